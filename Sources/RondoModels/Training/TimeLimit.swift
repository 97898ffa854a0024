import RondoEngine

/// Time limit of a run or command, and the number of steps planned for it.
///
///     let limit = TimeLimit(minutes: 3)
///     let cost = RunCost(step: 0.02, validation: 0.5)  // seconds
///     let steps = limit.plannedSteps(cost, stepsPerEpoch: 500)
///
/// A plan uses at most 90 % of the time left, so that a run seldom reaches the limit itself, at
/// which it stops. `Sendable`.
public struct TimeLimit: Sendable {
  /// Fraction of the time left that a plan uses.
  public static let plannedShare = 0.9

  /// Limit in minutes.
  public let minutes: Double

  private let elapsed: @Sendable () -> Double

  /// Creates a limit whose time starts now.
  public init(minutes: Double) {
    let start = ContinuousClock.now
    self.init(minutes: minutes) { (ContinuousClock.now - start).inSeconds }
  }

  /// Creates a limit with a custom clock; `elapsed` returns the seconds since the start.
  public init(minutes: Double, elapsed: @escaping @Sendable () -> Double) {
    (self.minutes, self.elapsed) = (minutes, elapsed)
  }

  /// Time left in seconds; negative once the limit has passed.
  public var secondsLeft: Double { 60 * minutes - elapsed() }

  /// Number of steps, at least 1, that fit into 90 % of the time left, including a validation after
  /// each epoch and at the end, and three times the cost of saving: a run is saved before its first
  /// step, read back, and saved at its end.
  ///
  /// - Parameters:
  ///   - cost: Cost of a step, a validation and saving.
  ///   - stepsPerEpoch: Number of steps between validations.
  ///   - factor: Cost of the run and everything before it, such as trials, in multiples of the
  ///     run's steps.
  public func plannedSteps(_ cost: RunCost, stepsPerEpoch: Int, factor: Double = 1) -> Int {
    let budget = (Self.plannedShare * secondsLeft - cost.validation - 3 * cost.saving) / factor
    let unvalidated = budget / cost.step
    let epoch = Double(max(stepsPerEpoch, 1))
    let steps =
      unvalidated <= epoch
      ? unvalidated : max(epoch, budget / (cost.step + cost.validation / epoch))
    return max(1, Int(min(steps, 1e15)))
  }
}

/// Cost of a run in seconds, measured by timing a few steps and a validation on copies.
///
/// `Sendable`.
public struct RunCost: Sendable, Hashable {
  /// Seconds for a step, above 0.
  public var step: Double
  /// Seconds for a validation and what is saved after it.
  public var validation: Double
  /// Seconds for saving the run.
  public var saving: Double

  /// Creates a cost from known values.
  public init(step: Double, validation: Double, saving: Double = 0) {
    (self.step, self.validation, self.saving) = (max(step, 1e-9), validation, saving)
  }

  /// Times steps, a validation, and what follows it. Takes about a second, and at most about a
  /// fifth of the time left unless the first step alone takes longer.
  ///
  /// - Parameters:
  ///   - trainer: Trainer that has taken no step; it is copied.
  ///   - validation: Validation data of the run, if any.
  ///   - limit: Time limit of the run.
  ///   - isStopRequested: Checked regularly; true interrupts the timing.
  ///   - afterValidation: Work after each validation, mainly saving, which is timed too.
  public init<Task: ScoredTask>(
    of trainer: Trainer<Task>, validation: Task.Validation?, within limit: TimeLimit,
    unless isStopRequested: @Sendable () -> Bool, afterValidation: () throws -> Void
  ) rethrows {
    let left = max(limit.secondsLeft, 0)
    var trial = trainer
    func seconds(_ body: () throws -> Void) rethrows -> Double {
      let start = ContinuousClock.now
      try body()
      return (ContinuousClock.now - start).inSeconds
    }
    // The first two steps allocate memory; they count only if there is no time for more.
    var (steps, time, first) = (0, 0.0, 0.0)
    while steps < 3 || (time < min(1, left / 20) && steps < 200) {
      let one = seconds { _ = try? trial.advance() }
      if steps < 2 { first = one } else { time += one }
      steps += 1
      if isStopRequested() || (steps < 3 && first > left / 20) { break }
    }
    let perStep = steps < 3 ? first : time / Double(steps - 2)
    let end = ContinuousClock.now + .seconds(left / 10)
    let perMeasurement = seconds {
      _ = validation?.measure(
        trial.model, batch: trainer.configuration.batchSize, on: Tape(workers: trainer.workers),
        unless: { isStopRequested() || ContinuousClock.now > end })
    }
    // Averaged weights are validated too.
    let measurements = trainer.configuration.averageDecay > 0 ? 2.0 : 1
    let saving = try seconds(afterValidation)
    self.init(
      step: perStep,
      validation: validation == nil ? 0 : measurements * perMeasurement + saving, saving: saving)
  }
}
