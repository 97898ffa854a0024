import Testing

@_spi(Kernels) @testable import RondoEngine

/// The element-wise parts of the cells: single precision against double.
struct CellKernelTests {
  /// Below, at and above a vector's 16 lanes.
  static let sizes = [1, 15, 16, 17, 40]

  @Test(arguments: CellPass.allCases, sizes)
  func `every pass gives the numbers of the plain loops, and touches no others`(
    pass: CellPass, units: Int
  ) {
    var draw = Draw(seed: units)
    let numbers = CellBuffers.drawn(rows: 3, units: units, &draw)
    let found = numbers.after(pass, rows: 3, units: units)
    let expected = CellBuffers<Double>(numbers).after(pass, rows: 3, units: units)
    // A few units in the last place of numbers of size 1, four products deep.
    let difference = difference(
      found.all, from: expected.all, absolute: 1e-6, relative: 1e-6)
    #expect(difference == nil)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, .greatestFiniteMagnitude])
  func `gates of any size saturate, and what is no number stays none`(value: Float) {
    var buffers = CellBuffers<Float>(
      gates: Array(repeating: value, count: 4 * 17), other: Array(repeating: 0.5, count: 6 * 17))
    buffers = buffers.after(.lstm, rows: 1, units: 17)
    let gates = value > 0 ? [1, 1, 1, 1] : [0, 0, -1, 0]
    for (gate, expected) in gates.map({ Float($0) }).enumerated() {
      #expect(
        buffers.gates[gate * 17..<(gate + 1) * 17].allSatisfy {
          value.isNaN ? $0.isNaN : $0 == expected
        })
    }
  }
}

extension EveryKernelVersion {
  @Test(arguments: CellPass.allCases, CellKernelTests.sizes)
  func `every pass has the same bits on every version, for numbers of any size`(
    pass: CellPass, units: Int
  ) {
    for size in [1, 20, 1e30] {
      var draw = Draw(seed: units)
      let numbers = CellBuffers.drawn(rows: 2, units: units, &draw, in: -size...size)
      let results = Self.results { numbers.after(pass, rows: 2, units: units).all }
      for (version, found) in results {
        #expect(bitDifference(found, from: results[0].value) == nil, "\(version)")
      }
    }
  }
}

/// The buffers of a call one after another: gates; then h, h′, c, c′, slope and carry, each with a
/// guard of 16 numbers behind it.
private struct CellBuffers<Scalar: TensorScalar> {
  var gates: [Scalar]
  var other: [Scalar]

  var all: [Scalar] { gates + other }

  func after(_ pass: CellPass, rows: Int, units: Int) -> CellBuffers {
    var result = self
    let size = other.count / 6
    result.gates.withUnsafeMutableBufferPointer { gates in
      result.other.withUnsafeMutableBufferPointer { other in
        let start = other.baseAddress!
        Scalar.Kernels.cell(
          pass,
          CellCall(
            rows: rows, units: units, gates: gates.baseAddress!, hiddenBefore: start,
            hidden: start + size, cellBefore: UnsafePointer(start + 2 * size),
            cell: start + 3 * size, slope: UnsafePointer(start + 4 * size),
            carry: start + 5 * size))
      }
    }
    return result
  }
}

extension CellBuffers<Float> {
  static func drawn(
    rows: Int, units: Int, _ draw: inout Draw, in range: ClosedRange<Double> = -1...1
  ) -> CellBuffers {
    CellBuffers(
      gates: draw.floats(4 * rows * units + 16, in: range),
      other: draw.floats(6 * (rows * units + 16), in: range))
  }
}

extension CellBuffers<Double> {
  init(_ floats: CellBuffers<Float>) {
    (gates, other) = (floats.gates.map { Double($0) }, floats.other.map { Double($0) })
  }
}
