import ArgumentParser
import Rondo

/// A run's folder while a model is trained in it: opened anew or to go on, written, locked.
///
/// Every task goes the same way: `init` looks at the folder and changes nothing; `begin` makes it;
/// `makeRun` makes the run, begun or gone on with; `train` takes its reports to the end.
final class RunSession<Task: CommandTask> {
  let options: RunOptions
  let display: TrainingDisplay
  let folder: RunFolder
  /// The run that is gone on with.
  let stored: (state: TrainingStateFile<Task>, model: SavedModel<Task.Model>)?
  /// The time that the command may take; it begins with the session.
  let timeLimit: TimeLimit?
  /// Lines of the log that the state of a resumed run knows nothing of.
  private var forgottenLines: [UInt8] = []
  /// True where the run to be resumed had reached its limits, so that nothing was changed.
  private(set) var hadEnded = false
  private var lock: FileLock?

  /// Looks at the run's folder.
  ///
  /// - Throws: where it holds a run that is neither to go on nor to be replaced, or cannot go on.
  init(_ options: RunOptions, folder path: String, _ display: TrainingDisplay) throws {
    (self.options, self.display) = (options, display)
    timeLimit = options.minutes.map { TimeLimit(minutes: $0) }
    folder = RunFolder.at(path)
    if folder.holdsRun && !options.resume && !options.overwrite {
      throw CheckpointError.exists(path: path)
    }
    if options.resume && folder.holdsRun { lock = try Self.lockToResume(folder) }
    stored = try lock == nil ? nil : TrainingStateFile.load(from: folder)
  }

  /// The lock of a run whose state can be gone on from; nil where a trainer died before it had
  /// trained anything, so that there is nothing to lose.
  private static func lockToResume(_ folder: RunFolder) throws -> FileLock? {
    if folder.holdsState { return try folder.lock() }
    guard try folder.holdsTraining else { return nil }
    throw ModelFileError.inconsistentState(
      path: folder.path,
      reason: "one of model.safetensors and training.safetensors is missing; bring it back, or "
        + "begin anew with --overwrite or another --out")
  }

  /// Refuses data that are not those of the run that is gone on with.
  func checkUnchanged(_ found: [DataSource]) throws {
    guard let stored = stored?.state.data else { return }
    guard found.count == stored.count else {
      throw DataError.changed(
        path: found[0].path, reason: "\(found.count) files instead of \(stored.count)")
    }
    for (new, old) in zip(found, stored) where new.sha256 != old.sha256 {
      throw DataError.changed(
        path: new.path,
        reason: new.bytes == old.bytes
          ? "other contents" : "\(new.bytes) bytes instead of \(old.bytes)")
    }
  }

  /// Makes the folder of a new run, or cuts the log of an old one back to its state.
  ///
  /// - Returns: the run's log.
  func begin() throws -> RunLog {
    Interrupts.watch()  // not before: as long as nothing is written a signal may end the program
    if stored == nil {
      _ = try RunFolder.create(folder.path, overwrite: options.overwrite || options.resume)
      lock = try folder.lock()
      // Another trainer may have begun and ended since the folder was looked at.
      if folder.holdsRun { throw CheckpointError.exists(path: folder.path) }
    }
    let log = try folder.log()
    if let stored { forgottenLines = try log.cut(to: stored.state.progress) }
    return log
  }

