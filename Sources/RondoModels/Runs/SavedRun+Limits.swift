import RondoFiles

/// The defaults of a task for the length of a run.
///
/// `Sendable`.
package struct LimitDefaults: Sendable {
  /// The number of epochs where no limit is requested.
  package var epochs = 20
  /// Validations without a new best score after which a run stops; nil for half of the validations of
  /// the schedule, at least 5, because a rate that falls slowly gains little at first.
  package var patience: Int?
  /// The cost of trials and the run together, in runs.
  package var factor = 1.0

  /// Defaults.
  package init(epochs: Int = 20, patience: Int? = nil, factor: Double = 1) {
    (self.epochs, self.patience, self.factor) = (epochs, patience, factor)
  }
}

extension SavedRun {
  /// Times steps on a copy of a trainer, and what is done after each validation; nil unless a time
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

  /// The limits of the run to be resumed, where no others are requested: those of a time limit that
  /// is requested again are still the steps that were planned.
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

  /// The limits requested; a resumed run without any keeps its own.
  ///
  /// - Parameters:
  ///   - defaults: What the task chooses where nothing is requested.
  ///   - stepsPerEpoch: The number of steps from one validation to the next.
  ///   - cost: What the run costs, where its time is limited.
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
    // A stored patience may be none at all, which stays so.
    let kept = stored.map { $0.state.limits.limits.patience } ?? usual
    result.limits.patience = requested.patience.map { $0 == 0 ? nil : $0 } ?? kept
    return result
  }

  /// Plans the steps for the time that is left, unless other limits come first.
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

  /// Reports the number of steps that are planned for the time, once that is settled.
  ///
  /// - Parameter repeatsSchedule: Whether the same run needs the length of the schedule beside the
  ///   number of steps.
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

  /// Says how the run can be repeated, where time ended it before the steps that were planned.
  func explain(
    _ finished: FinishedReport<Score>, scheduled: Int, _ observer: Observer
  ) throws {
    guard finished.stoppedBy == .minutes, finished.steps < scheduled else { return }
    try observer(
      .note(
        "the time was over after \(finished.steps.withThousandsSeparators) of \(scheduled.withThousandsSeparators) planned steps: the same as \(.steps, to: finished.steps) \(.scheduleSteps, to: scheduled)"
      ))
  }
}
