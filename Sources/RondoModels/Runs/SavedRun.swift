public import RondoData
import RondoEngine
import RondoFiles

/// A training run from its start, or from where it stood, to its end: the folder and its lock, limits,
/// training, validation, log, saving, and the stop on request.
///
///     let run = try SavedRun<SineTask>(RunRequest(folder: "checkpoints/sine"))
///     let parts = RunParts(model, SineTask(), validation: SineError(), settings: settings)
///     try run.train(parts) { event in
///       if case .report(.validation(let report), _) = event { print(report.score.loss) }
///     }
///
/// `init` looks at the folder and changes nothing; `train` writes it. A run that is stopped and
/// resumed ends in the same bytes as one that never was. Not `Sendable`.
public final class SavedRun<Task: SavedTask> {
  /// The score that models are compared by.
  public typealias Score = Task.Model.Score
  /// Receives the events of a run; an error that it throws ends the run where it was last saved.
  public typealias Observer = (RunEvent<Score>) throws -> Void

  /// How the run is started.
  public let request: RunRequest
  /// The run's folder; nil where nothing is written.
  public let folder: RunFolder?
  /// The run to be resumed, as its files are: its state and its best model; nil for a new run.
  public let stored: (state: TrainingStateFile<Task>, model: SavedModel<Task.Model>)?
  /// The time that the run may take; it begins when this object is made.
  public let timeLimit: TimeLimit?

  private var lock: FileLock?
  private var log: OpenLog?
  /// Lines of the log that the state of a resumed run does not include.
  private(set) var forgottenLines: [UInt8] = []

  /// Looks at the run's folder.
  ///
  /// - Throws: `CheckpointError.exists` where it holds a run that is neither to be resumed nor to be
  ///   replaced, `busy` where another process trains it; `ModelFileError` where its files cannot be
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

  /// The lock of a run whose state can be resumed; nil where a process ended before it had trained
  /// anything, so that there is nothing to lose.
  private static func lockToResume(_ folder: RunFolder) throws -> FileLock? {
    if folder.holdsState { return try folder.lock() }
    guard try folder.holdsTraining else { return nil }
    throw ModelFileError.inconsistentState(
      path: folder.path,
      reason:
        "one of model.safetensors and training.safetensors is missing; restore it, or start a "
        + "new run in its place or in another folder")
  }

  /// The settings of the run: those stored, or, of a new run, defaults changed by what was chosen.
  ///
  /// - Parameters:
  ///   - defaults: The settings of a new run.
  ///   - chosen: Settings that replace those, and that a stored run must have.
  ///   - origin: The hash of the model file that a run must have started from; nil for any.
  ///   - started: The hash of the one that stored settings name.
  /// - Throws: `SettingsError` where the stored settings differ from what was chosen.
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

  /// Refuses data that are not those of the run to be resumed.
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
          ? "other contents" : "\(new.bytes) bytes instead of \(old.bytes)")
    }
  }

  /// Takes the folder: makes that of a new run, or cuts the log of an old one back to its state.
  ///
  /// - Throws: `CheckpointError`.
  package func open(_ observer: Observer) throws {
    guard let folder else { return }
    try observer(.opening(folder: folder))
    if stored == nil {
      _ = try RunFolder.create(folder.path, overwrite: request.start != .new)
      lock = try folder.lock()
      // Another process may have started and ended a run since the folder was looked at.
      if folder.holdsRun { throw CheckpointError.exists(path: folder.path) }
    }
    let log = try OpenLog(folder)
    if let stored { forgottenLines = try log.log.cut(to: stored.state.progress) }
    self.log = log
  }

  /// Writes an entry to the log and reports it.
  package func record(_ entry: RunEntry, _ observer: Observer) throws {
    try append(entry.line)
    try observer(.entry(entry))
  }

  /// Appends a line to the log.
  func append(_ line: String) throws { try log?.log.append(line) }

  /// Saves the run's state, and its best model too if that has changed.
  func save(_ run: TrainingRun<Task>, _ recorder: RunRecorder<Task>, withModel: Bool) throws {
    if let log { try recorder.save(run, withModel: withModel, log.log) }
  }

  /// Reads back the model that was saved last, and compares it with the run's best model.
  func verify(_ run: TrainingRun<Task>, _ recorder: RunRecorder<Task>) throws {
    if folder != nil { try recorder.verify(run) }
  }

  /// The run, new or resumed.
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
          path: folder?.trainingPath ?? "-", reason: "its recurrent state has another batch size")
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

  /// Saves runs of these parts.
  func recorder(_ parts: RunParts<Task>, _ limits: RunLimits) -> RunRecorder<Task> {
    RunRecorder(
      folder: folder ?? RunFolder.at("-"), settings: parts.settings, limits: limits,
      data: parts.data, preparation: parts.preparation, split: parts.split)
  }
}

/// The log of a run as an object, so that it can be kept in an optional.
private final class OpenLog {
  let log: RunLog

  init(_ folder: RunFolder) throws(CheckpointError) { log = try folder.log() }
}

/// What a run consists of: the model before its first step, its task, and what is saved with it.
///
/// `Sendable`.
public struct RunParts<Task: SavedTask>: Sendable {
  /// The model of a new run.
  public var model: Task.Model
  /// What it is trained for.
  public var task: Task
  /// What it is measured on after each epoch, if anything.
  public var validation: Task.Validation?
  /// Everything that decides what the run computes; saved with the model.
  public var settings: Task.Model.Settings
  /// How parameters are trained; by default that of the settings.
  public var configuration: TrainingConfiguration
  /// What turns input into numbers; saved with the model.
  public var preparation: Task.Model.Preparation
  /// What was read.
  public var data: [DataSource]
  /// How the data were divided.
  public var split: DataSplit

  /// The parts of a run.
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
