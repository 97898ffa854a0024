/// One step of a computation on a tape: its value, and the rule that passes a gradient back.
///
/// A subclass adds an operation to the engine. The forward rule and the gradient rule stand side by
/// side:
///
///     extension Variable where Scalar == Float {
///       /// x³, element by element.
///       func cubed() -> Variable {
///         let cube = tape.record(Cube.self, shape: shape, self)
///         let x = cube.inputs[0].value
///         for i in 0..<shape.elementCount { cube.value[i] = x[i] * x[i] * x[i] }
///         return Variable(tape: tape, operation: cube)
///       }
///     }
///
///     /// y = x³: dx += 3·x²·dy.
///     final class Cube: Operation<Float> {
///       override func backward(_ workers: Workers) {
///         let (x, dx) = (inputs[0].value, inputs[0].gradientToAddTo())
///         for i in 0..<shape.elementCount { dx[i] += 3 * x[i] * x[i] * gradient[i] }
///       }
///     }
///
/// The tape keeps operations and hands the same object out at the same place of the next step, so
/// their memory is allocated once: a subclass resets what it stores when it is recorded, and keeps
/// its scratch memory in `Workspace`s. `Tape.operation` is the short form without a class. Not
/// `Sendable`.
open class Operation<Scalar: TensorScalar> {
  // One task at a time uses a tape, and no rule holds on to a property while it calls another: the
  // checks of exclusive access, a tenth of a small training step, are left out here and in the
  // operations of every step.

  /// The extents of the value.
  @exclusivity(unchecked) public internal(set) final var shape: Shape = []

  /// The operations whose values this one uses, in the order in which they were recorded.
  @exclusivity(unchecked) public internal(set) final var inputs: [Operation<Scalar>] = []

  /// The results besides the value, in the order in which they were recorded. Each has its own
  /// gradient, which `backward` reads where `hasGradient` is true.
  @exclusivity(unchecked) public internal(set) final var results: [ResultOperation<Scalar>] = []

  /// True where a parameter or a variable stands behind the value: only then a gradient is added.
  @exclusivity(unchecked) public internal(set) final var needsGradient = false

  /// True where another backward pass may follow: `backward` then leaves the value and everything
  /// that it would need again as it is. Otherwise it may use that memory for something else.
  @exclusivity(unchecked) public internal(set) final var keepsValues = false

  /// The number of the tape's step in which this operation was recorded.
  @exclusivity(unchecked) final var generation = 0

  /// The value, `shape.elementCount` numbers.
  public final var value: UnsafeMutablePointer<Scalar> { external ?? values.pointer }

  @exclusivity(unchecked) private var external: UnsafeMutablePointer<Scalar>?
  @exclusivity(unchecked) private var values = Workspace<Scalar>()
  @exclusivity(unchecked) private var gradients = Workspace<Scalar>()
  @exclusivity(unchecked) private var externalGradient: UnsafeMutablePointer<Scalar>?

  /// False until some operation has passed a gradient back to this one.
  @exclusivity(unchecked) public private(set) final var hasGradient = false

  /// True where the value or a further result has a gradient, so that `backward` has work to do.
  final var isReached: Bool {
    if hasGradient { return true }
    for result in results where result.hasGradient { return true }
    return false
  }

  /// An operation without a value; `Tape.record` makes it.
  public required init() {}

  deinit {
    values.free()
    gradients.free()
  }

  /// Adds the gradients of this operation and of its further results, through the rule, to those of
  /// the inputs that need one. Called where at least one of them has begun: an operation with
  /// further results may be without a gradient of its own, which `gradientToAddTo` makes zeros.
  open func backward(_ workers: Workers) {}

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

  /// Forgets the gradient, for another backward pass; one that somebody else holds stays begun.
  final func forgetGradient() { hasGradient = externalGradient != nil }

  /// The gradient, `shape.elementCount` numbers; only after it has begun.
  public final var gradient: UnsafeMutablePointer<Scalar> { externalGradient ?? gradients.pointer }

  /// The gradient to add to, zero at first.
  public final func gradientToAddTo() -> UnsafeMutablePointer<Scalar> {
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
  public final func gradientToWriteOrAddTo() -> (
    UnsafeMutablePointer<Scalar>, accumulate: Bool
  ) {
    if hasGradient { return (gradient, true) }
    hasGradient = true
    return (externalGradient ?? gradients.reserve(shape.elementCount), false)
  }
}

/// A further result of an operation, with a shape, a value and a gradient of its own; the operation
/// that it belongs to passes its gradient back. Made by `Tape.recordResult`.
public final class ResultOperation<Scalar: TensorScalar>: Operation<Scalar> {}

/// Memory that an operation keeps from step to step and grows when it must.
///
///     final class Attention: Operation<Float> {
///       private var weights = Workspace<Float>()
///       deinit { weights.free() }
///       // … let weights = weights.reserve(steps * batch)
///     }
///
/// A plain pointer and a count: whoever stores it calls `free` in its `deinit`. Not `Sendable`.
public struct Workspace<Element> {
  private var buffer = UnsafeMutableBufferPointer<Element>(start: nil, count: 0)

  /// No memory yet.
  public init() {}

  /// At least `count` elements, of unknown value, aligned to a cache line. Earlier contents are
  /// lost if it grows.
  public mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Element> {
    if count > buffer.count || buffer.baseAddress == nil {
      free()
      buffer = UnsafeMutableBufferPointer(
        start:
          UnsafeMutableRawPointer
          .allocate(byteCount: max(count, 1) * MemoryLayout<Element>.stride, alignment: 64)
          .bindMemory(to: Element.self, capacity: max(count, 1)),
        count: max(count, 1))
    }
    return pointer
  }

  /// What `reserve` returned last.
  public var pointer: UnsafeMutablePointer<Element> { buffer.baseAddress! }

  /// Releases the memory; the owner calls this when it goes.
  public mutating func free() {
    UnsafeMutableRawPointer(buffer.baseAddress)?.deallocate()
    buffer = UnsafeMutableBufferPointer(start: nil, count: 0)
  }
}
