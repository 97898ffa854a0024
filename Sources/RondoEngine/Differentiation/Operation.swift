/// One step of a computation on a tape: its value, and how a gradient passes back through it.
///
/// A subclass stands in one file, the forward rule and the gradient rule side by side. The tape
/// keeps operations and hands the same object out at the same place of the next step, so their
/// workspaces are allocated once.
class Operation<Scalar: TensorScalar> {
  /// The extents of the value.
  final var shape: Shape = []

  /// The operations whose values this one uses.
  final var inputs: [Operation<Scalar>] = []

  /// The results besides the value, in the order in which they were recorded. Each has its own
  /// gradient, which `backward` reads where `hasGradient` is true.
  final var results: [ResultOperation<Scalar>] = []

  /// True where a parameter or a variable stands behind the value.
  final var needsGradient = false

  /// The number of the tape's step in which this operation was recorded.
  final var generation = 0

  /// The value, `shape.elementCount` numbers.
  final var value: UnsafeMutablePointer<Scalar> { external ?? values.pointer }

  private var external: UnsafeMutablePointer<Scalar>?
  private var values = Workspace<Scalar>()
  private var gradients = Workspace<Scalar>()
  private var externalGradient: UnsafeMutablePointer<Scalar>?

  /// False until some operation has passed a gradient back to this one.
  private(set) final var hasGradient = false

  /// True where the value or a further result has a gradient, so that `backward` has work to do.
  final var isReached: Bool {
    if hasGradient { return true }
    for result in results where result.hasGradient { return true }
    return false
  }

  required init() {}

  deinit {
    values.free()
    gradients.free()
  }

  /// Adds the gradients of this operation and of its further results, through the rule, to those of
  /// the inputs that need one. Called where at least one of them has begun: an operation with
  /// further results may be without a gradient of its own, which `gradientToAddTo` makes zeros.
  func backward(_ workers: Workers) {}

  /// Makes room for the value.
  final func prepare(_ shape: Shape, needsGradient: Bool) {
    (self.shape, self.needsGradient, hasGradient) = (shape, needsGradient, false)
    (external, externalGradient) = (nil, nil)
    _ = values.reserve(shape.elementCount)
  }

  /// Uses memory that somebody else holds as the value, and perhaps as the gradient, which then
  /// counts as begun.
  final func borrow(
    _ shape: Shape, value: UnsafeMutablePointer<Scalar>,
    gradient: UnsafeMutablePointer<Scalar>?, needsGradient: Bool
  ) {
    (self.shape, self.needsGradient) = (shape, needsGradient)
    (external, externalGradient, hasGradient) = (value, gradient, gradient != nil)
  }

  /// The gradient, `shape.elementCount` numbers; only after it has begun.
  final var gradient: UnsafeMutablePointer<Scalar> { externalGradient ?? gradients.pointer }

  /// The gradient to add to, zero at first.
  final func gradientToAddTo() -> UnsafeMutablePointer<Scalar> {
    let (pointer, accumulate) = gradientToWriteOrAddTo()
    if !accumulate { Scalar.Kernels.fill(shape.elementCount, with: 0, into: pointer) }
    return pointer
  }

  /// Makes the contents of a workspace the gradient, where it has not begun and its memory is this
  /// operation's own; the workspace gets other memory. False, and no change, elsewhere.
  final func takeGradient(from workspace: inout Workspace<Scalar>) -> Bool {
    guard needsGradient, !hasGradient, externalGradient == nil else { return false }
    swap(&gradients, &workspace)
    hasGradient = true
    return true
  }

  /// The gradient, and whether it must be added to; otherwise every element must be written.
  final func gradientToWriteOrAddTo() -> (UnsafeMutablePointer<Scalar>, accumulate: Bool) {
    if hasGradient { return (gradient, true) }
    hasGradient = true
    return (externalGradient ?? gradients.reserve(shape.elementCount), false)
  }
}

/// A further result of an operation, with a shape, a value and a gradient of its own; the operation
/// that it belongs to passes its gradient back.
final class ResultOperation<Scalar: TensorScalar>: Operation<Scalar> {}
