public import RondoData
public import RondoFiles

/// The folder of one training run, and the files that the toolkit keeps in it.
///
///     checkpoints/NAME/
///       model.safetensors      the best weights so far
///       training.safetensors   the last state; its rename is the commit point
///       log.jsonl              a line a report
///       report.html            all that as a page
///       .lock                  held while a process trains
///
/// A run exists once one of the first three does. Other files in the folder are never touched. The
/// value is only the path, so it stays usable when the folder moves away, and then throws.
/// Sendable: a plain value.
public struct RunFolder: Sendable, Equatable {
  /// The folder.
  public let path: String

  /// The best weights so far.
  public var modelPath: String { "\(path)/\(Self.modelName)" }
  /// The last state.
  public var trainingPath: String { "\(path)/\(Self.trainingName)" }
  /// A line a report.
  public var logPath: String { "\(path)/\(Self.logName)" }
  /// All that as a page.
  public var reportPath: String { "\(path)/\(Self.reportName)" }
  /// Held while a process trains; stays behind, empty of meaning.
  public var lockPath: String { "\(path)/.lock" }

  static let modelName = RunFileName.model
  static let trainingName = RunFileName.training
  static let logName = "log.jsonl"
  static let reportName = "report.html"

  /// A folder that is there.
  ///
  /// - Throws: `.missing`.
  public static func open(_ path: String) throws(CheckpointError) -> RunFolder {
    guard POSIX.isFolder(path) else { throw .missing(path: path) }
    return RunFolder(path: path)
  }

  /// A folder for a new run; it and the folders above it are made where they are not there.
  ///
  /// - Parameter overwrite: whether a run that is there is removed: its model, its state, its log
  ///   and its report, and nothing else.
  /// - Throws: `.exists` without `overwrite`, `.busy` where somebody trains the run,
  ///   `.cannotCreate` where no files can be made in the folder, or `.inputOutput`.
  public static func create(
    _ path: String, overwrite: Bool = false
  ) throws(CheckpointError) -> RunFolder {
    try Folders.make(path)
    let folder = RunFolder(path: path)
    try folder.checkWritable()
    if folder.holdsRun {
      guard overwrite else { throw .exists(path: path) }
      let lock = try folder.lock()
      try folder.removeRun()
      lock.release()
    }
    return folder
  }

  /// Whether a model, a state or a log is there.
  public var holdsRun: Bool {
    [trainingPath, modelPath, logPath].contains { POSIX.exists($0) }
  }

  /// Throws `.cannotCreate` where no files can be made in the folder.
  public func checkWritable() throws(CheckpointError) {
    do throws(SystemError) { try POSIX.checkWritable(path) } catch {
      throw .cannotCreate(operation: "write into", path: path, code: error.code)
    }
  }

  /// The state goes first: without it there is nothing to resume, whatever else is left.
  private func removeRun() throws(CheckpointError) {
    for file in [trainingPath, modelPath, logPath, reportPath] {
      do throws(SystemError) { try POSIX.removeFile(file) } catch {
        if error.isMissing { continue }
        throw .inputOutput(operation: "remove", path: file, code: error.code)
      }
    }
    try AtomicFile.synchronizeFolder(of: trainingPath)
  }
}

extension RunFolder {
  /// Takes the right to train here, and clears away what trainers that died midway left.
  ///
  /// - Throws: `.busy` with the process that has it, or `.cannotCreate`.
  public func lock() throws(CheckpointError) -> FileLock {
    try checkWritable()
    let lock = try FileLock(path: lockPath, folder: path)
    AtomicFile.removeStaleTemporaries(
      in: path, of: [Self.modelName, Self.trainingName, Self.reportName])
    return lock
  }
}

extension RunFolder {
  /// Puts a new state, and a new best model if there is one, in the place of the old.
  ///
  /// Both files are written completely and handed to the device before the first of them gets its
  /// name. Then the model gets its name, and then the state, which is the commit point: a process
  /// that dies before it leaves the old state, one that dies after it the new one. Between the two
  /// the model is the newer, which training from the old state writes again with the same bytes.
  ///
  /// - Throws: `.headerTooLong` or `.inputOutput`; the state is then the old one.
  public func commit(
    model: SafetensorsFile? = nil, training: SafetensorsFile
  ) throws(CheckpointError) {
    do throws(CheckpointError) {
      try commit(model: model, training: training, operations: .system)
    } catch .cannotCreate(let operation, let path, let code) {
      // The folder was writable at the start, so this is a failure midway.
      throw .inputOutput(operation: operation, path: path, code: code)
    }
  }

  func commit(
    model: SafetensorsFile?, training: SafetensorsFile, operations: FileOperations
  ) throws(CheckpointError) {
    guard let model else {
      try training.prepare(trainingPath, operations: operations).publish()
      return try AtomicFile.synchronizeFolder(of: trainingPath, operations: operations)
    }
    let preparedModel = try model.prepare(modelPath, operations: operations)
    let preparedTraining = try training.prepare(trainingPath, operations: operations)
    try preparedModel.publish()
    try AtomicFile.synchronizeFolder(of: modelPath, operations: operations)
    try preparedTraining.publish()
    try AtomicFile.synchronizeFolder(of: trainingPath, operations: operations)
  }
}

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
