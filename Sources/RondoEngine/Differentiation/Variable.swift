/// A value on a tape: arithmetic with it is recorded and can be differentiated.
///
///     let hidden = (inputs.matrixProduct(weight) + bias).tanh()
///
/// A reference into its tape, valid until the tape is reset. Not `Sendable`.
public struct Variable<Scalar: TensorScalar> {
  /// The tape that this value is recorded on.
  public let tape: Tape<Scalar>

  let operation: Operation<Scalar>
  private let generation: Int

  /// The value of an operation that this tape recorded since its last reset.
  public init(tape: Tape<Scalar>, operation: Operation<Scalar>) {
    (self.tape, self.operation, generation) = (tape, operation, operation.generation)
  }

  /// The operation, which after a reset of the tape may already be another value's.
  var current: Operation<Scalar> {
    precondition(generation == tape.generation, "a variable of an earlier step is used again")
    return operation
  }

  /// The extents.
  public var shape: Shape { operation.shape }

  /// The numbers. Copies them: O(count).
  public var value: Tensor<Scalar> { Tensor(copying: current.value, shape: shape) }

  /// The only number of a value that has one.
  public var scalar: Scalar {
    precondition(shape.elementCount == 1, "a value of shape \(shape) is not one number")
    return current.value[0]
  }

  /// The gradient that `backward` found; zeros where the result does not depend on this value.
  public var gradient: Tensor<Scalar> {
    current.hasGradient
      ? Tensor(copying: operation.gradient, shape: shape) : Tensor(zeros: shape)
  }

  /// Finds the gradient of this value, one number, with respect to everything it was made from.
  ///
  /// Once between two resets of the tape, but for passes that keep the values: each pass starts from
  /// gradients of zero. The gradient of several losses is that of their sum (`Tape.backward`).
  ///
  /// - Parameter keepingValues: true keeps what another backward pass, of this value or another one,
  ///   needs; costs memory and time in recurrent layers and losses.
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
