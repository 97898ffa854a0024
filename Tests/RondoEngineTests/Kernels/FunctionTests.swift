import Testing

@_spi(Kernels) @testable import RondoEngine

/// Accuracy and special values of the element-wise functions. The figures of all floats, measured
/// once: exp 0.99 ulp, log 0.90, tanh 2.50, logistic 2.40; exp, log and tanh never fall.
struct FunctionTests {
  @Test(arguments: [(UnaryFunction.exp, 2.0), (.log, 2), (.tanh, 4), (.logistic, 4)])
  func `a function is within its bound in units in the last place`(
    function: UnaryFunction, bound: Double
  ) {
    let numbers = (FloatSweep.wide + FloatSweep.bent).filter { function != .log || $0.isNormal }
    var (worst, place): (Double, Float) = (0, 0)
    for (x, y) in zip(numbers, FloatSweep.apply(function, numbers)) {
      let exact = FloatSweep.exact(function, x)
      guard Float(exact).isNormal else { continue }
      let error = y.ulps(from: exact)
      if error > worst { (worst, place) = (error, x) }
    }
    #expect(worst > 0 && worst <= bound, "at \(place)")
  }

  @Test(arguments: [UnaryFunction.exp, .logistic])
  func `a subnormal result is within one smallest number`(function: UnaryFunction) {
    let numbers = FloatSweep.numbers(from: -87.3, to: -104.5, step: isDebugBuild ? 999 : 1)
    for (x, y) in zip(numbers, FloatSweep.apply(function, numbers)) {
      let error = abs(Double(y) - FloatSweep.exact(function, x))
      if error > Double(Float.leastNonzeroMagnitude) {
        Issue.record("\(function) of \(x) is \(y)")
      }
    }
    #expect(FloatSweep.apply(function, [-104.5]) == [0])
  }

  @Test func `saturated and special values are exact`() {
    let infinity = Float.infinity
    #expect(
      FloatSweep.apply(.exp, [0, -0.0, 88.73, 89, 1000, infinity, -104, -1000, -infinity])
        == [1, 1, infinity, infinity, infinity, infinity, 0, 0, 0])
    #expect(
      FloatSweep.apply(.tanh, [9.02, 9.1, 9.2, 1e30, infinity, -9.02, -1000, -infinity, 0])
        == [1, 1, 1, 1, 1, -1, -1, -1, 0])
    #expect(
      FloatSweep.apply(.logistic, [0, 17, 1000, infinity, -104, -1000, -infinity])
        == [0.5, 1, 1, 1, 0, 0, 0])
    #expect(FloatSweep.apply(.log, [1, 0, -0.0, infinity]) == [0, -infinity, -infinity, infinity])
    #expect(FloatSweep.apply(.log, [-1, -infinity]).allSatisfy { $0.isNaN })
  }

  @Test func `tanh keeps the sign of zero and the value of tiny numbers`() {
    let tiny: [Float] = [0, .leastNonzeroMagnitude, 1e-38, 1e-20, 1e-6]
    #expect(FloatSweep.apply(.tanh, tiny) == tiny)
    let negative = FloatSweep.apply(.tanh, tiny.map(-))
    #expect(bitDifference(negative, from: tiny.map(-)) == nil)
  }

  @Test(arguments: [
    UnaryFunction.exp, .log, .tanh, .logistic, .negate, .relu, .square, .squareRoot,
  ])
  func `NaN stays NaN`(function: UnaryFunction) {
    let payload = Float(bitPattern: 0xff80_0001)  // a signalling one, with the sign set
    let numbers = [Float.nan, -.nan, payload] + [Float](repeating: 1, count: 20) + [.nan]
    let results = FloatSweep.apply(function, numbers)
    for place in numbers.indices {
      #expect(results[place].isNaN == numbers[place].isNaN, "at \(place)")
    }
  }

  @Test(arguments: [UnaryFunction.exp, .log, .tanh])
  func `a function does not fall where its approximation changes pieces`(function: UnaryFunction) {
    let halves = (-152...128).map { (Double($0) + 0.5) * 0.693_147_180_559_945_3 }
    let points: [Double]
    switch function {
    case .exp: points = halves + [0, 88.722_8, 89, -87.336_5, -103.28, -104]
    case .tanh: points = halves.map { $0 / 2 } + [0, 9.01, 9.1, -9.1]
    default: points = (-126...127).map { 0.707_106_781_186_547_6 * $0.exponential } + [1]
    }
    for numbers in FloatSweep.around(points, neighbours: isDebugBuild ? 20 : 2000) {
      let results = FloatSweep.apply(function, numbers)
      let falls = zip(results, results.dropFirst()).contains { $0.0 > $0.1 }
      #expect(!falls, "around \(numbers[numbers.count / 2])")
    }
  }

  @Test func `the logistic function falls by no more than a unit in the last place`() {
    let halves = (-152 ... -1).map { (Double($0) + 0.5) * 0.693_147_180_559_945_3 }
    for numbers in FloatSweep.around(halves + [0, -1, 1], neighbours: isDebugBuild ? 20 : 2000) {
      let results = FloatSweep.apply(.logistic, numbers)
      let falls = zip(results, results.dropFirst()).contains { $0.0 > $0.1.nextUp }
      #expect(!falls, "around \(numbers[numbers.count / 2])")
    }
  }
}

extension Int {
  /// 2 to the power of this number.
  fileprivate var exponential: Double { Double(sign: .plus, exponent: self, significand: 1) }
}
