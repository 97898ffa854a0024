/// Applies an optimization rule to the parameters of a model, step after step.
///
///     var optimizer = Optimizer<Float>(Adam(), learningRate: 0.002)
///     optimizer.update(&model, along: gradients.clipped(toNorm: 1))
///
/// Several optimizers can share a model, each over a part of it:
///
///     var lower = Optimizer(Adam(), learningRate: 0.0005, over: model) { $0.hasPrefix("rnn.") }
///     var rest = Optimizer(Adam(), learningRate: 0.002, over: model) { !$0.hasPrefix("rnn.") }
///     lower.update(&model, along: gradients)
///     rest.update(&model, along: gradients)
///
/// Holds the slots of the rule, in buffers laid out as the parameters are, and the number of steps
/// taken. Each step writes the new parameters to other memory than the old ones, so copies of the
/// model keep their values; the two pieces of memory take turns. `Sendable`.
public struct Optimizer<Scalar: TensorScalar>: Sendable {
  /// The rule.
  public let rule: any OptimizationRule

  /// The rate of the next step.
  public var learningRate: Double

  /// λ of decoupled weight decay (Loshchilov & Hutter 2019), as PyTorch's AdamW writes it: before
  /// each step the weights, which are the parameters of two dimensions or more, and not the biases,
  /// are multiplied by 1 − rate·λ.
  public let weightDecay: Double

  /// The number of steps taken.
  public private(set) var steps = 0

  /// The rates of parts of the model, and the parts that this optimizer does not change; nil where
  /// all parameters learn alike.
  public let rates: ParameterRates?

  /// The parts of the buffer in their order; empty where all parameters are treated alike.
  private var parts: [StepPart] = []

  private var slots: SlotMemory<Scalar>?
  private var spare: Storage<Scalar>?

  /// An optimizer of all parameters that has taken no step.
  public init(
    _ rule: any OptimizationRule, learningRate: Double, weightDecay: Double = 0,
    rates: ParameterRates? = nil
  ) {
    precondition(weightDecay >= 0, "a weight decay of \(weightDecay) would let weights grow")
    (self.rule, self.learningRate, self.weightDecay) = (rule, learningRate, weightDecay)
    self.rates = rates
  }

  /// An optimizer of some parameters of a model, chosen by their full names, that has taken no
  /// step.
  ///
  /// The others keep their bits, have no slots and do not count in `norm(of:)`. It is for models
  /// with the same names and shapes; `rates`, if any, are those of the whole model.
  public init<M: Module>(
    _ rule: any OptimizationRule, learningRate: Double, weightDecay: Double = 0,
    rates: ParameterRates? = nil, over model: M, parameters isIncluded: (_ name: String) -> Bool
  ) where M.Scalar == Scalar {
    let part = ParameterRates(model.layout, rates, of: isIncluded)
    precondition(part.width > 0, "no parameter of \(part.count) is chosen for an optimizer")
    self.init(rule, learningRate: learningRate, weightDecay: weightDecay, rates: part)
  }

  /// The slots of the rule with their names; none before the first step. Each is a vector with a
  /// number for every parameter that the optimizer changes, in the order of the model.
  public var state: [(name: String, value: Tensor<Scalar>)] {
    guard let slots else { return [] }
    return Array(zip(rule.slotNames, slots.vectors))
  }

  /// Continues from a state taken from another optimizer with the same rule over the same
  /// parameters.
  public mutating func restore(steps: Int, slots: [Tensor<Scalar>]) {
    let names = rule.slotNames
    precondition(
      slots.isEmpty || slots.count == names.count,
      "\(slots.count) slots for a rule that has \(names)")
    self.steps = steps
    self.slots = slots.isEmpty ? nil : SlotMemory(slots)
  }

  /// One step: changes the parameters of the model by the rule.
  ///
  /// - Complexity: one pass over the parameters; allocates nothing after the second step if the
  ///   model is not copied in between.
  public mutating func update<M: Module>(
    _ model: inout M, along gradients: Gradients<Scalar>
  ) where M.Scalar == Scalar {
    let present = model.packParameters()
    precondition(
      gradients.storage.count == present.count,
      "gradients of \(gradients.storage.count) numbers for \(present.count) parameters")
    precondition(
      rates.map { $0.count == present.count } ?? true,
      "rates of \(rates?.count ?? 0) numbers for \(present.count) parameters")
    if weightDecay > 0 || rates != nil, parts.last?.range.upperBound != present.count {
      parts = StepPart.all(model.layout, decaying: weightDecay > 0, rates)
    }
    let updated = memory(present.count)
    steps += 1
    let update = ParameterUpdate(
      count: present.count, gradient: gradients.storage.pointer,
      gradientScale: Scalar(gradients.scale), parameters: present.pointer,
      updated: updated.pointer, slots: slotPointers(rates?.width ?? present.count))
    gradients.workers.share(
      present.count, grain: 16, cost: 8,
      RuleStep(
        rule: rule, update: update, step: steps, learningRate: learningRate,
        weightDecay: weightDecay, parts: parts))
    model.moveParameters(to: updated, copying: false)
    spare = present
  }

  /// The memory that the last step's parameters left, if nobody uses it any more.
  private mutating func memory(_ count: Int) -> Storage<Scalar> {
    if spare?.count == count, isKnownUniquelyReferenced(&spare), let spare { return spare }
    return Storage(uninitializedCount: count)
  }

  /// The slots of `width` parameters, zeros before the first step.
  private mutating func slotPointers(_ width: Int) -> ParameterUpdate<Scalar>.Slots {
    var memory = slots ?? SlotMemory(slots: rule.slotNames.count, width: width)
    slots = nil
    precondition(
      memory.width == width, "this optimizer has been used with a model of another size")
    defer { slots = memory }
    return memory.pointers()
  }
}
