import Rondo
import Testing

// Extension begins
/// Root mean square layer normalization (Zhang & Sennrich 2019): y = x / √(mean x² + ε)·w along the
/// last axis.
struct RootMeanSquareNormalization<Scalar: TensorScalar>: Module {
  /// w [D], ones at first.
  var weight: Tensor<Scalar>

  init(size: Int) { weight = Tensor(repeating: 1, shape: [size]) }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("weight", &weight)
  }

  /// [..., D] for x [..., D].
  func callAsFunction(_ x: Variable<Scalar>) -> Variable<Scalar> {
    let meanSquare = x.squared().mean(axes: [-1], keepingRank: true)
    return x / (meanSquare + 1e-6).squareRoot() * x.tape.parameter(weight)
  }
}
// Extension ends

// Extension begins
/// The quantile loss (Koenker & Bassett 1978): the mean of max(q·e, (q − 1)·e), where e is
/// target − y; smallest where y is the q-quantile of the targets.
extension Variable {
  func quantileLoss(_ target: Variable, quantile: Scalar) -> Variable {
    let error = target - self
    return (error * quantile).pointwiseMax(error * (quantile - 1)).mean()
  }
}
// Extension ends

/// A layer and a loss made of ordinary operations.
struct LayerTests {
  /// A normalization among other layers.
  struct Stack: Module {
    typealias Scalar = Double
    var dense: Linear<Double>
    var normalize = RootMeanSquareNormalization<Double>(size: 3)

    mutating func visitParameters(_ visitor: inout some ParameterVisitor<Double>) {
      visitor.visit("dense", &dense)
      visitor.visit("normalize", &normalize)
    }
  }

  private static let inputs = Tensor<Double>([0.5, -1, 2, 0.25, 1, 1], shape: [3, 2])

  @Test func `a layer has its values, and its parameters the names of their places`() {
    var random = RandomSource(seed: 1)
    var stack = Stack(dense: Linear(inputs: 2, outputs: 3, random: &random))
    #expect(stack.parameters.map(\.name) == ["dense.weight", "dense.bias", "normalize.weight"])
    stack.normalize.weight = Tensor([1, 1, 2])
    let x = Tape<Double>().constant(Tensor([3, -3, 3, 0, 0, 6], shape: [2, 3]))
    let root3 = (3.0).squareRoot()
    let found = stack.normalize(x).value.scalars
    // ε changes the fourth digit of what is 1e-6 · 1/9 of a half.
    for (value, expected) in zip(found, [1, -1, 2, 0, 0, 2 * root3]) {
      #expect(abs(value - expected) < 1e-6)
    }
  }

  @Test func `the gradient of a layer is that of central differences`() {
    var random = RandomSource(seed: 2)
    let stack = Stack(dense: Linear(inputs: 2, outputs: 3, random: &random))
    let error = gradientError(of: stack) { stack, tape in
      stack.normalize(stack.dense(tape.constant(Self.inputs)))
    }
    #expect(error < 1e-8)
  }

  @Test func `a loss has its values and its gradient`() {
    let tape = Tape<Double>()
    let y = tape.variable(Tensor([1, 2, 3, 4]))
    let loss = y.quantileLoss(tape.constant(Tensor([3, 0, 3, 5])), quantile: 0.75)
    loss.backward()
    #expect(loss.scalar == 0.6875, "a quarter of ¾·2 + ¼·2 + 0 + ¾·1")
    #expect(y.gradient.scalars == [-0.1875, 0.0625, -0.1875, -0.1875])
    let x = Tensor<Double>([0.3, -0.7, 1.1])
    let error = gradientError(of: Point(x: x)) { point, tape in
      point(tape).quantileLoss(tape.constant(Tensor([0.2, 0.1, 2])), quantile: 0.9)
    }
    #expect(error < 1e-8)
  }

  /// One number.
  struct Constant: Module {
    typealias Scalar = Float
    var value = Tensor<Float>([0])
    mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
      visitor.visit("value", &value)
    }
  }

  @Test func `a model trained with the quantile loss finds the quantile`() throws {
    let data = Tensor<Float>((0...8).map(Float.init))
    let task = LossTask<Constant>(stepsPerEpoch: 1) { model, _, tape in
      tape.parameter(model.value).quantileLoss(tape.constant(data), quantile: 0.75)
    }
    let group = ParameterGroup(Momentum(momentum: 0), learningRate: 0.5)
    var trainer = Trainer(Constant(), task, totalSteps: 60, groups: [group])
    for _ in 0..<60 { try trainer.advance() }
    #expect(abs(trainer.model.value.scalar - 6) < 0.2)
  }
}
