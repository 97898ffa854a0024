import RondoFiles

/// Defaults of a task for the length of a run.
///
/// `Sendable`.
package struct LimitDefaults: Sendable {
  /// Number of epochs if no limit is requested.
  package var epochs = 20
  /// Number of validations without a new best score after which a run stops; nil for half of the
  /// validations of the schedule, but at least 5, because a slowly falling learning rate brings
  /// little gain at first.
  package var patience: Int?
  /// Cost of trials and run together, in multiples of the run.
  package var factor = 1.0

  /// Creates defaults.
  package init(epochs: Int = 20, patience: Int? = nil, factor: Double = 1) {
    (self.epochs, self.patience, self.factor) = (epochs, patience, factor)
  }
}

extension SavedRun {
  /// Times steps on a copy of a trainer, and the work after each validation; nil unless a time
  /// limit is requested and a new number of steps has to be planned.
  package func cost(
    _ parts: RunParts<Task>, _ observer: Observer, afterValidation: () throws -> Void = {}
  ) throws -> RunCost? {
    guard let timeLimit, keptLimits == nil else { return nil }
    try observer(.status(.timing))
    let trainer = Trainer(
      parts.model, parts.task, parts.configuration, totalSteps: parts.task.stepsPerEpoch,
      workers: request.workers)
    return try RunCost(
      of: trainer, validation: parts.validation, within: timeLimit, unless: request.isStopRequested
    ) {
      if folder != nil {
        let limits = RunLimits(TrainingLimits(epochs: 1))
        try recorder(parts, limits).rehearseSave(try makeRun(parts, limits, nil))
      }
      try afterValidation()
    }
  }

  /// Limits of the run to be resumed; nil if others are requested. Repeating its time limit keeps
  /// the steps that were planned.
  var keptLimits: RunLimits? {
    guard var kept = stored?.state.limits else { return nil }
    let requested = request.limits
    guard
      !requested.isAnyGiven || (requested.minutes != nil && requested.minutes == kept.minutes)
    else { return nil }
    if let patience = requested.patience { kept.limits.patience = patience == 0 ? nil : patience }
    kept.scheduleSteps = requested.scheduleSteps ?? kept.scheduleSteps
    return kept
  }

  /// Chooses the limits of the run: those requested; a resumed run without any keeps its own.
  ///
  /// - Parameters:
  ///   - defaults: Defaults of the task.
  ///   - stepsPerEpoch: Number of steps between validations.
  ///   - cost: Cost of the run; nil without a time limit.
  package func chooseLimits(
    _ defaults: LimitDefaults, stepsPerEpoch: Int, _ cost: RunCost?, _ observer: Observer
  ) throws -> RunLimits {
    if let keptLimits { return keptLimits }
    let requested = request.limits
    var limits = TrainingLimits(epochs: requested.epochs, steps: requested.steps)
    if !requested.isAnyGiven { limits.epochs = defaults.epochs }
    var result = RunLimits(
      limits, scheduleSteps: requested.scheduleSteps ?? stored?.state.limits.scheduleSteps)
    if let cost {
      plan(&result, cost, stepsPerEpoch: stepsPerEpoch, factor: defaults.factor)
    }
    let scheduled = result.scheduleSteps(stepsPerEpoch: stepsPerEpoch)
    if scheduled < result.limits.totalSteps(stepsPerEpoch: stepsPerEpoch) {
      try observer(
        .note(
          "the learning-rate schedule ends after step \(scheduled.withThousandsSeparators), before the run does"
        ))
    }
    let usual = defaults.patience ?? max(5, scheduled / stepsPerEpoch / 2)
    // The stored patience may be nil, and stays nil.
    let kept = stored.map { $0.state.limits.limits.patience } ?? usual
    result.limits.patience = requested.patience.map { $0 == 0 ? nil : $0 } ?? kept
    return result
  }

  /// Plans the steps for the time left, unless another limit comes first.
  package func plan(
    _ limits: inout RunLimits, _ cost: RunCost, stepsPerEpoch: Int, factor: Double = 1
  ) {
    guard let timeLimit else { return }
    let done = stored?.state.progress.step ?? 0
    let steps =
      done + timeLimit.plannedSteps(cost, stepsPerEpoch: stepsPerEpoch, factor: factor)
    guard steps < limits.limits.totalSteps(stepsPerEpoch: stepsPerEpoch) else { return }
    (limits.limits.steps, limits.minutes) = (steps, timeLimit.minutes)
  }

  /// Reports the number of steps planned for the time limit, once it is final.
  ///
  /// - Parameter repeatsSchedule: Whether repeating the run requires the length of the schedule
  ///   besides the number of steps.
  package func announce(
    _ limits: RunLimits, repeatsSchedule: Bool, _ observer: Observer
  ) throws {
    guard let timeLimit, let steps = limits.limits.steps, limits.minutes != nil, keptLimits == nil
    else { return }
    try record(
      RunEntry(
        "plan",
        PlannedSteps(
          steps: steps, scheduleSteps: limits.scheduleSteps ?? steps, minutes: timeLimit.minutes)),
      observer)
    let schedule: Advice = repeatsSchedule ? " \(.scheduleSteps, to: steps)" : ""
    try observer(
      .note(
        "\(timeLimit.minutes) minutes: \(steps.counted("step")) \(steps == 1 ? "is" : "are") planned, the same as \(.steps, to: steps)\(schedule)"
      ))
  }

  /// Notes how to repeat the run if the time limit ended it before the planned steps.
  func explain(
    _ finished: FinishedReport<Score>, scheduled: Int, _ observer: Observer
  ) throws {
    guard finished.stoppedBy == .minutes, finished.steps < scheduled else { return }
    try observer(
      .note(
        "the time limit ended training after \(finished.steps.withThousandsSeparators) of \(scheduled.withThousandsSeparators) planned steps, the same as \(.steps, to: finished.steps) \(.scheduleSteps, to: scheduled)"
      ))
  }
}
