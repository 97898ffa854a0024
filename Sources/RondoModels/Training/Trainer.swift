public import RondoEngine
import RondoEvaluation
public import RondoFiles

/// Trains a model, one optimizer step at a time.
///
///     var random = RandomSource(seed: 1)
///     let task = LossTask<Linear<Float>>(stepsPerEpoch: 1) { model, _, tape in
///       model(tape.constant(Tensor([1, 2], shape: [1, 2]))).crossEntropy([0])
///     }
///     let model = Linear<Float>(inputs: 2, outputs: 3, random: &random)
///     var trainer = Trainer(model, task, totalSteps: 100)
///     while trainer.step < 100 { try trainer.advance() }
///
/// Each step is data, `tape.gradient`, clipping and `optimizer.update`, a loop that you can also
/// write yourself. Equal arguments give equal bits for any number of threads. Not `Sendable`.
public struct Trainer<Task: TrainingTask> {
  /// Model after the steps taken so far.
  public private(set) var model: Task.Model
  /// Data and loss.
  public private(set) var task: Task
  /// Settings of the training.
  public let configuration: TrainingConfiguration
  /// Step at which the learning-rate schedule ends.
  public let totalSteps: Int
  /// Parameter groups; one group of all parameters unless others were given.
  public let groups: [ParameterGroup]
  /// Optimizer of each group, with the slots of its rule.
  public private(set) var optimizers: [Optimizer<Float>]
  /// Exponential average of the weights; nil if none is kept.
  public private(set) var average: AveragedWeights<Float>?
  /// Number of plateaus of the validation score so far, for the schedule.
  public internal(set) var plateaus = 0
  /// State carried from the last step to the next.
  public private(set) var state: Task.State
  /// Number of steps taken.
  public private(set) var step = 0
  /// Tape that the steps are computed on.
  package let tape: Tape<Float>

  /// Creates a trainer that has taken no step.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - task: Its data and loss.
  ///   - configuration: Settings of the training.
  ///   - totalSteps: Step at which the learning-rate schedule ends.
  ///   - groups: Parameter groups with rules or turns of their own; nil for those of the task, by
  ///     default one group of all parameters.
  ///   - workers: Threads that share the work.
  public init(
    _ model: Task.Model, _ task: Task, _ configuration: TrainingConfiguration = .init(),
    totalSteps: Int, groups: [ParameterGroup]? = nil, workers: Workers = .single
  ) {
    (self.model, self.task) = (model, task)
    self.configuration = configuration
    self.totalSteps = totalSteps
    let groups = groups ?? Task.groups(configuration)
    for group in groups {
      precondition(
        (0..<task.turnCount).contains(group.turn),
        "a parameter group of turn \(group.turn) in a task of \(task.turnCount)")
    }
    self.groups = groups
    let rates = task.rates(of: model, totalSteps: totalSteps)
    optimizers = groups.map { $0.optimizer(of: model, rates) }
    let decay = configuration.averageDecay
    average = decay > 0 ? AveragedWeights(decay: decay) : nil
    state = task.initialState(of: model)
    tape = Tape(workers: workers)
  }

  /// Threads in use.
  public var workers: Workers { tape.workers }

  /// Number of steps taken, in epochs.
  public var epoch: Double { Double(step) / Double(task.stepsPerEpoch) }

  /// Result of a step.
  public struct StepResult: Sendable {
    /// Loss without regularization terms; the sum over several turns.
    public let loss: Double
    /// Norm of the gradient before clipping, without frozen parameters; for several groups, the
    /// root of the sum of squares.
    public let gradientNorm: Double
    /// Learning rate of the first group.
    public let learningRate: Double
    /// Number of symbols, time steps or cases read.
    public let symbols: Int
  }

