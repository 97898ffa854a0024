import Foundation
import TestSupport
import Testing

@testable import RondoEngine

/// Chapter 2 of the course: backpropagation by hand.
struct Chapter2BackpropagationTests {
  /// Every number of the classic example with two inputs, two hidden and two output units, to the
  /// nine digits in which it is given.
  @Test func `the worked example with two logistic layers gives every number`() {
    var model = WorkedExample()
    let tape = Tape<Double>()
    var values: [String: [Double]] = [:]
    var outputNet: Variable<Double>?
    let (loss, gradients) = tape.gradient(of: &model) { model in
      let net = model.hidden(tape.constant(Tensor([0.05, 0.10])))
      let hidden = net.logistic()
      let output = model.output(hidden)
      let out = output.logistic()
      let targets = tape.constant(Tensor([0.01, 0.99]))
      values["net"] = net.value.scalars
      values["hidden"] = hidden.value.scalars
      values["out"] = out.value.scalars
      values["errors"] = ((out - targets).squared() * 0.5).value.scalars
      outputNet = output
      return out.halfSquaredError(targets)
    }
    expect(values["net"], [0.3775, 0.3925])
    expect(values["hidden"], [0.593269992, 0.596884378])
    expect(values["out"], [0.75136507, 0.772928465])
    expect(values["errors"], [0.274811083, 0.023560026])
    expect([loss], [0.298371109])
    expect(outputNet.map { [$0.gradient[0]] }, [0.138498562])
    expect([gradients[model.output.weight][0, 0]], [0.082167041])
    expect([gradients[model.hidden.weight][0, 0]], [0.000438568])

    var optimizer = Optimizer<Double>(Momentum(momentum: 0), learningRate: 0.5)
    optimizer.update(&model, along: gradients)
    expect([model.output.weight[0, 0]], [0.35891648])
    expect([model.hidden.weight[0, 0]], [0.149780716])
  }

  @Test(arguments: [
    ("half squared error", 0.5 * (0.09 + 0.16), [0.3, -0.4]),
    ("squared error", 0.09 + 0.16, [0.6, -0.8]),
    ("mean squared error", (0.09 + 0.16) / 2, [0.3, -0.4]),
  ])
  func `a squared error has the value and the slope of its formula`(
    name: String, value: Double, slope: [Double]
  ) {
    let tape = Tape<Double>()
    let y = tape.variable(Tensor([0.5, 0.2]))
    let target = tape.constant(Tensor([0.2, 0.6]))
    let losses = [
      "half squared error": { y.halfSquaredError(target) },
      "squared error": { (y - target).squared().sum() },
      "mean squared error": { y.meanSquaredError(target) },
    ]
    let loss = losses[name]!()
    loss.backward()
    // A few roundings of numbers below 1.
    #expect(difference([loss.scalar], from: [value], absolute: 1e-15, relative: 0) == nil)
    #expect(difference(y.gradient.scalars, from: slope, absolute: 1e-15, relative: 0) == nil)
  }

  @Test func `the slope of a categorical cross-entropy is p − y`() {
    let tape = Tape<Double>()
    let logits = tape.variable(Tensor([0.5, -1, 2], shape: [1, 3]))
    let loss = logits.crossEntropy([2])
    loss.backward()
    let p = Reference.softmax(logits.value)
    #expect(difference([loss.scalar], from: [-log(p[2])], absolute: 1e-15, relative: 0) == nil)
    let expected = [p[0], p[1], p[2] - 1]
    #expect(
      difference(logits.gradient.scalars, from: expected, absolute: 1e-15, relative: 0) == nil)
  }

  @Test func `a binary cross-entropy is the categorical one over a logit and zero`() {
    let tape = Tape<Double>()
    let logit = tape.variable(Tensor([0.7], shape: [1, 1]))
    let both = logit.matrixProduct(tape.constant(Tensor([0, 1], shape: [1, 2])))
    let loss = both.crossEntropy([1])
    loss.backward()
    let p = 1 / (1 + exp(-0.7))
    #expect(difference([loss.scalar], from: [-log(p)], absolute: 1e-15, relative: 0) == nil)
    #expect(
      difference(logit.gradient.scalars, from: [p - 1], absolute: 1e-15, relative: 0) == nil)
  }

  @Test(arguments: [(0, 0.0), (1, 2000.0), (2, 1000.0)] as [(Int32, Double)])
  func `cross-entropy is stable at logits of 1000 in both precisions`(
    target: Int32, loss: Double
  ) {
    let logits = [1000.0, -1000, 0]
    let (double, float) = (Tape<Double>(), Tape<Float>())
    let x = double.variable(Tensor(logits, shape: [1, 3]))
    let y = float.variable(Tensor(logits.map { Float($0) }, shape: [1, 3]))
    let found = (x.crossEntropy([target]), y.crossEntropy([target]))
    found.0.backward()
    found.1.backward()
    let slope: [Double] = [target == 0 ? 0 : 1, target == 1 ? -1 : 0, target == 2 ? -1 : 0]
    #expect(found.0.scalar == loss && Double(found.1.scalar) == loss)
    #expect(x.gradient.scalars == slope && y.gradient.scalars == slope.map { Float($0) })
  }

  /// The example's numbers are rounded to nine places.
  private func expect(_ found: [Double]?, _ given: [Double]) {
    #expect(difference(found ?? [], from: given, absolute: 0.5e-9, relative: 0) == nil)
  }
}

private struct WorkedExample: Module {
  typealias Scalar = Double

  var hidden = Linear<Double>(
    weight: Tensor([0.15, 0.20, 0.25, 0.30], shape: [2, 2]), bias: Tensor([0.35, 0.35]))
  var output = Linear<Double>(
    weight: Tensor([0.40, 0.45, 0.50, 0.55], shape: [2, 2]), bias: Tensor([0.60, 0.60]))

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Double>) {
    visitor.visit("hidden", &hidden)
    visitor.visit("output", &output)
  }
}
