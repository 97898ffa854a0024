/// Applies an optimization rule to the parameters of a model, step by step.
///
///     var random = RandomSource(seed: 1)
///     var model = Linear<Float>(inputs: 3, outputs: 2, random: &random)
///     let tape = Tape<Float>()
///     var optimizer = Optimizer<Float>(Adam(), learningRate: 0.002)
///     let (_, gradients) = tape.gradient(of: &model) { model in
///       model(tape.constant(Tensor([1, 2, 3], shape: [1, 3]))).crossEntropy([0])
///     }
///     optimizer.update(&model, along: gradients.clipped(toNorm: 1))
///
/// Several optimizers can share a model, each over a part of its parameters:
///
///     var random = RandomSource(seed: 1)
///     let model = Linear<Float>(inputs: 3, outputs: 2, random: &random)
///     let weights = Optimizer<Float>(Adam(), learningRate: 0.0005, over: model) { $0 == "weight" }
///     let biases = Optimizer<Float>(Adam(), learningRate: 0.002, over: model) { $0 != "weight" }
///
/// Holds the slots of the rule, in buffers with the layout of the parameters, and the number of
/// steps taken. Each step writes the new parameters to memory other than that of the old ones, so
/// that copies of the model keep their values; the two buffers take turns. `Sendable`.
public struct Optimizer<Scalar: TensorScalar>: Sendable {
  /// Update rule.
  public let rule: any OptimizationRule

  /// Learning rate of the next step.
  public var learningRate: Double

  /// λ of decoupled weight decay (Loshchilov & Hutter 2019), as in PyTorch's AdamW: before each
  /// step the weights, that is parameters of two or more dimensions but not biases, are multiplied
  /// by 1 − rate·λ.
  public let weightDecay: Double

  /// Number of steps taken.
  public private(set) var steps = 0

  /// Learning rates of parts of the model, and which parts this optimizer leaves unchanged; nil if
  /// all parameters learn at the same rate.
  public let rates: ParameterRates?

  /// Parts of the buffer in order; empty if all parameters are treated alike.
  private var parts: [StepPart] = []

  private var slots: SlotMemory<Scalar>?
  private var spare: Storage<Scalar>?

  /// Creates an optimizer of all parameters.
  public init(
    _ rule: any OptimizationRule, learningRate: Double, weightDecay: Double = 0,
    rates: ParameterRates? = nil
  ) {
    precondition(weightDecay >= 0, "a weight decay cannot be negative: \(weightDecay)")
    (self.rule, self.learningRate, self.weightDecay) = (rule, learningRate, weightDecay)
    self.rates = rates
  }

  /// Creates an optimizer of some parameters of a model, selected by their full names; at least
  /// one.
  ///
  /// The others keep their bits, have no slots and do not count in `norm(of:)`. The optimizer is
  /// for models with the same names and shapes; `rates`, if any, are those of the whole model.
  public init<M: Module>(
    _ rule: any OptimizationRule, learningRate: Double, weightDecay: Double = 0,
    rates: ParameterRates? = nil, over model: M, parameters isIncluded: (_ name: String) -> Bool
  ) where M.Scalar == Scalar {
    let part = ParameterRates(model.layout, rates, of: isIncluded)
    precondition(part.width > 0, "an optimizer over none of \(part.count) parameters")
    self.init(rule, learningRate: learningRate, weightDecay: weightDecay, rates: part)
  }

  /// Slots of the rule with their names; empty before the first step. Each is a vector with one
  /// number for every parameter that the optimizer changes, in the order of the model.
  public var state: [(name: String, value: Tensor<Scalar>)] {
    guard let slots else { return [] }
    return Array(zip(rule.slotNames, slots.vectors))
  }

  /// Continues from the state of another optimizer with the same rule over the same parameters.
  public mutating func restore(steps: Int, slots: [Tensor<Scalar>]) {
    let names = rule.slotNames
    precondition(
      slots.isEmpty || slots.count == names.count,
      "\(slots.count) slots for a rule that has \(names)")
    self.steps = steps
    self.slots = slots.isEmpty ? nil : SlotMemory(slots)
  }

  /// Takes one step: changes the parameters of the model by the rule.
  ///
  /// - Complexity: one pass over the parameters; allocates nothing after the second step unless the
  ///   model was copied in between.
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

  /// Memory of the previous parameters if nothing uses it any more, otherwise new memory.
  private mutating func memory(_ count: Int) -> Storage<Scalar> {
    if spare?.count == count, isKnownUniquelyReferenced(&spare), let spare { return spare }
    return Storage(uninitializedCount: count)
  }

  /// Slots of `width` parameters, zeros before the first step.
  private mutating func slotPointers(_ width: Int) -> ParameterUpdate<Scalar>.Slots {
    var memory = slots ?? SlotMemory(slots: rule.slotNames.count, width: width)
    slots = nil
    precondition(
      memory.width == width, "this optimizer has been used with a model of another size")
    defer { slots = memory }
    return memory.pointers()
  }
}
