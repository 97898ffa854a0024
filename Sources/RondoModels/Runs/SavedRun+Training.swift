import RondoEngine
import RondoFiles

/// How a run ended, with its best model.
///
/// `Sendable`.
public struct RunOutcome<Model: SavableModel>: Sendable {
  /// The end of a run.
  public enum End: Sendable {
    /// It trained until a limit was reached, or a stop was requested.
    case finished(FinishedReport<Model.Score>)
    /// It had ended before, and was left as it was.
    case endedBefore(StopReason, step: Int)
    /// A stop was requested before training began; nothing was saved.
    case stoppedBeforeTraining
  }

  /// The end.
  public let end: End
  /// The best model; of a run that was stopped before training, the model before its first step.
  public let model: SavedModel<Model>

  /// An outcome.
  package init(end: End, model: SavedModel<Model>) { (self.end, self.model) = (end, model) }

  /// Why the run ended.
  public var reason: StopReason {
    switch end {
    case .finished(let report): report.stoppedBy
    case .endedBefore(let reason, _): reason
    case .stoppedBeforeTraining: .signal
    }
  }
}

/// What a task adds to the course of a run.
package struct RunHooks<Task: SavedTask> {
  /// An entry that is logged after a report.
  package var entry: (TrainingReport<Task.Model.Score>, TrainingRun<Task>) throws -> RunEntry? =
    { _, _ in nil }
  /// Writes the page that reports the run.
  package var writePage: (RunFolder) throws -> Void = { _ in }
  /// Rewrites that page where it is not up to date.
  package var updatePage: (RunFolder) throws -> Void = { _ in }
  /// The event that a validated run logs after its end, if there is one.
  package var endEvent: String?

  /// Nothing.
  package init() {}
}

extension SavedRun {
  /// Trains until a limit is reached or a stop is requested.
  ///
  /// - Parameters:
  ///   - parts: The model, its task and what is saved with it.
  ///   - observer: Receives the events.
  /// - Returns: How the run ended, with its best model.
  /// - Throws: `DivergenceError`; `CheckpointError` where the folder cannot be written.
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

  /// Trains with limits that are settled, in a folder that is open: logs the reports, passes them on,
  /// and saves.
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
      try verify(run, recorder)  // before hours are spent on what cannot be used
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

  /// Leaves a run as it is that had reached its limits, and says so; new limits are stored.
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
    case .finished(let finished): finished.divergence == nil  // else the last good state stays
    }
  }

  /// Writes the page at the run's end and at validations half a minute apart. Only at the end is it an
  /// error if that fails.
  private func updatePage(
    after report: TrainingReport<Score>, _ hooks: RunHooks<Task>,
    _ last: inout ContinuousClock.Instant, _ observer: Observer
  ) throws {
    guard let folder else { return }
    switch report {
    case .progress: break
    case .validation:
      guard ContinuousClock.now - last > .seconds(30) else { return }
      do { try hooks.writePage(folder) } catch { try observer(.note("\("\(error)")")) }
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
