/// Layer normalisation (Ba, Kiros & Hinton 2016) along the last axis: y = (x − mean x) / √(var x +
/// ε)·w + b.
///
///     let normalize = LayerNormalization<Float>(size: 256)
///     let outputs = Tape<Float>().constant(Tensor(zeros: [50, 8, 256]))
///     let hidden = normalize(outputs)  // [T, B, 256]
///
/// Parameters: `weight` [D], initially ones, and `bias` [D], initially zeros, with PyTorch's names
/// and shapes. `Sendable`.
public struct LayerNormalization<Scalar: TensorScalar>: Module {
  /// Weight w, [D].
  public var weight: Tensor<Scalar>

  /// Bias b, [D].
  public var bias: Tensor<Scalar>

  /// ε, added to the variance.
  public let epsilon: Double

  /// Creates a layer from its parameters.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>, epsilon: Double = 1e-5) {
    precondition(
      weight.shape.rank == 1 && bias.shape == weight.shape,
      "a weight \(weight.shape) and a bias \(bias.shape) do not fit")
    (self.weight, self.bias, self.epsilon) = (weight, bias, epsilon)
  }

  /// Creates a layer for vectors of size D with a weight of ones and a bias of zeros.
  public init(size: Int, epsilon: Double = 1e-5) {
    self.init(
      weight: Tensor(repeating: 1, shape: [size]), bias: Tensor(zeros: [size]), epsilon: epsilon)
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
  }

  /// [..., D] for x [..., D].
  public func callAsFunction(_ x: Variable<Scalar>) -> Variable<Scalar> {
    x.layerNormalized(
      weight: x.tape.parameter(weight), bias: x.tape.parameter(bias), epsilon: epsilon)
  }
}
