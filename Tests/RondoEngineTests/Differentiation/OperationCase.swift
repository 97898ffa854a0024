import TestSupport
import Testing

@testable import RondoEngine

/// One differentiable operation: how it is called, an independent reference for its value, and
/// the shapes and inputs that it is checked with.
struct OperationCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Each entry is the shapes of all inputs of one check.
  let shapes: [[Shape]]
  let domain: Domain
  let run: @Sendable ([Variable<Double>]) -> Variable<Double>
  let reference: @Sendable ([Tensor<Double>]) -> [Double]

  init(
    _ name: String, _ shapes: [[Shape]], _ domain: Domain = .symmetric,
    run: @escaping @Sendable ([Variable<Double>]) -> Variable<Double>,
    reference: @escaping @Sendable ([Tensor<Double>]) -> [Double]
  ) {
    (testDescription, self.shapes, self.domain) = (name, shapes, domain)
    (self.run, self.reference) = (run, reference)
  }

  static let all =
    unary + binary + products + reductions + arrangements + readouts + losses + masks + axes
    + layers + rowChoices
}

struct OperationTests {
  @Test(arguments: OperationCase.all)
  func `the value is the reference's`(_ operation: OperationCase) {
    for (seed, shapes) in operation.shapes.enumerated() {
      let inputs = operation.inputs(shapes, seed: seed)
      let tape = Tape<Double>()
      let value = operation.run(inputs.map(tape.constant)).value
      // Double's rounding over sums of a few dozen terms of size 1.
      let difference = difference(
        value.scalars, from: operation.reference(inputs), absolute: 1e-14, relative: 1e-13)
      #expect(difference == nil, "shapes \(shapes), seed \(seed)")
    }
  }

  @Test(arguments: OperationCase.all)
  func `the gradient is that of central differences`(_ operation: OperationCase) {
    for (seed, shapes) in operation.shapes.enumerated() {
      let inputs = operation.inputs(shapes, seed: seed)
      let disagreement = GradientCheck.disagreement(at: inputs, of: operation.run)
      #expect(disagreement == nil, "shapes \(shapes), seed \(seed)")
    }
  }
}

extension OperationCase {
  fileprivate func inputs(_ shapes: [Shape], seed: Int) -> [Tensor<Double>] {
    var draw = Draw(seed: seed + 1)
    return shapes.map { draw.tensor($0, from: domain) }
  }
}
