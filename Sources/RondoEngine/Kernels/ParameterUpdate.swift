/// One step of an optimization rule for `count` parameters.
///
/// A rule reads the gradient and the parameters, writes the new parameters, and changes its slots
/// in place:
///
///     struct HeavyBall: OptimizationRule {
///       var slotNames: [String] { ["velocity"] }
///
///       func apply<Scalar: TensorScalar>(
///         _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double
///       ) {
///         let rate = Scalar(learningRate)
///         update.forEach { gradient, parameter, slots in
///           slots[0] = 0.9 * slots[0] + gradient
///           return parameter - rate * slots[0]
///         }
///       }
///     }
///
/// An update can cover any part of a model's parameters: the new value of a parameter depends only
/// on its own gradient, value and slots. The pointers are valid during the call. Not `Sendable`.
public struct ParameterUpdate<Scalar: TensorScalar> {
  /// Number of parameters.
  public let count: Int

  /// Gradient of each parameter, to be multiplied by `gradientScale`.
  public let gradient: UnsafePointer<Scalar>

  /// Factor of every gradient, such as that of clipping.
  public let gradientScale: Scalar

  /// Parameters before the step; can be the same memory as `updated`.
  public internal(set) var parameters: UnsafePointer<Scalar>

  /// Destination of the new parameters; the rule writes all of them.
  public let updated: UnsafeMutablePointer<Scalar>

  /// Slots of the rule: `slots[k][i]` is slot k of parameter i, 0 before the first step.
  public let slots: Slots

  /// Slots of all parameters of an update.
  public struct Slots {
    /// Number of slots.
    public let count: Int
    @usableFromInline let start: UnsafeMutablePointer<Scalar>
    /// Distance between two slots, in scalars.
    @usableFromInline let stride: Int

    init(count: Int, start: UnsafeMutablePointer<Scalar>, stride: Int) {
      (self.count, self.start, self.stride) = (count, start, stride)
    }

    /// A slot of all parameters, by its position in `slotNames`.
    @inlinable
    public subscript(_ slot: Int) -> UnsafeMutablePointer<Scalar> {
      precondition(slot >= 0 && slot < count, "slot \(slot) of \(count)")
      return start + slot * stride
    }

    func advanced(by n: Int) -> Slots { Slots(count: count, start: start + n, stride: stride) }
  }

  /// Slots of one parameter; assigning to them changes the memory of the rule.
  public struct SlotValues {
    @usableFromInline let slots: Slots
    @usableFromInline let index: Int

    @inlinable
    init(_ slots: Slots, at index: Int) { (self.slots, self.index) = (slots, index) }

    /// Value of a slot, by its position in `slotNames`.
    @inlinable
    public subscript(_ slot: Int) -> Scalar {
      get { slots[slot][index] }
      nonmutating set { slots[slot][index] = newValue }
    }
  }

  /// Replaces each parameter by the result of `newValue` for its scaled gradient, its value and its
  /// slots.
  ///
  /// Allocates nothing. A caller that is generic over the scalar needs `@_specialize(where Scalar
  /// == Float)` to be compiled for `Float`; without it each element takes about a hundred times as
  /// long.
  @inlinable
  public func forEach(
    _ newValue: (_ gradient: Scalar, _ parameter: Scalar, _ slots: SlotValues) -> Scalar
  ) {
    for i in 0..<count {
      updated[i] = newValue(
        gradient[i] * gradientScale, parameters[i], SlotValues(slots, at: i))
    }
  }
}

extension ParameterUpdate {
  /// The same step for some of the parameters, whose slots start at `firstSlot`.
  func part(_ range: Range<Int>, firstSlot: Int) -> ParameterUpdate {
    let first = range.lowerBound
    return ParameterUpdate(
      count: range.count, gradient: gradient + first, gradientScale: gradientScale,
      parameters: parameters + first, updated: updated + first,
      slots: slots.advanced(by: firstSlot))
  }
}

/// Settings of one Adam step; the corrections are 1 − β₁ᵗ and √(1 − β₂ᵗ).
struct AdamStep: Sendable {
  var beta1: Double
  var beta2: Double
  var epsilon: Double
  var learningRate: Double
  var correction1: Double
  var correction2: Double
}

/// Settings of one RMSprop step: s ← decay·s + rest·g².
struct RMSpropStep: Sendable {
  var decay: Double
  var rest: Double
  var epsilon: Double
  var learningRate: Double
}

/// Settings of one momentum step.
struct MomentumStep: Sendable {
  var momentum: Double
  var learningRate: Double
}