  /// Continues from a saved state.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - optimizerSlots: Slots of all groups, in order.
  ///   - steps: Number of steps taken.
  ///   - state: State after the last step.
  ///   - average: Averaged weights, if they are kept.
  ///   - plateaus: Number of plateaus so far.
  public mutating func restore(
    model: Task.Model, optimizerSlots: [Tensor<Float>], steps: Int, state: Task.State,
    average: Tensor<Float>? = nil, plateaus: Int = 0
  ) {
    (self.model, self.state, self.plateaus, step) = (model, state, plateaus, steps)
    self.average = self.average.map { AveragedWeights(decay: $0.decay, value: average) }
    var rest = optimizerSlots[...]
    for index in optimizers.indices {
      let own = rest.prefix(groups[index].rule.slotNames.count)
      optimizers[index].restore(steps: steps, slots: Array(own))
      rest = rest.dropFirst(own.count)
    }
    precondition(rest.isEmpty, "\(rest.count) slots that no parameter group has")
  }

  /// Slots of all optimizers with their names in files: the rule's names, with the index of the
  /// group as prefix if there are several.
  public var optimizerState: [(name: String, value: Tensor<Float>)] {
    optimizers.enumerated().flatMap { index, optimizer in
      optimizer.state.map {
        (ParameterGroup.slotName($0.name, index: groups.count == 1 ? nil : index), $0.value)
      }
    }
  }

  /// True if all weights and optimizer slots are finite. A step with a finite loss can make them
  /// infinite if its update was too large.
  public var isFinite: Bool {
    model.parameters.allSatisfy { $1.isFinite } && optimizerState.allSatisfy { $1.isFinite }
  }

  /// Model with the averaged weights; nil if none are kept.
  public var averagedModel: Task.Model? { average?.applied(to: model) }

  /// Takes one training step on the next data.
  ///
  /// - Throws: `DivergenceError` if the loss or the gradient is not finite; the trainer is then
  ///   unchanged except for earlier turns of the step.
  @discardableResult
  public mutating func advance() throws(DivergenceError) -> StepResult {
    task.prepare(step: step)
    var (after, plain, squares) = (state, Float(0), 0.0)
    for turn in 0..<task.turnCount {
      let gradients = try gradients(turn: turn, &plain, &after)
      for index in groups.indices where groups[index].turn == turn {
        let norm = try update(index, along: gradients.gradients, loss: gradients.loss)
        squares = groups.count == 1 ? norm : squares + norm * norm
      }
    }
    let (earlier, workers) = (step, tape.workers)
    average?.add(&model, count: earlier, workers: workers)
    state = after
    step += 1
    return StepResult(
      loss: Double(plain), gradientNorm: groups.count == 1 ? squares : squares.squareRoot(),
      learningRate: optimizers[0].learningRate, symbols: task.symbolCount)
  }

  private mutating func gradients(
    turn: Int, _ plain: inout Float, _ after: inout Task.State
  ) throws(DivergenceError) -> (loss: Float, gradients: Gradients<Float>) {
    let (task, tape, step, before, parts) = (task, tape, step, state, task.partCount)
    guard task.partGroupCount > 1 else {
      let result = tape.gradient(of: &model, parts: parts) { model, part in
        let found = task.loss(
          of: model, at: TrainingStep(step, turn: turn, part: part, state: before), on: tape)
        after = found.state
        plain += found.plain
        return found.loss
      }
      guard result.loss.isFinite else { throw divergence("loss", result.loss, .nan) }
      return result
    }
    let result = withUnsafeTemporaryAllocation(of: Float.self, capacity: parts) { losses in
      let results = SharedResults(losses)
      let found = tape.gradient(of: &model, parts: parts, groups: task.partGroupCount) {
        model, part, tape in
        let found = task.loss(
          of: model, at: TrainingStep(step, turn: turn, part: part, state: before), on: tape)
        results[part] = found.plain
        return found.loss
      }
      for loss in losses { plain += loss }
      return found
    }
    guard result.loss.isFinite else { throw divergence("loss", result.loss, .nan) }
    return result
  }

  /// Updates a group; returns the norm of its gradient.
  private mutating func update(
    _ index: Int, along gradients: Gradients<Float>, loss: Float
  ) throws(DivergenceError) -> Double {
    let (group, norm) = (groups[index], optimizers[index].norm(of: gradients))
    guard norm.isFinite else { throw divergence("gradient", loss, norm) }
    optimizers[index].learningRate =
      group.learningRate * task.rateFactor
      * group.schedule.factor(step: step, of: totalSteps, plateaus: plateaus)
    let clip = group.clipNorm
    optimizers[index].update(
      &model, along: norm > clip ? gradients.scaled(by: clip / norm) : gradients)
    return norm
  }

