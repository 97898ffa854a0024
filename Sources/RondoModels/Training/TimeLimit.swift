import RondoEngine

/// The time that a command may take from its start to its end, and how many steps are planned in it.
///
///     let limit = TimeLimit(minutes: 3)
///     let cost = RunCost(of: trainer, validation: text, within: limit)
///     let steps = limit.plannedSteps(cost, stepsPerEpoch: 500)
///
/// A plan uses at most 90 % of the time left, so that a run seldom meets the limit itself, at which
/// it stops. `Sendable`.
public struct TimeLimit: Sendable {
  /// The part of the time left that a plan uses.
  public static let plannedShare = 0.9

  /// The limit in minutes.
  public let minutes: Double

  private let elapsed: @Sendable () -> Double

  /// A limit whose time begins now.
  public init(minutes: Double) {
    let start = ContinuousClock.now
    self.init(minutes: minutes) { (ContinuousClock.now - start).inSeconds }
  }

  /// A limit measured by a clock of the caller's, which gives seconds since the start.
  public init(minutes: Double, elapsed: @escaping @Sendable () -> Double) {
    (self.minutes, self.elapsed) = (minutes, elapsed)
  }

  /// The time left in seconds; negative once it is over.
  public var secondsLeft: Double { 60 * minutes - elapsed() }

  /// The number of steps, at least 1, that fit into 90 % of the time left, validations included:
  /// one after each epoch, and one at the end. A run is saved before its first step and read back,
  /// and saved at its end: three times the cost of saving.
  ///
  /// - Parameters:
  ///   - cost: What a step and a validation cost.
  ///   - stepsPerEpoch: The number of steps from one validation to the next.
  ///   - factor: What the steps cost together with what has to be done before them, such as trials,
  ///     in runs of that many steps.
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

/// What a run costs in seconds: found by timing a few steps and a validation on copies.
///
/// `Sendable`.
public struct RunCost: Sendable, Hashable {
  /// Seconds of a step, above 0.
  public var step: Double
  /// Seconds of a validation, with what is written after it.
  public var validation: Double
  /// Seconds of saving the run.
  public var saving: Double

  /// Known costs.
  public init(step: Double, validation: Double, saving: Double = 0) {
    (self.step, self.validation, self.saving) = (max(step, 1e-9), validation, saving)
  }

  /// Times steps, a validation, and what follows one. The timing itself takes about a second, and
  /// no more than about a fifth of the time left, unless the first step alone does.
  ///
  /// - Parameters:
  ///   - trainer: A trainer that has taken no step; it is copied.
  ///   - validation: What the run is measured on, if anything.
  ///   - limit: The limit that the run has to keep.
  ///   - isStopRequested: Asked now and then whether to give up.
  ///   - afterValidation: What is done after each validation, which is saving above all, to be timed
  ///     too.
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
    // The first two steps make room for the others, and count only where there is time for no more.
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
    // Averaged weights are measured too.
    let measurements = trainer.configuration.averageDecay > 0 ? 2.0 : 1
    let saving = try seconds(afterValidation)
    self.init(
      step: perStep,
      validation: validation == nil ? 0 : measurements * perMeasurement + saving, saving: saving)
  }
}
