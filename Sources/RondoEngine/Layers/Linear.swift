public import RondoNumerics

/// Dense layer: y = x·Wᵀ + b.
///
///     var random = RandomSource(seed: 1)
///     let layer = Linear<Float>(inputs: 256, outputs: 65, random: &random)
///     let hidden = Tape<Float>().constant(Tensor(zeros: [50, 8, 256]))
///     let logits = layer(hidden)  // [50, 8, 65]
///
/// Parameters: `weight` [outputs, inputs] and `bias` [outputs], with PyTorch's names and shapes.
/// `Sendable`.
public struct Linear<Scalar: TensorScalar>: Module {
  /// Weight W, [outputs, inputs].
  public var weight: Tensor<Scalar>

  /// Bias b, [outputs].
  public var bias: Tensor<Scalar>

  /// Creates a layer from its parameters.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>) {
    precondition(
      weight.shape.rank == 2 && bias.shape == [weight.shape[0]],
      "a weight \(weight.shape) and a bias \(bias.shape) do not fit")
    (self.weight, self.bias) = (weight, bias)
  }

  /// Creates a layer with a random weight and a bias of zeros.
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
