import TestSupport
import Testing
@testable import RondoEngine

/// Values and gradients of operations against PyTorch's, in both precisions.
struct TorchAlgebraTests {
  @Test(arguments: TorchAlgebraReference.operations.keys.sorted())
  func `an operation has PyTorch's value and gradients`(name: String) {
    expect(name, Float.self)
    expect(name, Double.self)
  }

  private func expect<Scalar: TensorScalar>(_ name: String, _ type: Scalar.Type) {
    let tape = Tape<Scalar>()
    let inputs = Self.shapes(name).enumerated().map { tape.variable(pattern($0 + 1, $1)) }
    let y = Self.run(name, inputs)
    (y * tape.constant(pattern(9, y.shape))).sum().backward()
    let found = y.value.scalars + inputs.flatMap { $0.gradient.scalars }
    // Sums of some twenty terms of size 1, and their rounding in each precision; what is normalised
    // is divided by its deviation, 0.2, and logits times 20 have roundings 20 times as large.
    let tolerance = type == Float.self ? 2e-5 : 1e-12
    let difference = difference(
      found, from: TorchAlgebraReference.operations[name]!, absolute: tolerance,
      relative: tolerance)
    #expect(difference == nil, "\(Scalar.self)")
  }

  private static func shapes(_ name: String) -> [Shape] {
    switch name {
    case "layerNormalization": [[3, 4, 5], [5], [5]]
    case "convolution", "stridedConvolution": [[7, 2, 3], [4, 3, 3], [4]]
    case "dilatedConvolution": [[8, 2, 3], [4, 3, 3], [4]]
    case "maxPooling", "averagePooling": [[7, 2, 3]]
    case "logSoftmax", "maskedSoftmax": [[4, 5]]
    case "batchedProduct": [[2, 1, 4, 3], [3, 4, 5]]
    case "attention": [[2, 3, 4], [2, 5, 4], [2, 5, 3]]
    case "broadcast": [[2, 1, 3], [4, 1]]
    case "maximum": [[2, 4, 3], [4, 1]]
    default: [[3, 4, 5]]
    }
  }

  private static func run<Scalar: TensorScalar>(
    _ name: String, _ x: [Variable<Scalar>]
  ) -> Variable<Scalar> {
    func convolved(_ window: SlidingWindow) -> Variable<Scalar> {
      x[0].convolved(with: x[1], adding: x[2], window)
    }
    switch name {
    case "layerNormalization": return x[0].layerNormalized(weight: x[1], bias: x[2])
    case "convolution": return convolved(SlidingWindow(size: 3))
    case "stridedConvolution": return convolved(SlidingWindow(size: 3, stride: 2, padding: 1))
    case "dilatedConvolution":
      return convolved(
        SlidingWindow(size: 3, stride: 2, padding: 2, dilation: 2, dropsRemainder: true))
    case "maxPooling": return x[0].maxPooled(SlidingWindow(size: 3, stride: 2, padding: 1))
    case "averagePooling":
      return x[0].averagePooled(SlidingWindow(size: 3, stride: 2, padding: 1))
    case "logSoftmax": return (x[0] * 20).logSoftmax()
    case "maskedSoftmax": return x[0].softmax(where: x[0].tape.constant(Tensor([1, 0, 1, 1, 0])))
    case "batchedProduct": return x[0].matrixProduct(x[1], transposingSelf: true)
    case "attention":
      return x[0].matrixProduct(x[1], transposingOther: true).softmax().matrixProduct(x[2])
    case "broadcast": return x[0] / (x[1] + 2) - x[0] * x[1]
    case "maximum": return x[0].pointwiseMax(x[1] + 0.001).magnitude()
    default: return x[0].max(axes: [1], keepingRank: true)
    }
  }

  /// The closed form of make_reference.py.
  private func pattern<Scalar: TensorScalar>(_ seed: Int, _ shape: Shape) -> Tensor<Scalar> {
    Tensor(
      (0..<shape.elementCount).map { Scalar((37 * $0 + 11 * seed) % 29 - 14) / 32 }, shape: shape)
  }
}
