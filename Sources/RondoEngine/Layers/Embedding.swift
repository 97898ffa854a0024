public import RondoNumerics

/// A table of vectors, one for each id: what stands for a symbol where it is not a one-hot vector.
///
///     let embedding = Embedding<Float>(count: 65, size: 64, random: &random)
///     let vectors = embedding(ids, on: tape)  // [ids, 64]
///
/// The id after the last one stands for an unknown symbol: a vector of zeros. Parameter: `weight`
/// [V, E], PyTorch's name and shape. `Sendable`.
public struct Embedding<Scalar: TensorScalar>: Module {
  /// [V, E].
  public var weight: Tensor<Scalar>

  /// An embedding with this table.
  public init(weight: Tensor<Scalar>) {
    precondition(weight.shape.rank == 2, "an embedding is a matrix, not \(weight.shape)")
    self.weight = weight
  }

  /// A new embedding: by default numbers of variance 1, as PyTorch's, so that a network hears its
  /// input from the first step on.
  public init(
    count: Int, size: Int, initializer: Initializer = .normal(deviation: 1),
    random: inout RandomSource
  ) {
    self.init(weight: initializer.tensor([count, size], from: random.next()))
  }

  /// V.
  public var count: Int { weight.shape[0] }

  /// E.
  public var size: Int { weight.shape[1] }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("weight", &weight)
  }

  /// The vectors of ids, in their order: [ids, E]; a mask drops whole rows of the table.
  public func callAsFunction(
    _ ids: [Int32], on tape: Tape<Scalar>, dropping mask: DropoutMask? = nil
  ) -> Variable<Scalar> {
    tape.parameter(weight).gather(ids, dropping: mask)
  }
}
