import RondoEngine

/// Complete training run as a sequence of reports: steps, a validation after each epoch and at the
/// end, and the stop at the first limit reached. Averaged weights, if kept, are validated too, and
/// the better weights count.
///
/// ```text
/// for report in run {
///   if case .validation(let validation) = report { print(validation.score.objective) }
/// }
/// ```
///
/// Between two reports the run is idle: its state can be saved, and a run restored from it ends in
/// the same bits. A `finished` report with a divergence leaves nothing worth saving. Only the
/// moments of progress reports depend on time. Not `Sendable`.
public final class TrainingRun<Task: ScoredTask>: Sequence, IteratorProtocol {
  /// Score of a validation.
  public typealias Score = Task.Validation.Score
  /// Report of the run.
  public typealias Report = TrainingReport<Score>

  /// Trainer, with the model after the steps taken so far.
  public internal(set) var trainer: Trainer<Task>
  /// Validation data, if any.
  public let validation: Task.Validation?
  /// Limits of the run.
  public let limits: TrainingLimits
  /// Best score so far.
  public private(set) var best: BestValidation<Score>?
  /// Model with the best score; without validation, the latest model.
  public private(set) var bestModel: Task.Model
  /// Number of validations since the best score.
  public private(set) var validationsSinceBest = 0
  /// Number of validations since the best score or the last plateau.
  public private(set) var validationsOnPlateau = 0

  private var lastValidatedStep: Int?
  private let isStopRequested: @Sendable () -> Bool
  private var isOver = false
  private var clock = TrainingClock()
  /// True if the step limit was planned from a time limit.
  private let stepsAreFromMinutes: Bool
  private let timeLimit: TimeLimit?
  private let reserve: Double
  /// Stays true once set, even if two readings of the clock between two reports disagree.
  private var timeIsUp = false

  /// Creates a run that has not started. Before each step, and regularly during a validation, it
  /// calls `isStopRequested`; an interrupted validation is repeated when the run is resumed.
  ///
  /// - Parameters:
  ///   - trainer: The trainer.
  ///   - validation: Validation data, if any.
  ///   - limits: Limits of the run.
  ///   - stepsAreFromMinutes: Whether the step limit was planned from a time limit.
  ///   - timeLimit: Time at which the run stops regardless of its progress: after at least one step
  ///     and with a last validation, as if the steps taken had been the limit.
  ///   - reserve: Expected seconds for the last validation and saving.
  ///   - isStopRequested: Returns true to end the run.
  public init(
    _ trainer: Trainer<Task>, validation: Task.Validation?, limits: TrainingLimits,
    stepsAreFromMinutes: Bool = false, timeLimit: TimeLimit? = nil, reserve: Double = 0,
    isStopRequested: @escaping @Sendable () -> Bool = { false }
  ) {
    (self.timeLimit, self.reserve) = (timeLimit, reserve)
    self.isStopRequested = isStopRequested
    self.trainer = trainer
    self.validation = validation
    self.limits = limits
    self.stepsAreFromMinutes = stepsAreFromMinutes
    bestModel = trainer.model
  }

  /// Continues from a saved state; the trainer must already be restored.
  public func restore(
    best: BestValidation<Score>?, bestModel: Task.Model, validationsSinceBest: Int,
    lastValidatedStep: Int?, validationsOnPlateau: Int = 0
  ) {
    self.validationsOnPlateau = validationsOnPlateau
    (self.best, self.bestModel) = (best, bestModel)
    self.validationsSinceBest = validationsSinceBest
    self.lastValidatedStep = lastValidatedStep
  }

  /// Step of the last validation, for `restore`.
  public var validatedStep: Int? { lastValidatedStep }

  /// Number of steps at which a limit ends the run.
  public var totalSteps: Int {
    limits.totalSteps(stepsPerEpoch: trainer.task.stepsPerEpoch)
  }

  /// True if a limit is reached and no validation is due, so that the run ends at once.
  public var isAtItsEnd: Bool { !isValidationDue && reachedLimit != nil }

  /// Returns the next report; nil after the end of the run.
  public func next() -> Report? {
    guard !isOver else { return nil }
    if isStopRequested() { return finish(.signal) }
    timeIsUp = timeIsUp || isTimeUp
    if isValidationDue { return validate() }
    if let reason = reachedLimit { return finish(reason) }
    return train()
  }

  private var isValidationDue: Bool {
    guard validation != nil, lastValidatedStep != trainer.step, trainer.step > 0 else {
      return false
    }
    return trainer.step % trainer.task.stepsPerEpoch == 0 || trainer.step >= totalSteps || timeIsUp
  }

  /// True if no time is left for another step.
  private var isTimeUp: Bool {
    guard let timeLimit, trainer.step > 0 else { return false }
    return timeLimit.secondsLeft <= reserve
  }

  private var reachedLimit: StopReason? {
    if let patience = limits.patience, validationsSinceBest >= patience { return .patience }
    guard trainer.step >= totalSteps else { return timeIsUp ? .minutes : nil }
    if totalSteps == limits.steps { return stepsAreFromMinutes ? .minutes : .steps }
    return .epochs
  }

