/// Applies an optimization rule to all parameters of a model, step after step.
///
///     var optimizer = Optimizer<Float>(Adam(), learningRate: 0.002)
///     optimizer.update(&model, along: gradients.clipped(toNorm: 1))
///
/// Holds what the rule remembers, in buffers laid out as the parameters are, and the number of
/// steps taken. Each step writes the new parameters to other memory than the old ones, so copies
/// of the model keep their values; the two pieces of memory take turns. `Sendable`.
public struct Optimizer<Scalar: TensorScalar>: Sendable {
  /// The rule.
  public let rule: any OptimizationRule

  /// The rate of the next step, unless `update` is given another.
  public var learningRate: Double

  /// λ of decoupled weight decay (Loshchilov & Hutter 2019), as PyTorch's AdamW writes it: before
  /// each step the weights, which are the parameters of two dimensions or more, and not the biases,
  /// are multiplied by 1 − rate·λ.
  public let weightDecay: Double

  /// The number of steps taken.
  public private(set) var steps = 0

  /// How fast parts of the model learn; nil where all do alike.
  public let rates: ParameterRates?

  /// The parts of the buffer in their order, each with what happens to it; empty where all is alike.
  private var parts: [StepPart] = []

  private var slots: [Tensor<Scalar>] = []
  private var spare: Storage<Scalar>?

  /// An optimizer that has taken no step.
  public init(
    _ rule: any OptimizationRule, learningRate: Double, weightDecay: Double = 0,
    rates: ParameterRates? = nil
  ) {
    precondition(weightDecay >= 0, "a weight decay of \(weightDecay) would let weights grow")
    (self.rule, self.learningRate, self.weightDecay) = (rule, learningRate, weightDecay)
    self.rates = rates
  }

  /// What the rule remembers, one vector for each of its slot names; none before the first step.
  public var state: [(name: String, value: Tensor<Scalar>)] {
    Array(zip(type(of: rule).slotNames, slots))
  }

  /// Continues from a state taken from another optimizer with the same rule.
  public mutating func restore(steps: Int, slots: [Tensor<Scalar>]) {
    precondition(
      slots.isEmpty || slots.count == type(of: rule).slotNames.count,
      "\(slots.count) slots for a rule that has \(type(of: rule).slotNames)")
    (self.steps, self.slots) = (steps, slots)
  }

  /// One step: changes every parameter of the model by the rule.
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
    if slots.isEmpty {
      slots = type(of: rule).slotNames.map { _ in Tensor(zeros: [present.count]) }
    }
    for slot in slots {
      precondition(
        slot.count == present.count, "this optimizer has been used with a model of another size")
    }
    if weightDecay > 0 || rates != nil, parts.last?.range.upperBound != present.count {
      parts = StepPart.all(model.layout, decaying: weightDecay > 0, rates)
    }
    let updated = memory(present.count)
    steps += 1
    for k in slots.indices { slots[k].withUnsafeMutableBuffer { _ in } }  // makes each unique
    let update = ParameterUpdate(
      count: present.count, gradient: gradients.storage.pointer,
      gradientScale: Scalar(gradients.scale), parameters: present.pointer,
      updated: updated.pointer, slots: SlotPointers(slots))
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
}
