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
