public import RondoData
import RondoEngine
import RondoFiles

/// Complete training run, new or resumed: folder and lock, limits, training, validation, log,
/// saving, and stopping on request.
///
/// ```text
/// let run = try SavedRun<SineTask>(RunRequest(folder: "checkpoints/sine"))
/// let parts = RunParts(
///   model, SineTask(), validation: SineError(), settings: BasicSettings(),
///   preparation: NoPreparation())
/// try run.train(parts) { event in
///   if case .report(.validation(let report), _) = event { print(report.score.loss) }
/// }
/// ```
///
/// `init` inspects the folder and changes nothing; `train` writes to it. A run that is stopped and
/// resumed ends in the same bytes as one without interruption. Not `Sendable`.
public final class SavedRun<Task: SavedTask> {
  /// Score that models are compared by.
  public typealias Score = Task.Model.Score
  /// Receives the events of a run; an error that it throws ends the run in its last saved state.
  public typealias Observer = (RunEvent<Score>) throws -> Void

  /// Request that started the run.
  public let request: RunRequest
  /// Folder of the run; nil if nothing is written.
  public let folder: RunFolder?
  /// State and best model of the run to be resumed; nil for a new run.
  public let stored: (state: TrainingStateFile<Task>, model: SavedModel<Task.Model>)?
  /// Time limit, which starts when this object is created; nil without one.
  public let timeLimit: TimeLimit?

  private var lock: FileLock?
  private var log: OpenLog?
  /// Lines of the log that are newer than the state of a resumed run.
  private(set) var forgottenLines: [UInt8] = []

  /// Inspects the run's folder.
  ///
  /// - Throws: `CheckpointError.exists` if it holds a run that is neither to be resumed nor to be
  ///   replaced, `busy` if another process trains it; `ModelFileError` if its files cannot be
  ///   resumed.
  public init(_ request: RunRequest) throws {
    self.request = request
    timeLimit = request.limits.minutes.map { TimeLimit(minutes: $0) }
    folder = request.folder.map { RunFolder.at($0) }
    guard let folder, folder.holdsRun else {
      stored = nil
      return
    }
    if request.start == .new { throw CheckpointError.exists(path: folder.path) }
    if request.start == .resume { lock = try Self.lockToResume(folder) }
    stored = try lock == nil ? nil : TrainingStateFile.load(from: folder)
  }

  /// Locks a run whose state can be resumed; nil if a process ended before it had trained anything,
  /// so that there is nothing to lose.
  private static func lockToResume(_ folder: RunFolder) throws -> FileLock? {
    if folder.holdsState { return try folder.lock() }
    guard try folder.holdsTraining else { return nil }
    throw ModelFileError.inconsistentState(
      path: folder.path,
      reason:
        "one of model.safetensors and training.safetensors is missing; restore it, or start a "
        + "new run in its place or in another folder")
  }

  /// Settings of the run: those stored, or, for a new run, the defaults changed by the chosen
  /// settings.
  ///
  /// - Parameters:
  ///   - defaults: Default settings of a new run.
  ///   - chosen: Chosen settings, which replace defaults and must agree with a stored run.
  ///   - origin: Hash of the model file from which the run must have started; nil for any.
  ///   - started: Key path of that hash in stored settings.
  /// - Throws: `SettingsError` if stored settings differ from chosen ones.
  package func settings(
    _ defaults: Task.Model.Settings, chosen: [ChosenSetting<Task.Model.Settings>],
    startingFrom origin: String? = nil, stored started: KeyPath<Task.Model.Settings, String>? = nil
  ) throws -> Task.Model.Settings {
    guard let settings = stored?.state.settings else {
      return ChosenSetting.applied(chosen, to: defaults)
    }
    let isAnother = origin != nil && started.map { settings[keyPath: $0] != origin } ?? false
    let differences = chosen.flatMap { $0.differences(settings) }
    if let error = SettingsError.differing(differences, fromAnotherModel: isAnother) { throw error }
    return settings
  }

  /// Throws if data differ from those of the run to be resumed.
  ///
  /// - Throws: `DataError.changed`.
  public func checkUnchanged(_ found: [DataSource]) throws(DataError) {
    guard let stored = stored?.state.data else { return }
    guard found.count == stored.count else {
      throw .changed(
        path: found.first?.path ?? "-",
        reason: "\(found.count) files instead of \(stored.count)")
    }
    for (new, old) in zip(found, stored) where new.sha256 != old.sha256 {
      throw .changed(
        path: new.path,
        reason: new.bytes == old.bytes
          ? "different contents" : "\(new.bytes) bytes instead of \(old.bytes)")
    }
  }

