import RondoNumerics
import TestSupport
import Testing
@testable import RondoEngine

/// What the table of operations cannot say: masks, ties, numbers that are none, memory, refusals.
struct AlgebraTests {
  @Test func `comparisons are masks without a gradient`() {
    let tape = Tape<Double>()
    let x = tape.variable(Tensor([1, 2, 3, .nan]))
    let y = tape.variable(Tensor([2], shape: [1]))
    let masks = [x .< y, x .<= y, x .> y, x .>= y, x .== y, x .!= y]
    let expected: [[Double]] = [
      [1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 1, 1, 0], [0, 1, 0, 0], [1, 0, 1, 1],
    ]
    #expect(masks.map(\.value.scalars) == expected)
    let numbers = [x .< 2, x .<= 2, x .> 2, x .>= 2, x .== 2, x .!= 2]
    #expect(numbers.map(\.value.scalars) == expected)
    #expect(masks.allSatisfy { !$0.operation.needsGradient })
    (masks[3].reshaped(to: [2, 2]) * 5).sum().backward()
    #expect(x.gradient.scalars == [0, 0, 0, 0])
  }

  @Test func `of equal numbers the first has the gradient`() {
    let tape = Tape<Double>()
    let (a, b) = (tape.variable(Tensor([1, 2, 3])), tape.variable(Tensor([1, 5, 2])))
    (a.pointwiseMax(b) + a.pointwiseMin(b) * 10).sum().backward()
    #expect(a.gradient.scalars == [11, 10, 1] && b.gradient.scalars == [0, 1, 10])
    tape.reset()
    let x = tape.variable(Tensor([3, 1, 3, 1, 3, 1, 3, 1], shape: [2, 2, 2]))
    (x.max(axes: [0, 2]).sum() + x.min(axes: [0, 2]).sum() * 10 + x.max() * 100 + x.min() * 1000)
      .backward()
    #expect(x.gradient.scalars == [101, 1010, 1, 10, 0, 0, 0, 0])
  }

  @Test func `what is not a number is the largest and the smallest`() {
    let tape = Tape<Float>()
    let x = tape.variable(Tensor([1, .nan, 3, 0, 5, 6], shape: [2, 3]))
    #expect(x.max().scalar.isNaN && x.min().scalar.isNaN)
    #expect(x.max(axes: [1]).value.scalars.map(\.isNaN) == [true, false])
    #expect(x.max(axes: [0]).value.scalars.map(\.isNaN) == [false, true, false])
    let number = tape.constant(Tensor([2]))
    #expect(x.pointwiseMax(number).value.scalars.map(\.isNaN).prefix(2) == [false, true])
    #expect(number.pointwiseMax(x).value.scalars.map(\.isNaN).prefix(2) == [false, true])
    #expect(number.pointwiseMin(x).value.scalars.map(\.isNaN).prefix(2) == [false, true])
  }

  @Test func `what is not chosen leaves neither a value nor a gradient`() {
    let tape = Tape<Double>()
    let x = tape.variable(Tensor([-1, 4]))
    let y = x.replacing(with: x.squareRoot(), where: x .> 0)
    y.sum().backward()
    #expect(y.value.scalars == [-1, 2] && x.gradient[1] == 0.25)
    // √x has the slope NaN · 0 at −1: the root's own gradient there is zero times NaN, as in PyTorch.
    tape.reset()
    let masked = tape.variable(Tensor([1, .nan, 2, .infinity], shape: [1, 4]))
    let p = masked.softmax(where: tape.constant(Tensor([1, 0, 1, 0])))
    p.slice(0..<1, axis: 1).sum().backward()
    #expect(p.value[0, 1] == 0 && p.value[0, 3] == 0 && p.value[0, 0] > 0.26)
    #expect(masked.gradient[0, 1] == 0 && masked.gradient[0, 3] == 0)
  }

  @Test func `views and slices of the first axis copy no values`() {
    let tape = Tape<Float>()
    let x = tape.variable(Tensor(zeros: [4, 1, 3])).tanh()
    let base = x.operation.value
    #expect(x.reshaped(to: [2, 6]).operation.value == base)
    #expect(x.slice(1..<3).operation.value == base + 3)
    #expect(x.permuted([1, 0, 2]).operation.value == base)
    #expect(x.permuted([2, 0, 1]).operation.value != base)
    #expect(x.reshaped(to: [1, 12]).slice(2..<5, axis: 1).operation.value == base + 2)
  }

