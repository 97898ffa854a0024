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
    optimizer = Optimizer(configuration.optimizer.rule, learningRate: configuration.learningRate)
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
    /// The mean loss in nats per symbol.
    public let loss: Double
    /// The norm of the gradient before clipping.
    public let gradientNorm: Double
    /// The learning rate.
    public let learningRate: Double
    /// The number of symbols, or time steps, read.
    public let symbols: Int
  }

  /// Continues from a state saved earlier.
  public mutating func restore(
    model: Task.Model, optimizerSlots: [Tensor<Float>], steps: Int, state: Task.State
  ) {
    (self.model, self.state) = (model, state)
    optimizer.restore(steps: steps, slots: optimizerSlots)
  }

  /// Whether all weights, and all that the optimizer remembers, are finite numbers. After a step
  /// whose update was too large they are not, though its loss was.
  public var isFinite: Bool {
    model.parameters.allSatisfy { $1.isFinite } && optimizer.state.allSatisfy { $1.isFinite }
  }

  /// One training step on the next data.
  ///
  /// - Throws: `DivergenceError` where the loss or the gradient is not finite; nothing has changed
  ///   then.
  @discardableResult
  public mutating func advance() throws(DivergenceError) -> StepResult {
    task.prepare(step: step)
    let (task, tape, step, before) = (task, tape, step, state)
    var after = before
    let (loss, gradients) = tape.gradient(of: &model) { model in
      let (loss, state) = task.loss(of: model, step: step, from: before, on: tape)
      after = state
      return loss
    }
    let norm = gradients.norm
    guard loss.isFinite, norm.isFinite else {
      throw DivergenceError(
        divergence: Divergence(
          quantity: loss.isFinite ? "gradient" : "loss", step: step + 1, loss: Double(loss),
          gradientNorm: norm, place: task.place))
    }
    optimizer.learningRate =
      configuration.learningRate * configuration.schedule.factor(step: step, of: totalSteps)
    let clip = configuration.clipNorm
    optimizer.update(&model, along: norm > clip ? gradients.scaled(by: clip / norm) : gradients)
    state = after
    return StepResult(
      loss: Double(loss), gradientNorm: norm, learningRate: optimizer.learningRate,
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
