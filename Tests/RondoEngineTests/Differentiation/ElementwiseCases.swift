import Foundation

@testable import RondoEngine

extension OperationCase {
  static let unary = [
    unary("exp", .symmetric, { $0.exp() }, { Foundation.exp($0) }),
    unary("log", .positive, { $0.log() }, { Foundation.log($0) }),
    unary("tanh", .symmetric, { $0.tanh() }, { Foundation.tanh($0) }),
    unary("logistic", .symmetric, { $0.logistic() }, { 1 / (1 + Foundation.exp(-$0)) }),
    unary("relu", .awayFromZero, { $0.relu() }, { max($0, 0) }),
    unary("magnitude", .awayFromZero, { $0.magnitude() }, { abs($0) }),
    unary("squared", .symmetric, { $0.squared() }, { $0 * $0 }),
    unary("squareRoot", .positive, { $0.squareRoot() }, { $0.squareRoot() }),
    unary("negation", .symmetric, { -$0 }, { -$0 }),
    unary("x times a number", .symmetric, { $0 * 1.7 }, { $0 * 1.7 }),
    unary("a number times x", .symmetric, { 1.7 * $0 }, { 1.7 * $0 }),
    unary("x divided by a number", .symmetric, { $0 / 1.7 }, { $0 / 1.7 }),
    unary("a number divided by x", .awayFromZero, { 1.7 / $0 }, { 1.7 / $0 }),
    unary("a number plus x", .symmetric, { 1.7 + $0 }, { 1.7 + $0 }),
    unary("x plus a number", .symmetric, { $0 + 1.7 }, { $0 + 1.7 }),
    unary("x minus a number", .symmetric, { $0 - 1.7 }, { $0 - 1.7 }),
    unary("a number minus x", .symmetric, { 1.7 - $0 }, { 1.7 - $0 }),
    unary(
      "x with itself", .symmetric,
      { $0 * $0 + $0 - $0 / ($0 + 3) }, { $0 * $0 + $0 - $0 / ($0 + 3) }),
  ]

  static let binary = [
    binary("a + b", .symmetric, { $0 + $1 }, +),
    binary("a − b", .symmetric, { $0 - $1 }, -),
    binary("a · b", .symmetric, { $0 * $1 }, *),
    binary("a / b", .awayFromZero, { $0 / $1 }, /),
  ]

  /// Every form in which one side is repeated over the other: equal shapes, the ends of the
  /// longer one, a number with and without axes, either way round, and as many elements on both
  /// sides under shapes of different rank.
  private static let pairs: [[Shape]] = {
    let forms: [[Shape]] = [
      [[3], [3]], [[2, 3], [2, 3]], [[2, 3, 2], [2, 3, 2]], [[2, 1, 3, 2], [2, 1, 3, 2]],
      [[2, 3], [3]], [[4, 2, 3], [3]], [[4, 2, 3], [2, 3]], [[2, 2, 3, 2], [3, 2]],
      [[2, 3], []], [[2, 3], [1]], [[4], []], [[], []], [[1], []], [[1, 1], [1]],
      [[1, 3], [3]], [[1, 1, 3], [3]], [[1, 2, 3], [2, 3]],
    ]
    return forms + forms.map { [$0[1], $0[0]] }
  }()

  private static func unary(
    _ name: String, _ domain: Domain,
    _ run: @escaping @Sendable (Variable<Double>) -> Variable<Double>,
    _ reference: @escaping @Sendable (Double) -> Double
  ) -> OperationCase {
    OperationCase(
      name, [[[]], [[1]], [[7]], [[3, 5]], [[2, 3, 4]], [[2, 2, 2, 3]]], domain,
      run: { run($0[0]) }, reference: { $0[0].scalars.map(reference) })
  }

  private static func binary(
    _ name: String, _ domain: Domain,
    _ run: @escaping @Sendable (Variable<Double>, Variable<Double>) -> Variable<Double>,
    _ reference: @escaping @Sendable (Double, Double) -> Double
  ) -> OperationCase {
    OperationCase(
      name, pairs, domain, run: { run($0[0], $0[1]) },
      reference: { inputs in
        let (a, b) = (inputs[0].scalars, inputs[1].scalars)
        return (0..<max(a.count, b.count)).map { reference(a[$0 % a.count], b[$0 % b.count]) }
      })
  }
}
