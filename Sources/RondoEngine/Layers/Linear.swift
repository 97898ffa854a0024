public import RondoNumerics

/// A dense layer: y = x·Wᵀ + b.
///
///     var random = RandomSource(seed: 1)
///     let layer = Linear<Float>(inputs: 256, outputs: 65, random: &random)
///     let logits = layer(hidden)  // [..., 256] to [..., 65]
///
/// Parameters: `weight` [outputs, inputs] and `bias` [outputs], PyTorch's names and shapes.
/// `Sendable`.
public struct Linear<Scalar: TensorScalar>: Module {
  /// [outputs, inputs].
  public var weight: Tensor<Scalar>

  /// [outputs].
  public var bias: Tensor<Scalar>

  /// A layer with these parameters.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>) {
    precondition(
      weight.shape.rank == 2 && bias.shape == [weight.shape[0]],
      "a weight \(weight.shape) and a bias \(bias.shape) do not fit")
    (self.weight, self.bias) = (weight, bias)
  }

  /// A layer with new parameters: a weight by `initializer`, a bias of zeros.
  public init(
    inputs: Int, outputs: Int, initializer: Initializer = .glorotUniform,
    random: inout RandomSource
  ) {
    self.init(
      weight: initializer.tensor([outputs, inputs], from: random.next()),
      bias: Tensor(zeros: [outputs]))
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
  }

  /// [..., outputs] for x [..., inputs].
  public func callAsFunction(_ x: Variable<Scalar>) -> Variable<Scalar> {
    x.affine(x.tape.parameter(weight), adding: x.tape.parameter(bias))
  }
}
