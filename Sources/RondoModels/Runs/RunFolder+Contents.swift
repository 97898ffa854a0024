public import RondoData
import RondoFiles

extension RunFolder {
  /// The folder of a run that may not be there yet; nothing is made or changed.
  public static func at(_ path: String) -> RunFolder { RunFolder(path: path) }

  /// Whether there is a state to go on from.
  public var holdsState: Bool { POSIX.exists(trainingPath) && POSIX.exists(modelPath) }

  /// Whether there is anything that training has made: a state, a logged step, or a model of which
  /// no log says that it is as new.
  public var holdsTraining: Bool {
    get throws(CheckpointError) {
      if POSIX.exists(trainingPath) { return true }
      guard POSIX.exists(logPath) else { return POSIX.exists(modelPath) }
      return try log().holdsTraining
    }
  }

  /// The file that holds the model of a checkpoint: the file itself, or the best model of a run's
  /// folder.
  public static func modelPath(of checkpoint: String) -> String {
    POSIX.isFolder(checkpoint) ? RunFolder(path: checkpoint).modelPath : checkpoint
  }
}

extension SavedModel {
  /// The SHA-256 of a model's file in hexadecimal, by which another run names it.
  ///
  /// - Throws: `DataError`.
  public static func hash(of path: String) throws(DataError) -> String {
    var hash = SHA256()
    _ = try InputFile.forEachPiece(of: path) { hash.update(UnsafeRawBufferPointer($0)) }
    return hash.hexadecimal
  }
}