  /// Trains until a second has passed, an epoch ends, a limit is reached or a stop is requested.
  private func train() -> Report {
    var sum = 0.0
    var steps = 0
    var last: Trainer<Task>.StepResult?
    clock.begin()
    repeat {
      do throws(DivergenceError) {
        let result = try trainer.advance()
        sum += result.loss
        steps += 1
        last = result
        clock.add(symbols: result.symbols)
      } catch {
        clock.end()
        return finish(.nonFinite, error.divergence)
      }
    } while !isStopRequested() && trainer.step < totalSteps && !isValidationDue
      && trainer.step % trainer.task.stepsPerEpoch != 0 && clock.secondsSinceBegin < 1 && !isTimeUp
    clock.end()
    guard trainer.isFinite else {
      return finish(
        .nonFinite,
        Divergence(
          quantity: "update", step: trainer.step, loss: last?.loss ?? 0,
          gradientNorm: last?.gradientNorm ?? 0, place: trainer.task.place))
    }
    if validation == nil { bestModel = trainer.model }
    return .progress(
      ProgressReport(
        step: trainer.step, epoch: trainer.epoch, loss: sum / Double(Swift.max(steps, 1)),
        gradientNorm: last?.gradientNorm ?? 0, learningRate: last?.learningRate ?? 0,
        symbolsPerSecond: clock.latestRate, secondsLeft: secondsLeft))
  }

  private var secondsLeft: Double? {
    guard totalSteps < .max, clock.steps > 0 else {
      return timeLimit.map { Swift.max($0.secondsLeft, 0) }
    }
    let epochs = Double(totalSteps - trainer.step) / Double(trainer.task.stepsPerEpoch)
    let expected =
      clock.trainingSeconds / Double(clock.steps) * Double(totalSteps - trainer.step)
      + clock.validationSeconds * epochs
    return timeLimit.map { Swift.min(expected, Swift.max($0.secondsLeft, 0)) } ?? expected
  }

  private func validate() -> Report? {
    guard let validation else { return nil }
    clock.beginValidation()
    defer { clock.endValidation() }
    var (model, isAveraged) = (trainer.model, false)
    func measure(_ model: Task.Model) -> ValidationResult<Score>? {
      validation.measure(
        model, batch: trainer.configuration.batchSize, on: trainer.tape, unless: isStopRequested)
    }
    guard var result = measure(model) else { return finish(.signal) }
    if let averaged = trainer.averagedModel {
      guard let other = measure(averaged) else { return finish(.signal) }
      isAveraged = validation.objective(of: other.score) < validation.objective(of: result.score)
      if isAveraged { (model, result) = (averaged, other) }
    }
    lastValidatedStep = trainer.step
    let objective = validation.objective(of: result.score)
    guard objective.isFinite else {
      return finish(
        .nonFinite,
        Divergence(
          quantity: "validation loss", step: trainer.step, loss: objective, gradientNorm: 0,
          place: "the validation part"))
    }
    let isBest = objective < best.map { validation.objective(of: $0.score) } ?? .infinity
    if isBest {
      best = BestValidation(score: result.score, step: trainer.step, averaged: isAveraged)
      bestModel = validation.completed(model, by: result)
      validationsSinceBest = 0
    } else {
      validationsSinceBest += 1
    }
    watchPlateau(isBest)
    return .validation(
      ValidationReport(
        step: trainer.step, epoch: trainer.epoch, result: result,
        averaged: trainer.average == nil ? nil : isAveraged, best: isBest))
  }

  /// Counts validations without a new best score, and reports a plateau to the trainer when there
  /// are enough of them.
  private func watchPlateau(_ isBest: Bool) {
    let schedules = trainer.groups.lazy.map(\.schedule)
    guard let patience = schedules.compactMap(\.validationsPerPlateau).first else { return }
    validationsOnPlateau = isBest ? 0 : validationsOnPlateau + 1
    guard validationsOnPlateau >= patience else { return }
    trainer.plateaus += 1
    validationsOnPlateau = 0
  }

  private func finish(
    _ reason: StopReason, _ divergence: Divergence? = nil
  ) -> Report {
    isOver = true
    return .finished(
      FinishedReport(
        steps: trainer.step, epochs: trainer.epoch, seconds: clock.totalSeconds,
        symbolsPerSecond: clock.meanRate, parameters: trainer.model.parameterCount,
        stoppedBy: reason, bestValidation: best, divergence: divergence))
  }
}

/// Measures the time that a run spends on training and validation.
struct TrainingClock {
  private let start = ContinuousClock.now
  private var begun = ContinuousClock.now
  private var symbolsSinceBegin = 0
  private var symbols = 0
  private(set) var steps = 0
  private(set) var trainingSeconds = 0.0
  private(set) var validationSeconds = 0.0
  private(set) var latestRate = 0.0

  mutating func begin() {
    begun = .now
    symbolsSinceBegin = 0
  }

  mutating func add(symbols: Int) {
    symbolsSinceBegin += symbols
    steps += 1
  }

  mutating func end() {
    let seconds = secondsSinceBegin
    trainingSeconds += seconds
    symbols += symbolsSinceBegin
    if seconds > 0 { latestRate = Double(symbolsSinceBegin) / seconds }
  }

  mutating func beginValidation() { begun = .now }

  mutating func endValidation() { validationSeconds = secondsSinceBegin }

  var secondsSinceBegin: Double { (ContinuousClock.now - begun).inSeconds }

  var totalSeconds: Double { (ContinuousClock.now - start).inSeconds }

  var meanRate: Double { trainingSeconds > 0 ? Double(symbols) / trainingSeconds : 0 }
}

extension Duration {
  /// Duration in seconds.
  package var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
