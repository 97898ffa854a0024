/// A recorded step of a computation: its value, and the rule that propagates a gradient back.
///
/// A subclass is a new operation. The forward rule and the gradient rule stand side by side:
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
/// The tape keeps operations and reuses the same object at the same place of the next step, so that
/// its memory is allocated once: a subclass resets its stored properties whenever it is recorded,
/// and keeps scratch memory in `Workspace`s. `Tape.operation` is a short form without a class. Not
/// `Sendable`.
open class Operation<Scalar: TensorScalar> {
  // Exclusivity checks are left out here and in the operations of every step: they cost a tenth of
  // a small training step. A tape is used by one task at a time, and no rule accesses a property
  // while it calls another rule.

  /// Extents of the value.
  @exclusivity(unchecked) public internal(set) final var shape: Shape = []

  /// Operations whose values this one uses, in the order in which they were given.
  @exclusivity(unchecked) public internal(set) final var inputs: [Operation<Scalar>] = []

  /// Results besides the value, in the order in which they were recorded. Each has its own
  /// gradient, which `backward` reads if `hasGradient` is true.
  @exclusivity(unchecked) public internal(set) final var results: [ResultOperation<Scalar>] = []

  /// True if the value depends on a parameter or variable; gradients are computed only then.
  @exclusivity(unchecked) public internal(set) final var needsGradient = false

  /// True if another backward pass can follow: `backward` must then leave the value, and all else
  /// that it would need again, unchanged. Otherwise it can reuse that memory.
  @exclusivity(unchecked) public internal(set) final var keepsValues = false

  /// Step of the tape in which this operation was recorded.
  @exclusivity(unchecked) final var generation = 0

  /// The value, `shape.elementCount` elements.
  public final var value: UnsafeMutablePointer<Scalar> { external ?? values.pointer }

  @exclusivity(unchecked) private var external: UnsafeMutablePointer<Scalar>?
  @exclusivity(unchecked) private var values = Workspace<Scalar>()
  @exclusivity(unchecked) private var gradients = Workspace<Scalar>()
  @exclusivity(unchecked) private var externalGradient: UnsafeMutablePointer<Scalar>?

  /// True once an operation has added to the gradient.
  @exclusivity(unchecked) public private(set) final var hasGradient = false

  /// True if the value or a further result has a gradient, so that `backward` has work to do.
  final var isReached: Bool {
    if hasGradient { return true }
    for result in results where result.hasGradient { return true }
    return false
  }

  /// Creates an operation without a value; called by `Tape.record`.
  public required init() {}

  deinit {
    values.free()
    gradients.free()
  }

  /// Adds the gradients of this operation and of its further results, through the rule, to those of
  /// the inputs that need one. Called if at least one of these gradients exists: the value of an
  /// operation with further results may have none, then `gradientToAddTo` provides zeros.
  open func backward(_ workers: Workers) {}

  /// Allocates the value.
  final func prepare(_ shape: Shape, needsGradient: Bool) {
    (self.shape, self.needsGradient, hasGradient) = (shape, needsGradient, false)
    (external, externalGradient) = (nil, nil)
    _ = values.reserve(shape.elementCount)
  }

  /// Uses memory owned by others as the value and, if given, as the gradient, which then counts as
  /// existing.
  final func borrow(
    _ shape: Shape, value: UnsafeMutablePointer<Scalar>,
    gradient: UnsafeMutablePointer<Scalar>?, needsGradient: Bool
  ) {
    (self.shape, self.needsGradient) = (shape, needsGradient)
    (external, externalGradient, hasGradient) = (value, gradient, gradient != nil)
  }

  /// Discards the gradient before another backward pass, except one in memory owned by others.
  final func forgetGradient() { hasGradient = externalGradient != nil }

  /// The gradient, `shape.elementCount` elements; only valid if `hasGradient` is true.
  public final var gradient: UnsafeMutablePointer<Scalar> { externalGradient ?? gradients.pointer }

  /// Memory to add the gradient to; zeros at first.
  public final func gradientToAddTo() -> UnsafeMutablePointer<Scalar> {
    let (pointer, accumulate) = gradientToWriteOrAddTo()
    if !accumulate { Scalar.Kernels.fill(shape.elementCount, with: 0, into: pointer) }
    return pointer
  }

  /// Swaps the contents of a workspace in as the gradient if there is none yet and its memory is
  /// this operation's own. Returns false, and changes nothing, otherwise.
  final func takeGradient(from workspace: inout Workspace<Scalar>) -> Bool {
    guard needsGradient, !hasGradient, externalGradient == nil else { return false }
    swap(&gradients, &workspace)
    hasGradient = true
    return true
  }

  /// Memory of the gradient, and whether to add to it; if not, every element must be written.
  public final func gradientToWriteOrAddTo() -> (
    UnsafeMutablePointer<Scalar>, accumulate: Bool
  ) {
    if hasGradient { return (gradient, true) }
    hasGradient = true
    return (externalGradient ?? gradients.reserve(shape.elementCount), false)
  }
}

/// A further result of an operation, with a shape, a value and a gradient of its own, created by
/// `Tape.recordResult`; the operation's rule propagates its gradient.
public final class ResultOperation<Scalar: TensorScalar>: Operation<Scalar> {}

/// Memory that an operation keeps from step to step and that grows on demand.
///
///     final class Attention: Operation<Float> {
///       private var weights = Workspace<Float>()
///       deinit { weights.free() }
///
///       func forward(steps: Int, batch: Int) {
///         let weights = weights.reserve(steps * batch)
///         weights.update(repeating: 0, count: steps * batch)
///       }
///     }
///
/// A plain pointer with a count: the owner calls `free` in its `deinit`. Not `Sendable`.
public struct Workspace<Element> {
  private var buffer = UnsafeMutableBufferPointer<Element>(start: nil, count: 0)

  /// Creates a workspace without memory.
  public init() {}

  /// Memory for at least `count` elements, uninitialised, aligned to a cache line. Growing discards
  /// the earlier contents.
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

  /// The memory that the last call of `reserve` returned.
  public var pointer: UnsafeMutablePointer<Element> { buffer.baseAddress! }

  /// Frees the memory; the owner calls this in its `deinit`.
  public mutating func free() {
    UnsafeMutableRawPointer(buffer.baseAddress)?.deallocate()
    buffer = UnsafeMutableBufferPointer(start: nil, count: 0)
  }
}
