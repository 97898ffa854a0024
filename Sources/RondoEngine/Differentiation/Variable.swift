/// A value on a tape: operations on it are recorded and can be differentiated.
///
///     let tape = Tape<Float>()
///     let inputs = tape.constant(Tensor([1, 2], shape: [1, 2]))
///     let weight = tape.variable(Tensor([3, 4], shape: [2, 1]))
///     let hidden = (inputs.matrixProduct(weight) + 1).tanh()
///
/// A reference into its tape, valid until the tape is reset. Not `Sendable`.
public struct Variable<Scalar: TensorScalar> {
  /// The tape on which this value is recorded.
  public let tape: Tape<Scalar>

  let operation: Operation<Scalar>
  private let generation: Int

  /// Creates the value of an operation that this tape recorded since its last reset.
  public init(tape: Tape<Scalar>, operation: Operation<Scalar>) {
    (self.tape, self.operation, generation) = (tape, operation, operation.generation)
  }

  /// The operation; traps after a reset of the tape, when the object may already hold another
  /// value.
  var current: Operation<Scalar> {
    precondition(
      generation == tape.generation,
      "a variable is used after its tape was reset: gradient(of:) resets the tape, so create "
        + "constants inside its closure, and keep tensors between steps")
    return operation
  }

  /// Extents of the value.
  public var shape: Shape { operation.shape }

  /// The elements. Copies them: O(count).
  public var value: Tensor<Scalar> { Tensor(copying: current.value, shape: shape) }

  /// The only element of a value of one element.
  public var scalar: Scalar {
    precondition(shape.elementCount == 1, "a value of shape \(shape) is not one number")
    return current.value[0]
  }

  /// The gradient from the last backward pass; zeros if the result does not depend on this value.
  public var gradient: Tensor<Scalar> {
    current.hasGradient
      ? Tensor(copying: operation.gradient, shape: shape) : Tensor(zeros: shape)
  }

  /// Computes the gradient of this value, a scalar, with respect to everything that it depends on.
  ///
  /// Allowed once between two resets of the tape, unless passes keep the values; each pass starts
  /// from gradients of zero. For the gradient of several losses, differentiate their sum or use
  /// `Tape.backward(from:gradients:keepingValues:)`.
  ///
  /// - Parameter keepingValues: true to keep the values that another backward pass needs, from this
  ///   value or another one; costs memory and time in recurrent layers and losses.
  public func backward(keepingValues: Bool = false) {
    tape.backward(from: current, keepingValues: keepingValues)
  }
}

extension Tensor {
  init(copying pointer: UnsafePointer<Scalar>, shape: Shape) {
    let storage = Storage<Scalar>(uninitializedCount: shape.elementCount)
    storage.pointer.update(from: pointer, count: shape.elementCount)
    self.init(storage: storage, offset: 0, shape: shape)
  }
}

/// A tensor put on a tape.
final class SourceOperation<Scalar: TensorScalar>: Operation<Scalar> {
  /// Keeps the value alive.
  var tensor: Tensor<Scalar>?
}

/// A number put on a tape, in the operation's own memory.
final class NumberOperation<Scalar: TensorScalar>: Operation<Scalar> {}
