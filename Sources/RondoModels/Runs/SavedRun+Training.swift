import RondoEngine
import RondoFiles

/// End of a run, with its best model.
///
/// `Sendable`.
public struct RunOutcome<Model: SavableModel>: Sendable {
  /// Kinds of end.
  public enum End: Sendable {
    /// Training reached a limit, or a stop was requested.
    case finished(FinishedReport<Model.Score>)
    /// The run had already ended and is unchanged.
    case endedBefore(StopReason, step: Int)
    /// A stop was requested before training began; nothing was saved.
    case stoppedBeforeTraining
  }

  /// How the run ended.
  public let end: End
  /// Best model; if the run was stopped before training, the model before its first step.
  public let model: SavedModel<Model>

  /// Creates an outcome.
  package init(end: End, model: SavedModel<Model>) { (self.end, self.model) = (end, model) }

  /// Reason for the end.
  public var reason: StopReason {
    switch end {
    case .finished(let report): report.stoppedBy
    case .endedBefore(let reason, _): reason
    case .stoppedBeforeTraining: .signal
    }
  }
}

/// Additions of a task to the course of a run.
package struct RunHooks<Task: SavedTask> {
  /// Makes an entry to be logged after a report, if any.
  package var entry: (TrainingReport<Task.Model.Score>, TrainingRun<Task>) throws -> RunEntry? =
    { _, _ in nil }
  /// Writes the report page of the run.
  package var writePage: (RunFolder) throws -> Void = { _ in }
  /// Rewrites the report page if it is out of date.
  package var updatePage: (RunFolder) throws -> Void = { _ in }
  /// Event that a validated run logs after its end, if any.
  package var endEvent: String?

  /// Creates hooks that add nothing.
  package init() {}
}

extension SavedRun {
  /// Trains until a limit is reached or a stop is requested.
  ///
  /// - Parameters:
  ///   - parts: Model, task and what is saved with them.
  ///   - observer: Receives the events.
  /// - Returns: The end of the run, with its best model.
  /// - Throws: `DivergenceError`; `CheckpointError` if the folder cannot be written.
  @discardableResult
  public func train(
    _ parts: RunParts<Task>, _ observer: Observer = { _ in }
  ) throws -> RunOutcome<Task.Model> {
    try open(observer)
    let cost = try cost(parts, observer)
    let limits = try chooseLimits(
      LimitDefaults(), stepsPerEpoch: parts.task.stepsPerEpoch, cost, observer)
    try announce(limits, repeatsSchedule: false, observer)
    return try train(parts, limits, cost, RunHooks(), observer)
  }

  /// Trains with final limits in an open folder: logs the reports, passes them on, and saves.
  package func train(
    _ parts: RunParts<Task>, _ limits: RunLimits, _ cost: RunCost?, _ hooks: RunHooks<Task>,
    _ observer: Observer
  ) throws -> RunOutcome<Task.Model> {
    let run = try makeRun(parts, limits, cost)
    let recorder = recorder(parts, limits)
    if let earlier = try keepsEarlierEnd(run, recorder, hooks, observer) { return earlier }
    try observer(.began(RunBeginning(run)))
    if stored == nil {
      try save(run, recorder, withModel: true)
      try verify(run, recorder)  // before hours are spent on an unusable model
    }
    var (lastSave, lastPage) = (ContinuousClock.now, ContinuousClock.now)
    var last: FinishedReport<Score>?
    while var report = run.next() {
      if case .finished(var finished) = report {
        finished.model = folder?.modelPath
        (last, report) = (finished, .finished(finished))
      }
      let line = try ReportLine.of(report)
      try append(line)
      let entry = try hooks.entry(report, run)
      if let entry { try append(entry.line) }
      if isWorthSaving(report, after: ContinuousClock.now - lastSave) {
        var isBest = run.validation == nil
        if case .validation(let validation) = report { isBest = validation.best }
        try save(run, recorder, withModel: isBest)
        lastSave = .now
      }
      try observer(.report(report, line: line))
      if let entry { try observer(.entry(entry)) }
      try updatePage(after: report, hooks, &lastPage, observer)
    }
    guard let last else { preconditionFailure("a run ends with a report of its end") }
    if let divergence = last.divergence { throw DivergenceError(divergence: divergence) }
    try verify(run, recorder)
    try explain(last, scheduled: run.trainer.totalSteps, observer)
    try observer(.ended(last))
    return RunOutcome(end: .finished(last), model: recorder.savedModel(of: run))
  }

  /// Leaves a run unchanged that had already reached its limits, and reports that; saves new
  /// limits.
  private func keepsEarlierEnd(
    _ run: TrainingRun<Task>, _ recorder: RunRecorder<Task>, _ hooks: RunHooks<Task>,
    _ observer: Observer
  ) throws -> RunOutcome<Task.Model>? {
    guard let folder, let stored, run.isAtItsEnd, let end = LoggedEnd(in: forgottenLines) else {
      return nil
    }
    if let event = hooks.endEvent, run.validation != nil, !end.events.contains(event) {
      return nil
    }
    for line in end.lines { try append(line) }
    if stored.state.limits != recorder.limits { try save(run, recorder, withModel: false) }
    try hooks.updatePage(folder)
    try observer(.endedBefore(end, step: run.trainer.step))
    return RunOutcome(
      end: .endedBefore(end.reason, step: run.trainer.step), model: recorder.savedModel(of: run))
  }

  private func isWorthSaving(_ report: TrainingReport<Score>, after time: Duration) -> Bool {
    switch report {
    case .progress: time > .seconds(60)
    case .validation: true
    case .finished(let finished): finished.divergence == nil  // else keeps the last good state
    }
  }

  /// Writes the page at the end of the run and after validations, at most every 30 seconds. A
  /// failure is an error only at the end.
  private func updatePage(
    after report: TrainingReport<Score>, _ hooks: RunHooks<Task>,
    _ last: inout ContinuousClock.Instant, _ observer: Observer
  ) throws {
    guard let folder else { return }
    switch report {
    case .progress: break
    case .validation:
      guard ContinuousClock.now - last > .seconds(30) else { return }
      do { try hooks.writePage(folder) } catch {
        try observer(.note((error as? any AdvisingError)?.advice ?? "\("\(error)")"))
      }
      last = .now
    case .finished: try hooks.writePage(folder)
    }
  }
}

extension RunBeginning {
  fileprivate init<Task: SavedTask>(_ run: TrainingRun<Task>) {
    let trainer = run.trainer
    self.init(
      model: trainer.model.architecture.summary, parameters: trainer.model.parameterCount,
      step: trainer.step, totalSteps: run.totalSteps, stepsPerEpoch: trainer.task.stepsPerEpoch,
      threads: trainer.workers.count)
  }
}
