/// One step of an optimization rule over `count` parameters.
///
/// A rule reads the gradient and the parameters, writes the updated parameters, and changes its
/// slots in place:
///
///     update.forEach { gradient, parameter, slots in
///       slots[0] = momentum * slots[0] + gradient
///       return parameter - rate * slots[0]
///     }
///
/// The parameters are any part of the model's: each depends on its own gradient, value and slots
/// alone. The pointers are valid during the call. Not `Sendable`.
public struct ParameterUpdate<Scalar: TensorScalar> {
  /// The number of parameters.
  public let count: Int

  /// The gradient of each parameter, to be multiplied by `gradientScale`.
  public let gradient: UnsafePointer<Scalar>

  /// The factor of every gradient, such as that of clipping.
  public let gradientScale: Scalar

  /// The parameters before the step; possibly the memory of `updated`.
  public internal(set) var parameters: UnsafePointer<Scalar>

  /// Destination of the parameters after the step; the rule writes every one.
  public let updated: UnsafeMutablePointer<Scalar>

  /// The memory of the rule: `slots[k][i]` is slot k of parameter i, 0 before the first step.
  public let slots: Slots

  /// The slots of all parameters of an update.
  public struct Slots {
    /// The number of slots.
    public let count: Int
    @usableFromInline let start: UnsafeMutablePointer<Scalar>
    /// The distance between two slots.
    @usableFromInline let stride: Int

    init(count: Int, start: UnsafeMutablePointer<Scalar>, stride: Int) {
      (self.count, self.start, self.stride) = (count, start, stride)
    }

    /// One slot of every parameter, in the order of `slotNames`.
    @inlinable
    public subscript(_ slot: Int) -> UnsafeMutablePointer<Scalar> {
      precondition(slot >= 0 && slot < count, "slot \(slot) of \(count)")
      return start + slot * stride
    }

    func advanced(by n: Int) -> Slots { Slots(count: count, start: start + n, stride: stride) }
  }

  /// The slots of one parameter; values of the memory, which assignment changes.
  public struct SlotValues {
    @usableFromInline let slots: Slots
    @usableFromInline let index: Int

    @inlinable
    init(_ slots: Slots, at index: Int) { (self.slots, self.index) = (slots, index) }

    /// The value of a slot, in the order of `slotNames`.
    @inlinable
    public subscript(_ slot: Int) -> Scalar {
      get { slots[slot][index] }
      nonmutating set { slots[slot][index] = newValue }
    }
  }

  /// Replaces each parameter by what `newValue` returns for its gradient (scaled), its value and
  /// its slots.
  ///
  /// Allocates nothing. A caller that is generic over the scalar is compiled for `Float` only where
  /// it says `@_specialize(where Scalar == Float)`; without that, each element costs a hundred
  /// times as much.
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
  /// The same step for some of the parameters, whose slots begin at `firstSlot`.
  func part(_ range: Range<Int>, firstSlot: Int) -> ParameterUpdate {
    let first = range.lowerBound
    return ParameterUpdate(
      count: range.count, gradient: gradient + first, gradientScale: gradientScale,
      parameters: parameters + first, updated: updated + first,
      slots: slots.advanced(by: firstSlot))
  }
}

/// The numbers of one Adam step; a correction is 1 − βᵗ, the second one's square root.
struct AdamStep: Sendable {
  var beta1: Double
  var beta2: Double
  var epsilon: Double
  var learningRate: Double
  var correction1: Double
  var correction2: Double
}

/// The numbers of one RMSprop step: the mean square becomes decay·itself + rest·g².
struct RMSpropStep: Sendable {
  var decay: Double
  var rest: Double
  var epsilon: Double
  var learningRate: Double
}

/// The numbers of one momentum step.
struct MomentumStep: Sendable {
  var momentum: Double
  var learningRate: Double
}
