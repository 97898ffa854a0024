public import RondoNumerics

/// Table of vectors, one for each id.
///
///     var random = RandomSource(seed: 1)
///     let embedding = Embedding<Float>(count: 65, size: 64, random: &random)
///     let vectors = embedding([3, 1, 2], on: Tape<Float>())  // [ids, 64]
///
/// The id V, one past the last, stands for an unknown symbol, whose vector is zero. Parameter:
/// `weight` [V, E], with PyTorch's name and shape. `Sendable`.
public struct Embedding<Scalar: TensorScalar>: Module {
  /// Vectors of all ids, [V, E].
  public var weight: Tensor<Scalar>

  /// Creates an embedding from its table.
  public init(weight: Tensor<Scalar>) {
    precondition(weight.shape.rank == 2, "an embedding is a matrix, not \(weight.shape)")
    self.weight = weight
  }

  /// Creates a random embedding: by default with variance 1, as in PyTorch, so that the network's
  /// input is large enough from the first step on.
  public init(
    count: Int, size: Int, initializer: Initializer = .normal(deviation: 1),
    random: inout RandomSource
  ) {
    self.init(weight: initializer.tensor([count, size], from: random.next()))
  }

  /// V: number of ids.
  public var count: Int { weight.shape[0] }

  /// E: size of a vector.
  public var size: Int { weight.shape[1] }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("weight", &weight)
  }

  /// The vectors of ids in their order, [ids, E]; a mask drops whole rows of the table.
  public func callAsFunction(
    _ ids: [Int32], on tape: Tape<Scalar>, dropping mask: DropoutMask? = nil
  ) -> Variable<Scalar> {
    tape.parameter(weight).gather(ids, dropping: mask)
  }
}
