import Rondo

extension RunSession {
  /// Times steps on a copy of a trainer, and what is done after each validation; nil unless
  /// `--minutes` is given and a new number of steps has to be planned.
  func cost(
    _ model: Task.Model, _ task: Task, _ validation: Task.Validation?,
    _ configuration: TrainingConfiguration, afterValidation: () throws -> Void = {}
  ) rethrows -> RunCost? {
    guard let timeLimit, keptLimits == nil else { return nil }
    display.status("timing a few steps")
    let trainer = Trainer(
      model, task, configuration, totalSteps: task.stepsPerEpoch, workers: options.threads.workers)
    return try RunCost(
      of: trainer, validation: validation, within: timeLimit,
      unless: { Interrupts.isRequested }, afterValidation: afterValidation)
  }

  /// The limits of the run that is resumed, where no others are given: those of the time, if the same
  /// is given again, are still the steps that were planned.
  var keptLimits: RunLimits? {
    guard var kept = stored?.state.limits else { return nil }
    let isAnyGiven = options.epochs != nil || options.steps != nil || options.minutes != nil
    guard !isAnyGiven || (options.minutes != nil && options.minutes == kept.minutes) else {
      return nil
    }
    if let patience = options.patience { kept.limits.patience = patience == 0 ? nil : patience }
    kept.scheduleSteps = options.scheduleSteps ?? kept.scheduleSteps
    return kept
  }

  /// The limits given; a resumed run without any keeps its own.
  ///
  /// - Parameters:
  ///   - epochs: the number of passes where no limit is given.
  ///   - stepsPerEpoch: the number of steps from one validation to the next.
  ///   - usualPatience: the patience where none is given; nil for half of the validations of the
  ///     schedule, at least 5, because a rate that falls slowly gives little at first.
  ///   - cost: what the run costs, where its time is limited.
  ///   - factor: the cost of trials and run together, in runs.
  func chooseLimits(
    epochs: Int = 20, stepsPerEpoch: Int, usualPatience: Int? = nil, _ cost: RunCost?,
    factor: Double = 1
  ) -> RunLimits {
    if let keptLimits { return keptLimits }
    var limits = TrainingLimits(epochs: options.epochs, steps: options.steps)
    if options.epochs == nil, options.steps == nil, options.minutes == nil {
      limits.epochs = epochs
    }
    var result = RunLimits(
      limits, scheduleSteps: options.scheduleSteps ?? stored?.state.limits.scheduleSteps)
    if let cost {
      plan(&result, cost, stepsPerEpoch: stepsPerEpoch, factor: factor)
    }
    let scheduled = result.scheduleSteps(stepsPerEpoch: stepsPerEpoch)
    if scheduled < result.limits.totalSteps(stepsPerEpoch: stepsPerEpoch) {
      display.note(
        "the learning-rate schedule ends after step \(scheduled.withThousandsSeparators), before the run does"
      )
    }
    let usual = usualPatience ?? max(5, scheduled / stepsPerEpoch / 2)
    // A stored patience may be none at all, which stays so.
    let kept = stored.map { $0.state.limits.limits.patience } ?? usual
    result.limits.patience = options.patience.map { $0 == 0 ? nil : $0 } ?? kept
    return result
  }

  /// Plans the steps for the time that is left, unless other limits come first.
  func plan(
    _ limits: inout RunLimits, _ cost: RunCost, stepsPerEpoch: Int, factor: Double = 1
  ) {
    guard let timeLimit else { return }
    let done = stored?.state.progress.step ?? 0
    let steps =
      done + timeLimit.plannedSteps(cost, stepsPerEpoch: stepsPerEpoch, factor: factor)
    guard steps < limits.limits.totalSteps(stepsPerEpoch: stepsPerEpoch) else { return }
    (limits.limits.steps, limits.minutes) = (steps, timeLimit.minutes)
  }

  /// Says how many steps are planned for the time, once that is settled.
  ///
  /// - Parameter repetition: options that the same run needs beside `--steps`.
  func announce(_ limits: RunLimits, repetition: String = "", _ log: borrowing RunLog) throws {
    guard let timeLimit, let steps = limits.limits.steps, limits.minutes != nil, keptLimits == nil
    else { return }
    let line = try ReportLine.line(
      "plan",
      PlanEvent(
        steps: steps, scheduleSteps: limits.scheduleSteps ?? steps, minutes: timeLimit.minutes))
    try log.append(line)
    display.json(line)
    display.note(
      "\(timeLimit.minutes) minutes: \(steps.counted("step")) \(steps == 1 ? "is" : "are") planned, "
        + "the same as --steps \(steps)" + repetition)
  }

  /// Says how the run can be had again, where time ended it before the steps that were planned.
  func explain(_ finished: FinishedReport<Task.Model.Score>, _ limits: RunLimits, scheduled: Int) {
    guard finished.stoppedBy == .minutes, finished.steps < scheduled else { return }
    display.note(
      "the time was over after \(finished.steps.withThousandsSeparators) of \(scheduled.withThousandsSeparators) planned steps: the "
        + "same as --steps \(finished.steps) --schedule-steps \(scheduled)")
  }
}

/// The event `plan`: the number of steps for the time that was given.
private struct PlanEvent: Encodable {
  let steps: Int
  let scheduleSteps: Int
  let minutes: Double
}