  /// Opens the folder: creates that of a new run, or truncates the log of a resumed run to its
  /// state.
  ///
  /// - Throws: `CheckpointError`.
  package func open(_ observer: Observer) throws {
    guard let folder else { return }
    try observer(.opening(folder: folder))
    if stored == nil {
      _ = try RunFolder.create(folder.path, overwrite: request.start != .new)
      lock = try folder.lock()
      // Another process may have started and ended a run since the folder was inspected.
      if folder.holdsRun { throw CheckpointError.exists(path: folder.path) }
    }
    let log = try OpenLog(folder)
    if let stored { forgottenLines = try log.log.cut(to: stored.state.progress) }
    self.log = log
  }

  /// Appends an entry to the log and reports it.
  package func record(_ entry: RunEntry, _ observer: Observer) throws {
    try append(entry.line)
    try observer(.entry(entry))
  }

  /// Appends a line to the log.
  func append(_ line: String) throws { try log?.log.append(line) }

  /// Saves the run's state, and its best model if it has changed.
  func save(_ run: TrainingRun<Task>, _ recorder: RunRecorder<Task>, withModel: Bool) throws {
    if let log { try recorder.save(run, withModel: withModel, log.log) }
  }

  /// Reads back the last saved model and compares it with the run's best model.
  func verify(_ run: TrainingRun<Task>, _ recorder: RunRecorder<Task>) throws {
    if folder != nil { try recorder.verify(run) }
  }

  /// Creates the training run, new or resumed.
  func makeRun(
    _ parts: RunParts<Task>, _ limits: RunLimits, _ cost: RunCost?
  ) throws -> TrainingRun<Task> {
    let trainer = Trainer(
      parts.model, parts.task, parts.configuration,
      totalSteps: limits.scheduleSteps(stepsPerEpoch: parts.task.stepsPerEpoch),
      workers: request.workers)
    if let state = stored?.state {
      let (begun, found) = (Task.tensors(of: trainer.state), Task.tensors(of: state.state))
      guard begun.map(\.value.shape) == found.map(\.value.shape) else {
        throw ModelFileError.inconsistentState(
          path: folder?.trainingPath ?? "-",
          reason: "its recurrent state has a different batch size")
      }
    }
    let run = TrainingRun(
      trainer, validation: parts.validation, limits: limits.limits,
      stepsAreFromMinutes: limits.minutes != nil, timeLimit: timeLimit,
      reserve: min(
        (cost?.validation ?? 0) + (cost?.saving ?? 0), 60 * (timeLimit?.minutes ?? 0) / 3),
      isStopRequested: request.isStopRequested)
    if let stored { run.restore(stored.state, bestModel: stored.model.model) }
    return run
  }

  /// Recorder for runs of these parts.
  func recorder(_ parts: RunParts<Task>, _ limits: RunLimits) -> RunRecorder<Task> {
    RunRecorder(
      folder: folder ?? RunFolder.at("-"), settings: parts.settings, limits: limits,
      data: parts.data, preparation: parts.preparation, split: parts.split)
  }
}

/// Log of a run as an object, so that it can be optional.
private final class OpenLog {
  let log: RunLog

  init(_ folder: RunFolder) throws(CheckpointError) { log = try folder.log() }
}

/// Parts of a run: the model before its first step, its task, and what is saved with it.
///
/// `Sendable`.
public struct RunParts<Task: SavedTask>: Sendable {
  /// Model of a new run.
  public var model: Task.Model
  /// Training task.
  public var task: Task
  /// Validation data, measured after each epoch; nil for none.
  public var validation: Task.Validation?
  /// Settings of the run, saved with the model.
  public var settings: Task.Model.Settings
  /// Settings of the training; by default those in `settings`.
  public var configuration: TrainingConfiguration
  /// Preparation of inputs, saved with the model.
  public var preparation: Task.Model.Preparation
  /// Training data files.
  public var data: [DataSource]
  /// Sizes of the parts of the data.
  public var split: DataSplit

  /// Creates the parts of a run.
  public init(
    _ model: Task.Model, _ task: Task, validation: Task.Validation?,
    settings: Task.Model.Settings, preparation: Task.Model.Preparation,
    data: [DataSource] = [], split: DataSplit = DataSplit(training: 0, validation: 0)
  ) {
    (self.model, self.task, self.validation) = (model, task, validation)
    (self.settings, configuration) = (settings, settings.training)
    (self.preparation, self.data, self.split) = (preparation, data, split)
  }
}
