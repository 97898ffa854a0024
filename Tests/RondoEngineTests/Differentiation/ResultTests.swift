import Testing

@testable import RondoEngine

/// Operations with several results.
struct ResultTests {
  /// Every choice of the three results: a gradient goes back through each of them that is used.
  @Test(arguments: 1..<8)
  func `an operation passes back the gradients of all of its results`(used: Int) {
    let tape = Tape<Double>()
    for count in [3, 5, 2] {
      tape.reset()
      let x = tape.variable(Tensor((0..<count).map { Double($0) + 0.5 }))
      let results = x.powers()
      var sum = tape.constant(Tensor([0])).sum()
      for (k, result) in results.enumerated() where used >> k & 1 == 1 {
        sum = sum + (result * result).sum()
      }
      sum.backward()
      for (i, value) in x.value.scalars.enumerated() {
        // d/dx of x², x⁴ and x⁶: numbers with few bits, so that each sum is exact.
        let slopes = [
          2 * value, 4 * value * value * value, 6 * value * value * value * value * value,
        ]
        let expected = (0..<3).reduce(0.0) { $0 + (used >> $1 & 1 == 1 ? slopes[$1] : 0) }
        #expect(x.gradient[i] == expected, "element \(i)")
      }
      #expect(results[1].value.scalars == x.value.scalars.map { $0 * $0 })
    }
  }

  @Test func `an operation none of whose results is used passes nothing back`() {
    let tape = Tape<Double>()
    let x = tape.variable(Tensor([2]))
    _ = x.powers()
    x.sum().backward()
    #expect(x.gradient.scalars == [1])
  }
}

extension Variable {
  /// x, x² and x³ as the results of one operation: the second lies in the operation's memory, the
  /// third in its own.
  fileprivate func powers() -> [Variable] {
    let operation = tape.record(PowersOperation<Scalar>.self, shape: shape, self)
    let count = shape.elementCount
    let squares = operation.squares.reserve(count)
    let results = [
      tape.recordResult(of: operation, shape: shape, value: squares),
      tape.recordResult(of: operation, shape: [1, count]),
    ]
    let (x, cubes) = (operation.inputs[0].value, operation.results[1].value)
    for i in 0..<count {
      (operation.value[i], squares[i], cubes[i]) = (x[i], x[i] * x[i], x[i] * x[i] * x[i])
    }
    return [Variable(tape: tape, operation: operation), results[0], results[1].reshaped(to: shape)]
  }
}

private final class PowersOperation<Scalar: TensorScalar>: Operation<Scalar> {
  var squares = Workspace<Scalar>()

  deinit { squares.free() }

  override func backward(_ workers: Workers) {
    let (x, dx) = (inputs[0].value, inputs[0].gradientToAddTo())
    let dy = gradientToAddTo()
    for i in 0..<shape.elementCount {
      dx[i] += dy[i]
      if results[0].hasGradient { dx[i] += 2 * x[i] * results[0].gradient[i] }
      if results[1].hasGradient { dx[i] += 3 * x[i] * x[i] * results[1].gradient[i] }
    }
  }
}