  private func divergence(_ quantity: String, _ loss: Float, _ norm: Double) -> DivergenceError {
    DivergenceError(
      divergence: Divergence(
        quantity: quantity, step: step + 1, loss: Double(loss), gradientNorm: norm,
        place: task.place))
  }
}

/// Training of a part of a model: which parameters, after which loss of a step, and by which rule
/// and learning rate.
///
///     let groups = [
///       ParameterGroup(turn: 0, Adam(), learningRate: 2e-4) { $0.hasPrefix("discriminator.") },
///       ParameterGroup(turn: 1, Adam(), learningRate: 1e-4) { $0.hasPrefix("generator.") },
///     ]
///
/// `Sendable`.
public struct ParameterGroup: Sendable {
  /// Selects the group's parameters by their full names; nil for all.
  public var parameters: (@Sendable (_ name: String) -> Bool)?
  /// Index of the loss after which the group is updated; see `TrainingTask.turnCount`.
  public var turn: Int
  /// Update rule.
  public var rule: any OptimizationRule
  /// Peak learning rate.
  public var learningRate: Double
  /// Learning-rate schedule.
  public var schedule: any LearningRateSchedule
  /// Largest norm of the group's gradient; larger gradients are scaled down to it.
  public var clipNorm: Double
  /// λ of decoupled weight decay.
  public var weightDecay: Double

  /// Creates a group.
  public init(
    turn: Int = 0, _ rule: any OptimizationRule, learningRate: Double,
    schedule: any LearningRateSchedule = Schedule(.constant), clipNorm: Double = .infinity,
    weightDecay: Double = 0, parameters: (@Sendable (_ name: String) -> Bool)? = nil
  ) {
    (self.turn, self.rule, self.learningRate) = (turn, rule, learningRate)
    (self.schedule, self.clipNorm, self.weightDecay) = (schedule, clipNorm, weightDecay)
    self.parameters = parameters
  }

  /// Creates a group of all parameters, trained with the settings of a configuration.
  public init(_ configuration: TrainingConfiguration) {
    self.init(
      configuration.optimizer.rule, learningRate: configuration.learningRate,
      schedule: configuration.schedule, clipNorm: configuration.clipNorm,
      weightDecay: configuration.regularization.weightDecay)
  }

  func optimizer(of model: some Module<Float>, _ rates: ParameterRates?) -> Optimizer<Float> {
    guard let parameters else {
      return Optimizer(rule, learningRate: learningRate, weightDecay: weightDecay, rates: rates)
    }
    return Optimizer(
      rule, learningRate: learningRate, weightDecay: weightDecay, rates: rates, over: model,
      parameters: parameters)
  }

  /// Name of a slot in a file.
  static func slotName(_ name: String, index: Int?) -> String {
    guard let index else { return name }
    return "\(index).\(name)"
  }

  /// Names of the group's slots in files and the number of elements of each; `index` is that of the
  /// group if there are several.
  func slots(in layout: ParameterLayout, index: Int?) -> [(name: String, count: Int)] {
    let own = layout.entries.filter { parameters?($0.name) ?? true }
    let count = own.reduce(0) { $0 + $1.shape.elementCount }
    return rule.slotNames.map { (Self.slotName($0, index: index), count) }
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
public struct DivergenceError: AdvisingError, Sendable, Hashable {
  /// The quantity that was not finite, where and when.
  public let divergence: Divergence

  /// Creates an error for a divergence.
  public init(divergence: Divergence) { self.divergence = divergence }
}

extension DivergenceError {
  /// Divergence, always.
  public var category: ErrorCategory { .diverged }

  /// One line: what was not finite, where, and what to do.
  public var advice: Advice {
    let d = divergence
    return "the \(d.quantity) of step \(d.step) is not finite (loss \(d.loss), gradient norm "
      + "\(d.gradientNorm)), on \(d.place): try a lower \(.learningRate) or \(.clipNorm)"
  }
}
