import Rondo

extension RunSession {
  /// The limits given; a resumed run without any keeps its own, and so it does where the same time
  /// is given again.
  ///
  /// - Parameters:
  ///   - epochs: the number of passes where no limit is given.
  ///   - stepsPerEpoch: the number of steps from one validation to the next.
  ///   - usualPatience: the patience where none is given; nil for half of the run's validations, at
  ///     least 5, because a rate that falls slowly gives little at first.
  ///   - stepsAllowed: the number of steps that fit into so many minutes.
  func chooseLimits(
    epochs: Int = 20, stepsPerEpoch: Int, usualPatience: Int? = nil,
    _ stepsAllowed: (Double) -> Int
  ) -> RunLimits {
    let patience = options.patience.map { $0 == 0 ? nil : $0 }
    let isAnyGiven = options.epochs != nil || options.steps != nil || options.minutes != nil
    if var kept = stored?.state.limits {
      if let patience { kept.limits.patience = patience }
      if !isAnyGiven || (options.minutes != nil && options.minutes == kept.minutes) { return kept }
    }
    var limits = TrainingLimits(epochs: options.epochs, steps: options.steps)
    if !isAnyGiven { limits.epochs = epochs }
    var allowed: Double?
    if let minutes = options.minutes {
      let steps = stepsAllowed(minutes)
      display.note(
        "\(minutes) minutes allow \(steps.grouped) steps: the same as --steps \(steps)")
      if steps < limits.steps ?? .max { (limits.steps, allowed) = (steps, minutes) }
    }
    let validations = limits.totalSteps(stepsPerEpoch: stepsPerEpoch) / stepsPerEpoch
    let usual = usualPatience ?? max(5, validations / 2)
    // A stored patience may be none at all, which stays so.
    let kept = stored.map { $0.state.limits.limits.patience } ?? usual
    limits.patience = patience ?? kept
    return RunLimits(limits, minutes: allowed)
  }

  /// Times a few steps and a validation on a copy, and finds how many steps fit into a time.
  func stepsAllowed(
    minutes: Double, _ model: Task.Model, _ task: Task, _ validation: Task.Validation?,
    _ configuration: TrainingConfiguration, _ workers: Workers
  ) -> Int {
    display.status("timing a few steps")
    var trial = Trainer(
      model, task, configuration, totalSteps: task.stepsPerEpoch, workers: workers)
    func seconds(_ body: () -> Void) -> Double { (ContinuousClock().measure(body)).inSeconds }
    for _ in 0..<2 { _ = try? trial.advance() }  // the first steps make room for the others
    var (steps, time) = (0, 0.0)
    while (time < 1 && steps < 200) || steps < 3 {
      time += seconds { _ = try? trial.advance() }
      steps += 1
    }
    let perValidation = seconds {
      _ = validation?.measure(
        model, batch: configuration.batchSize, on: Tape(workers: workers),
        unless: { Interrupts.isRequested })
    }
    let validations = configuration.averageDecay > 0 ? 2.0 : 1  // of the averaged weights too
    let perStep =
      time / Double(steps) + validations * perValidation / Double(task.stepsPerEpoch)
    return max(1, Int(minutes * 60 / perStep))
  }
}
