public import RondoEngine
import RondoEvaluation
public import RondoFiles

/// Trains a model, a step at a time.
///
///     var trainer = Trainer(model, task, totalSteps: 5000)
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
  /// How the parts of the model learn; one group of all parameters unless others were given.
  public let groups: [ParameterGroup]
  /// The optimizer of each group, with the slots of its rule.
  public private(set) var optimizers: [Optimizer<Float>]
  /// The exponential average of the weights, if one is kept.
  public private(set) var average: AveragedWeights<Float>?
  /// The number of plateaus of the validation score so far, for the schedule.
  public internal(set) var plateaus = 0
  /// What goes from the last step to the next.
  public private(set) var state: Task.State
  /// The number of steps taken.
  public private(set) var step = 0
  let tape: Tape<Float>

  /// A trainer that has taken no step.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - task: its data and loss.
  ///   - configuration: how it is trained.
  ///   - totalSteps: the step at which the schedule ends.
  ///   - groups: the parts of the model that learn by rules of their own, or in turn; nil for those
  ///     of the task, which are one group of all parameters unless it says otherwise.
  ///   - workers: the threads to compute with.
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

  /// The threads in use.
  public var workers: Workers { tape.workers }

  /// The number of steps taken, in epochs.
  public var epoch: Double { Double(step) / Double(task.stepsPerEpoch) }

  /// The result of a step.
  public struct StepResult: Sendable {
    /// The loss without the terms of the regularization; of several turns, the sum.
    public let loss: Double
    /// The norm of the gradient before clipping, without that of what is frozen; of several groups,
    /// the root of the sum of the squares.
    public let gradientNorm: Double
    /// The learning rate of the first group.
    public let learningRate: Double
    /// The number of symbols, time steps or cases read.
    public let symbols: Int
  }

  /// Continues from a state saved earlier.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - optimizerSlots: the slots of all groups, in their order.
  ///   - steps: the number of steps taken.
  ///   - state: the state after the last step.
  ///   - average: the averaged weights, where they are kept.
  ///   - plateaus: the number of plateaus so far.
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

  /// The slots of all optimizers by the names that files have: those of the rule, and after the
  /// number of its group where there are several.
  public var optimizerState: [(name: String, value: Tensor<Float>)] {
    optimizers.enumerated().flatMap { index, optimizer in
      optimizer.state.map {
        (ParameterGroup.slotName($0.name, index: groups.count == 1 ? nil : index), $0.value)
      }
    }
  }

  /// Whether all weights, and all slots of the optimizers, are finite numbers. After a step whose
  /// update was too large they are not, though its loss was.
  public var isFinite: Bool {
    model.parameters.allSatisfy { $1.isFinite } && optimizerState.allSatisfy { $1.isFinite }
  }

  /// The model with the averaged weights; nil where no average is kept.
  public var averagedModel: Task.Model? { average?.applied(to: model) }

  /// One training step on the next data.
  ///
  /// - Throws: `DivergenceError` where the loss or the gradient is not finite; nothing has changed
  ///   then, but what earlier turns of the step changed.
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
    let (task, tape, step, before) = (task, tape, step, state)
    let result = tape.gradient(of: &model, parts: task.partCount) { model, part in
      let found = task.loss(
        of: model, at: TrainingStep(step, turn: turn, part: part, state: before), on: tape)
      after = found.state
      plain += found.plain
      return found.loss
    }
    guard result.loss.isFinite else { throw divergence("loss", result.loss, .nan) }
    return result
  }

  /// The update of a group; returns the norm of its gradient.
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

/// How a part of a model learns: which parameters, after which loss of a step, by which rule and at
/// which rate.
///
///     let groups = [
///       ParameterGroup(turn: 0, Adam(), learningRate: 2e-4) { $0.hasPrefix("discriminator.") },
///       ParameterGroup(turn: 1, Adam(), learningRate: 1e-4) { $0.hasPrefix("generator.") },
///     ]
///
/// `Sendable`.
public struct ParameterGroup: Sendable {
  /// Whether a parameter belongs to the group, by its full name; nil for all.
  public var parameters: (@Sendable (_ name: String) -> Bool)?
  /// The number of the loss after which the group is updated: `TrainingTask.turnCount`.
  public var turn: Int
  /// The rule.
  public var rule: any OptimizationRule
  /// The greatest learning rate.
  public var learningRate: Double
  /// The schedule of the rate.
  public var schedule: any LearningRateSchedule
  /// The greatest norm of the group's gradient; longer ones are shortened.
  public var clipNorm: Double
  /// λ of decoupled weight decay.
  public var weightDecay: Double

  /// A group.
  public init(
    turn: Int = 0, _ rule: any OptimizationRule, learningRate: Double,
    schedule: any LearningRateSchedule = Schedule(.constant), clipNorm: Double = .infinity,
    weightDecay: Double = 0, parameters: (@Sendable (_ name: String) -> Bool)? = nil
  ) {
    (self.turn, self.rule, self.learningRate) = (turn, rule, learningRate)
    (self.schedule, self.clipNorm, self.weightDecay) = (schedule, clipNorm, weightDecay)
    self.parameters = parameters
  }

  /// All parameters, trained as a configuration says.
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

  /// The name that a file has for a slot of a group.
  static func slotName(_ name: String, index: Int?) -> String {
    guard let index else { return name }
    return "\(index).\(name)"
  }

  /// The slots of the group by the names that files have, and the numbers in each; `index` is that of
  /// the group where there are several.
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

  /// An error for a divergence.
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
