public import RondoEngine

/// Trains a model, a step at a time.
///
///     var trainer = Trainer(model, task, .init(), totalSteps: 5000)
///     while trainer.step < 5000 { try trainer.advance() }
///
/// It is sugar over a loop of: data, `tape.gradient`, clipping, `optimizer.update`. Same arguments,
/// same bits, for every number of threads. Not `Sendable`.
public struct Trainer<Task: TrainingTask> {
  /// The model as trained so far.
  public private(set) var model: Task.Model
  /// The data and the loss.
  public private(set) var task: Task
  /// The settings.
  public let configuration: TrainingConfiguration
  /// The step at which the schedule ends.
  public let totalSteps: Int
  /// What the rule of the optimizer remembers.
  public private(set) var optimizer: Optimizer<Float>
  /// The exponential average of the weights, if one is kept.
  public private(set) var average: AveragedWeights<Float>?
  /// The number of plateaus that the validation score has come to, for the schedule.
  public internal(set) var plateaus = 0
  /// What goes from the last step to the next.
  public private(set) var state: Task.State
  let tape: Tape<Float>

  /// A trainer that has taken no step.
  public init(
    _ model: Task.Model, _ task: Task, _ configuration: TrainingConfiguration, totalSteps: Int,
    workers: Workers = .single
  ) {
    (self.model, self.task) = (model, task)
    self.configuration = configuration
    self.totalSteps = totalSteps
    optimizer = Optimizer(
      configuration.optimizer.rule, learningRate: configuration.learningRate,
      weightDecay: configuration.regularization.weightDecay,
      rates: task.rates(of: model, totalSteps: totalSteps))
    let decay = configuration.averageDecay
    average = decay > 0 ? AveragedWeights(decay: decay) : nil
    state = task.initialState(of: model)
    tape = Tape(workers: workers)
  }

  /// The threads in use.
  public var workers: Workers { tape.workers }

  /// The number of steps taken.
  public var step: Int { optimizer.steps }

  /// The number of steps taken, in epochs.
  public var epoch: Double { Double(step) / Double(task.stepsPerEpoch) }

  /// What a step found.
  public struct StepResult: Sendable {
    /// The mean loss in nats per symbol, without what regularisation adds.
    public let loss: Double
    /// The norm of the gradient before clipping, without that of what is frozen.
    public let gradientNorm: Double
    /// The learning rate.
    public let learningRate: Double
    /// The number of symbols, or time steps, read.
    public let symbols: Int
  }

  /// Continues from a state saved earlier.
  public mutating func restore(
    model: Task.Model, optimizerSlots: [Tensor<Float>], steps: Int, state: Task.State,
    average: Tensor<Float>? = nil, plateaus: Int = 0
  ) {
    (self.model, self.state, self.plateaus) = (model, state, plateaus)
    self.average = self.average.map { AveragedWeights(decay: $0.decay, value: average) }
    optimizer.restore(steps: steps, slots: optimizerSlots)
  }

  /// Whether all weights, and all that the optimizer remembers, are finite numbers. After a step
  /// whose update was too large they are not, though its loss was.
  public var isFinite: Bool {
    model.parameters.allSatisfy { $1.isFinite } && optimizer.state.allSatisfy { $1.isFinite }
  }

  /// The model with the averaged weights; nil where no average is kept.
  public var averagedModel: Task.Model? { average?.applied(to: model) }

  /// One training step on the next data.
  ///
  /// - Throws: `DivergenceError` where the loss or the gradient is not finite; nothing has changed
  ///   then.
  @discardableResult
  public mutating func advance() throws(DivergenceError) -> StepResult {
    task.prepare(step: step)
    let (task, tape, step, before) = (task, tape, step, state)
    var (after, plain) = (before, Float(0))
    let (loss, gradients) = tape.gradient(of: &model, parts: task.partCount) { model, part in
      let found = task.loss(part: part, of: model, step: step, from: before, on: tape)
      after = found.state
      plain += found.plain
      return found.loss
    }
    let norm = optimizer.norm(of: gradients)
    guard loss.isFinite, norm.isFinite else {
      throw DivergenceError(
        divergence: Divergence(
          quantity: loss.isFinite ? "gradient" : "loss", step: step + 1, loss: Double(loss),
          gradientNorm: norm, place: task.place))
    }
    optimizer.learningRate =
      configuration.learningRate * task.rateFactor
      * configuration.schedule.factor(step: step, of: totalSteps, plateaus: plateaus)
    let clip = configuration.clipNorm
    optimizer.update(&model, along: norm > clip ? gradients.scaled(by: clip / norm) : gradients)
    average?.add(&model, count: step, workers: tape.workers)
    state = after
    return StepResult(
      loss: Double(plain), gradientNorm: norm, learningRate: optimizer.learningRate,
      symbols: task.symbolCount)
  }
}

extension Tensor<Float> {
  fileprivate var isFinite: Bool {
    withUnsafeBuffer { numbers in
      for number in numbers where !number.isFinite { return false }
      return true
    }
  }
}

/// A training step whose loss or gradient is not finite.
public struct DivergenceError: Error, Sendable, Hashable {
  /// What was not finite, where and when.
  public let divergence: Divergence

  /// An error for a divergence.
  public init(divergence: Divergence) { self.divergence = divergence }
}

extension DivergenceError: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    let d = divergence
    return "the \(d.quantity) of step \(d.step) is not finite (loss \(d.loss), gradient norm "
      + "\(d.gradientNorm)), on \(d.place): try a lower --learning-rate or --clip-norm"
  }
}
