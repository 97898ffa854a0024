public import RondoNumerics

/// Convolution along the time axis of sequences [T, B, C], the layout of recurrent layers.
///
///     var random = RandomSource(seed: 1)
///     let window = SlidingWindow(size: 5, padding: 2)
///     let layer = Convolution1D<Float>(inputs: 3, outputs: 16, window: window, random: &random)
///     let series = Tape<Float>().constant(Tensor(zeros: [50, 8, 3]))  // [T, B, C]
///     let features = layer(series).relu().maxPooled(SlidingWindow(size: 2, stride: 2))
///     features.shape  // [25, 8, 16]
///
/// Parameters: `weight` [O, C, F] and `bias` [O], with PyTorch's names and shapes. There are no
/// groups: every output depends on every input channel. `Sendable`.
public struct Convolution1D<Scalar: TensorScalar>: Module {
  /// Weight, [O, C, F].
  public var weight: Tensor<Scalar>

  /// Bias, [O].
  public var bias: Tensor<Scalar>

  /// Size F, stride, padding and dilation of the window.
  public let window: SlidingWindow

  /// Creates a layer from its parameters.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>, window: SlidingWindow) {
    precondition(
      weight.shape.rank == 3 && weight.shape[2] == window.size
        && bias.shape == [weight.shape[0]],
      "a weight \(weight.shape), a bias \(bias.shape) and a window of \(window.size) do not fit")
    (self.weight, self.bias, self.window) = (weight, bias, window)
  }

  /// Creates a layer with a random weight, initialised as a matrix [O, C·F], and a bias of zeros.
  public init(
    inputs: Int, outputs: Int, window: SlidingWindow, initializer: Initializer = .glorotUniform,
    random: inout RandomSource
  ) {
    let weight: Tensor<Scalar> = initializer.tensor(
      [outputs, inputs * window.size], from: random.next())
    self.init(
      weight: weight.reshaped(to: [outputs, inputs, window.size]), bias: Tensor(zeros: [outputs]),
      window: window)
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("weight", &weight)
    visitor.visit("bias", &bias)
  }

  /// [T′, B, O] for x [T, B, C], where T′ = `window.outputs(of: T)`.
  public func callAsFunction(_ x: Variable<Scalar>) -> Variable<Scalar> {
    x.convolved(with: x.tape.parameter(weight), adding: x.tape.parameter(bias), window)
  }
}
