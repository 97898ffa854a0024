/// Layer normalisation (Ba, Kiros & Hinton 2016): y = (x − mean x) / √(var x + ε)·w + b along the
/// last axis.
///
///     let normalize = LayerNormalization<Float>(size: 256)
///     let hidden = normalize(outputs)  // [T, B, 256]
///
/// Parameters: `weight` [D], ones at first, and `bias` [D], zeros at first, PyTorch's names and
/// shapes. `Sendable`.
public struct LayerNormalization<Scalar: TensorScalar>: Module {
  /// w, [D].
  public var weight: Tensor<Scalar>

  /// b, [D].
  public var bias: Tensor<Scalar>

  /// ε.
  public let epsilon: Double

  /// A layer with these parameters.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>, epsilon: Double = 1e-5) {
    precondition(
      weight.shape.rank == 1 && bias.shape == weight.shape,
      "a weight \(weight.shape) and a bias \(bias.shape) do not fit")
    (self.weight, self.bias, self.epsilon) = (weight, bias, epsilon)
  }

  /// A layer for vectors of D numbers.
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
