import Rondo

extension RunSession {
  /// The limits given; a resumed run without any keeps its own, and so it does where the same time
  /// is given again.
  func chooseLimits(_ stepsAllowed: (Double) -> Int) -> RunLimits {
    let patience = options.patience.map { $0 == 0 ? nil : $0 }
    let isAnyGiven = options.epochs != nil || options.steps != nil || options.minutes != nil
    if var kept = stored?.state.limits {
      if let patience { kept.limits.patience = patience }
      if !isAnyGiven || (options.minutes != nil && options.minutes == kept.minutes) { return kept }
    }
    var limits = TrainingLimits(
      epochs: options.epochs, steps: options.steps,
      patience: patience ?? stored?.state.limits.limits.patience ?? 5)
    if case .some(.none) = patience { limits.patience = nil }
    if !isAnyGiven { limits.epochs = 20 }
    guard let minutes = options.minutes else { return RunLimits(limits) }
    let steps = stepsAllowed(minutes)
    display.note("\(minutes) minutes allow \(steps.grouped) steps: the same as --steps \(steps)")
    guard steps < limits.steps ?? .max else { return RunLimits(limits) }
    limits.steps = steps
    return RunLimits(limits, minutes: minutes)
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
      _ = validation?.measure(model, batch: configuration.batchSize, on: Tape(workers: workers))
    }
    let perStep = time / Double(steps) + perValidation / Double(task.stepsPerEpoch)
    return max(1, Int(minutes * 60 / perStep))
  }
}
