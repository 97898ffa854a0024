/// The buffers of one optimizer step, n elements each: reads the gradient (times its scale) and
/// the parameters, writes the updated parameters, and changes the slots in place.
public struct ParameterUpdate<Scalar: TensorScalar> {
  var count: Int
  var gradient: UnsafePointer<Scalar>
  var gradientScale: Scalar
  var parameters: UnsafePointer<Scalar>
  var updated: UnsafeMutablePointer<Scalar>
  var slots: SlotPointers<Scalar>

  /// The same step for some of the elements.
  func part(_ range: Range<Int>) -> ParameterUpdate {
    let first = range.lowerBound
    return ParameterUpdate(
      count: range.count, gradient: gradient + first, gradientScale: gradientScale,
      parameters: parameters + first, updated: updated + first, slots: slots.advanced(by: first))
  }
}

/// Where the slots of an optimizer are, two at most.
public struct SlotPointers<Scalar: TensorScalar> {
  private var first: UnsafeMutablePointer<Scalar>?
  private var second: UnsafeMutablePointer<Scalar>?

  init(_ first: UnsafeMutablePointer<Scalar>?, _ second: UnsafeMutablePointer<Scalar>? = nil) {
    (self.first, self.second) = (first, second)
  }

  init(_ slots: [Tensor<Scalar>]) {
    precondition(slots.count <= 2, "an optimization rule with \(slots.count) slots")
    func start(_ k: Int) -> UnsafeMutablePointer<Scalar>? {
      k < slots.count ? slots[k].storage.pointer + slots[k].offset : nil
    }
    self.init(start(0), start(1))
  }

  /// The slot that a rule named first, or second.
  subscript(_ k: Int) -> UnsafeMutablePointer<Scalar> { k == 0 ? first! : second! }

  func advanced(by n: Int) -> SlotPointers {
    SlotPointers(first.map { $0 + n }, second.map { $0 + n })
  }
}