  /// The run, begun or resumed.
  ///
  /// - Parameters:
  ///   - model: the model of a new run.
  ///   - task: what it is trained for.
  ///   - validation: what it is measured on.
  ///   - configuration: how it is trained.
  ///   - limits: when it ends.
  ///   - cost: what it costs, where its time is limited.
  func makeRun(
    _ model: Task.Model, _ task: Task, validation: Task.Validation?,
    _ configuration: TrainingConfiguration, _ limits: RunLimits, _ cost: RunCost?
  ) throws -> TrainingRun<Task> {
    let trainer = Trainer(
      model, task, configuration,
      totalSteps: limits.scheduleSteps(stepsPerEpoch: task.stepsPerEpoch),
      workers: options.threads.workers)
    if let state = stored?.state {
      let (begun, found) = (Task.tensors(of: trainer.state), Task.tensors(of: state.state))
      guard begun.map(\.value.shape) == found.map(\.value.shape) else {
        throw ModelFileError.inconsistentState(
          path: folder.trainingPath, reason: "its recurrent state has another batch size")
      }
    }
    let run = TrainingRun(
      trainer, validation: validation, limits: limits.limits,
      stepsAreFromMinutes: limits.minutes != nil, timeLimit: timeLimit,
      reserve: min(
        (cost?.validation ?? 0) + (cost?.saving ?? 0), 60 * (timeLimit?.minutes ?? 0) / 3),
      isStopRequested: { Interrupts.isRequested })
    if let stored { run.restore(stored.state, bestModel: stored.model.model) }
    return run
  }

  /// Trains until a limit is reached or a signal comes: writes the reports down, shows them, and
  /// saves.
  ///
  /// - Parameters:
  ///   - run: the run.
  ///   - recorder: saves it.
  ///   - log: its log.
  ///   - extraLine: a line to be logged after a report.
  ///   - afterReport: called when all is done with a report.
  func train(
    _ run: TrainingRun<Task>, _ recorder: RunRecorder<Task>, _ log: borrowing RunLog,
    extraLine: (TrainingReport<Task.Model.Score>) throws -> String? = { _ in nil },
    afterReport: (TrainingReport<Task.Model.Score>) throws -> Void = { _ in }
  ) throws {
    hadEnded = try keepsEarlierEnd(run, recorder, log)
    if hadEnded { return }
    display.describe(run)
    if stored == nil {
      try recorder.save(run, withModel: true, log)
      try recorder.verify(run)  // before hours are spent on what cannot be used
    }
    var lastSave = ContinuousClock.now
    while var report = run.next() {
      if case .finished(var finished) = report {
        finished.model = folder.modelPath
        report = .finished(finished)
      }
      let line = try ReportLine.of(report)
      try log.append(line)
      let extra = try extraLine(report)
      if let extra { try log.append(extra) }
      var isBest = run.validation == nil
      if case .validation(let validation) = report { isBest = validation.best }
      if isWorthSaving(report, after: ContinuousClock.now - lastSave) {
        try recorder.save(run, withModel: isBest, log)
        lastSave = .now
      }
      display.show(report, line, extra: extra, for: Task.self)
      try afterReport(report)
      if case .finished(let finished) = report {
        if finished.divergence == nil { try recorder.verify(run) }
        explain(finished, recorder.limits, scheduled: run.trainer.totalSteps)
        try end(finished)
      }
    }
  }

  /// Leaves a run as it is that had reached its limits, and says so; limits given anew are stored.
  private func keepsEarlierEnd(
    _ run: TrainingRun<Task>, _ recorder: RunRecorder<Task>, _ log: borrowing RunLog
  ) throws -> Bool {
    guard let stored, run.isAtItsEnd, let end = LoggedEnd(in: forgottenLines) else { return false }
    if let event = Task.endEvent, run.validation != nil, !end.events.contains(event) {
      return false
    }
    for line in end.lines { try log.append(line) }
    if stored.state.limits != recorder.limits { try recorder.save(run, withModel: false, log) }
    try RunReport(of: folder).update()
    display.showEarlierEnd(end.line, end.reason, step: run.trainer.step, folder.path)
    return true
  }

  private func isWorthSaving(
    _ report: TrainingReport<Task.Model.Score>, after time: Duration
  ) -> Bool {
    switch report {
    case .progress: time > .seconds(60)
    case .validation: true
    case .finished(let finished): finished.divergence == nil  // else the last good state stays
    }
  }

  private func end(_ finished: FinishedReport<Task.Model.Score>) throws {
    if let divergence = finished.divergence {
      throw DivergenceError(divergence: divergence)
    }
    display.finish(finished, folder.path, for: Task.self)
    if finished.stoppedBy == .signal, let status = Interrupts.status {
      throw EarlyEnd(status: status)
    }
  }
}
