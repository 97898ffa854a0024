public import RondoData
public import RondoFiles

/// Folder of one training run, and the files that the toolkit keeps in it.
///
/// ```text
/// checkpoints/NAME/
///   model.safetensors      best weights so far
///   training.safetensors   last state; its rename is the commit point
///   log.jsonl              one line for each event
///   report.html            report of the run
///   .lock                  locked while a process trains
/// ```
///
/// A run exists once one of the first three files does. Other files in the folder are never
/// touched. The value holds only the path; after the folder has been moved, its methods throw.
/// `Sendable`.
public struct RunFolder: Sendable, Equatable {
  /// Path of the folder.
  public let path: String

  /// File of the best weights so far.
  public var modelPath: String { "\(path)/\(Self.modelName)" }
  /// File of the last state.
  public var trainingPath: String { "\(path)/\(Self.trainingName)" }
  /// Log, with one line for each event.
  public var logPath: String { "\(path)/\(Self.logName)" }
  /// Report of the run.
  public var reportPath: String { "\(path)/\(Self.reportName)" }
  /// Lock file, locked while a process trains; it remains afterwards without meaning.
  public var lockPath: String { "\(path)/.lock" }

  static let modelName = RunFileName.model
  static let trainingName = RunFileName.training
  static let logName = "log.jsonl"
  static let reportName = "report.html"

  /// Opens an existing folder.
  ///
  /// - Throws: `.missing`.
  public static func open(_ path: String) throws(CheckpointError) -> RunFolder {
    guard POSIX.isFolder(path) else { throw .missing(path: path) }
    return RunFolder(path: path)
  }

  /// Creates a folder for a new run, and missing folders above it.
  ///
  /// - Parameter overwrite: Whether an existing run is removed: its model, state, log and report,
  ///   and nothing else.
  /// - Throws: `.exists` without `overwrite`, `.busy` if another process trains the run,
  ///   `.cannotCreate` if no files can be created in the folder, or `.inputOutput`.
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

  /// True if the folder holds a model, a state or a log.
  public var holdsRun: Bool {
    [trainingPath, modelPath, logPath].contains { POSIX.exists($0) }
  }

  /// Throws `.cannotCreate` if no files can be created in the folder.
  public func checkWritable() throws(CheckpointError) {
    do throws(SystemError) { try POSIX.checkWritable(path) } catch {
      throw .cannotCreate(operation: "write into", path: path, code: error.code)
    }
  }

  /// The state is removed first: without it there is nothing to resume, whatever else remains.
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
  /// Locks the folder for training, and removes temporary files left by trainers that were killed.
  ///
  /// - Throws: `.busy` with the process that holds the lock, or `.cannotCreate`.
  public func lock() throws(CheckpointError) -> FileLock {
    try checkWritable()
    let lock = try FileLock(path: lockPath, folder: path)
    AtomicFile.removeStaleTemporaries(
      in: path, of: [Self.modelName, Self.trainingName, Self.reportName])
    return lock
  }
}

extension RunFolder {
  /// Replaces the state, and the best model if there is a new one.
  ///
  /// Both files are written completely and flushed to the device before the first is renamed. The
  /// model is renamed first, then the state, whose rename is the commit point: a process that dies
  /// before it leaves the old state, one that dies after it the new one. Between the two renames
  /// the model is newer than the state; training from the old state writes it again with the same
  /// bytes.
  ///
  /// - Throws: `.headerTooLong` or `.inputOutput`; the state is then unchanged.
  public func commit(
    model: SafetensorsFile? = nil, training: SafetensorsFile
  ) throws(CheckpointError) {
    do throws(CheckpointError) {
      try commit(model: model, training: training, operations: .system)
    } catch .cannotCreate(let operation, let path, let code) {
      // The folder was writable at the start, so this is a failure while writing.
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
  /// Folder of a run that may not exist yet; nothing is created or changed.
  public static func at(_ path: String) -> RunFolder { RunFolder(path: path) }

  /// True if there is a state to resume from.
  public var holdsState: Bool { POSIX.exists(trainingPath) && POSIX.exists(modelPath) }

  /// True if the folder holds results of training: a state, a logged step, or a model without a log
  /// that shows it is untrained.
  public var holdsTraining: Bool {
    get throws(CheckpointError) {
      if POSIX.exists(trainingPath) { return true }
      guard POSIX.exists(logPath) else { return POSIX.exists(modelPath) }
      return try log().holdsTraining
    }
  }

  /// Path of the model of a checkpoint: the file itself, or the best model in a run's folder.
  public static func modelPath(of checkpoint: String) -> String {
    POSIX.isFolder(checkpoint) ? RunFolder(path: checkpoint).modelPath : checkpoint
  }
}

extension RunFolder {
  /// Folder of a run for which none is named: `checkpoints/` and the name of the data's file or folder
  /// without its extension; "-" is standard input.
  public static func defaultPath(forDataAt path: String) -> String {
    if path == "-" { return "checkpoints/stdin" }
    let parts = path.split(separator: "/").filter { $0 != "." && $0 != ".." }
    guard let name = parts.last else { return "checkpoints/text" }
    let stem = name.lastIndex(of: ".").map { $0 > name.startIndex ? name[..<$0] : name } ?? name
    return "checkpoints/\(stem)"
  }
}

extension SavedModel {
  /// SHA-256 of a model file in hexadecimal, by which another run refers to it.
  ///
  /// - Throws: `DataError`.
  public static func hash(of path: String) throws(DataError) -> String {
    var hash = SHA256()
    _ = try InputFile.forEachPiece(of: path) { hash.update(UnsafeRawBufferPointer($0)) }
    return hash.hexadecimal
  }
}