  /// Blocks of the kernels, and what is left of them.
  @Test(arguments: [[1, 0, 2], [0, 2, 1], [2, 0, 1], [2, 1, 0]])
  func `axes change places in single precision`(order: [Int]) {
    let shape: Shape = [5, 19, 34]
    let numbers = (0..<shape.elementCount).map { Double($0) }
    let x = Tape<Float>().variable(Tensor(numbers.map { Float($0) }, shape: shape))
    let y = x.permuted(order)
    (y * y.tape.constant(Tensor(numbers.map { Float($0) }, shape: y.shape))).sum().backward()
    let extents = order.map { shape[$0] }
    let whole = Tensor(numbers, shape: shape)
    let expected = Reference.elements(Shape(extents)) { place in
      Reference.repeated(whole, order.indices.map { place[order.firstIndex(of: $0)!] })
    }
    #expect(y.value.scalars == expected.map { Float($0) })
    #expect(expected.indices.allSatisfy { x.gradient[flat: Int(expected[$0])] == Float($0) })
  }

  @Test func `log softmax neither overflows nor loses what is improbable`() {
    let tape = Tape<Float>()
    let x = tape.variable(Tensor([3000, 0, -3000, -.infinity], shape: [1, 4]))
    #expect(x.logSoftmax().value.scalars == [0, -3000, -6000, -.infinity])
  }

  @Test func `empty values have empty results and sums of zero`() {
    let tape = Tape<Float>()
    let empty = tape.variable(Tensor(zeros: [2, 0, 3]))
    #expect((empty + tape.constant(Tensor(zeros: [2, 1, 1]))).shape == [2, 0, 3])
    #expect(empty.sum(axes: [1]).value.scalars == [0, 0, 0, 0, 0, 0])
    #expect(empty.permuted([1, 2, 0]).shape == [0, 3, 2])
    #expect(Variable.concatenated([empty, empty], axis: 1).shape == [2, 0, 3])
    let product = empty.matrixProduct(empty, transposingSelf: true)
    #expect(product.value.scalars == [Float](repeating: 0, count: 18))
    (product.sum() + empty.sum()).backward()
    #expect(empty.gradient.shape == [2, 0, 3])
  }

  @Test(arguments: [
    (3, 1, 0, 1, 7, 5), (2, 2, 0, 1, 8, 4), (3, 1, 1, 1, 7, 7), (5, 2, 2, 1, 9, 5),
    (3, 1, 0, 2, 9, 5), (1, 1, 0, 1, 1, 1),
  ])
  func `a window has (W − F + 2P) / S + 1 places`(
    size: Int, stride: Int, padding: Int, dilation: Int, extent: Int, places: Int
  ) {
    let window = SlidingWindow(size: size, stride: stride, padding: padding, dilation: dilation)
    #expect(window.outputs(of: extent) == places)
  }

  @Test(arguments: [(size: 4, stride: 1), (2, 2)])
  func `a window that does not fit is refused`(size: Int, stride: Int) async {
    await #expect(processExitsWith: .failure) { [size, stride] in
      _ = SlidingWindow(size: size, stride: stride).outputs(of: 3)
    }
    let dropping = SlidingWindow(size: 2, stride: stride, dropsRemainder: true)
    #expect(dropping.outputs(of: 3) == (stride == 1 ? 2 : 1))
  }

  @Test func `the largest of padding alone is refused`() async {
    await #expect(processExitsWith: .failure) {
      let x = Tape<Float>().constant(Tensor(zeros: [1, 1, 1]))
      _ = x.maxPooled(SlidingWindow(size: 2, padding: 1, dilation: 2))
    }
  }

  @Test func `matrices that do not multiply are refused`() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Float>()
      let (a, b) = (
        tape.constant(Tensor(zeros: [2, 3, 4])), tape.constant(Tensor(zeros: [3, 4, 2]))
      )
      _ = a.matrixProduct(b)
    }
  }

  @Test func `an axis that is named twice or not there is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = Tape<Float>().constant(Tensor(zeros: [2, 3])).sum(axes: [1, -1])
    }
    await #expect(processExitsWith: .failure) {
      _ = Tape<Float>().constant(Tensor(zeros: [2, 3])).slice(0..<1, axis: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tape<Float>().constant(Tensor(zeros: [2, 3])).permuted([0, 0])
    }
  }

  @Test func `layers have PyTorch's parameters`() {
    var random = RandomSource(seed: 1)
    let window = SlidingWindow(size: 3, padding: 1)
    let layer = Convolution1D<Float>(inputs: 2, outputs: 4, window: window, random: &random)
    let normalize = LayerNormalization<Float>(size: 4)
    #expect(layer.parameters.map(\.name) == ["weight", "bias"])
    #expect(layer.parameters.map(\.value.shape) == [[4, 2, 3], [4]])
    #expect(normalize.parameters.map(\.name) == ["weight", "bias"])
    let x: Variable<Float> = Tape().constant(Tensor((0..<10).map { Float($0) }, shape: [5, 1, 2]))
    let y = normalize(layer(x))
    #expect(y.shape == [5, 1, 4])
    #expect(
      difference(
        y.mean(axes: [2]).value.scalars, from: [0, 0, 0, 0, 0], absolute: 1e-6, relative: 0) == nil)
  }
}
