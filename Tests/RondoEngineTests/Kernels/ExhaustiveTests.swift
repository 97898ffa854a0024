import Testing

@_spi(Kernels) @testable import RondoEngine

/// Sweeps over every float of a stretch; too slow without optimisation.
@Suite(.enabled(if: !isDebugBuild, "sweeps of 40 million floats run in release builds"))
struct ExhaustiveTests {
  @Test(
    arguments: zip(
      [UnaryFunction.exp, .exp, .log, .tanh],
      [0.5...32.0, -32 ... -0.5, 0.125...8, 0.25...9.2] as [ClosedRange<Float>]))
  func `a function never falls from one float to the next`(
    function: UnaryFunction, stretch: ClosedRange<Float>
  ) {
    let (first, last) = (stretch.lowerBound.magnitude, stretch.upperBound.magnitude)
    let bits = min(first, last).bitPattern...max(first, last).bitPattern
    let sign: Float = stretch.upperBound < 0 ? -1 : 1
    var highest = sign * -Float.infinity
    for start in stride(from: bits.lowerBound, through: bits.upperBound, by: 1 << 16) {
      let end = min(start + (1 << 16) - 1, bits.upperBound)
      let numbers = (start...end).map { sign * Float(bitPattern: $0) }
      for (x, y) in zip(numbers, FloatSweep.apply(function, numbers)) {
        if sign * y < sign * highest { Issue.record("\(function) falls before \(x)") }
        highest = y
      }
    }
    #expect(highest.isFinite)
  }
}
