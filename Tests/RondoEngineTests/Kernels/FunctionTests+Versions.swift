import Testing

@_spi(Kernels) @testable import RondoEngine

extension EveryKernelVersion {
  @Test(arguments: [UnaryFunction.exp, .log, .tanh, .logistic])
  func `a function has the same bits in every version and at every place`(
    function: UnaryFunction
  ) {
    let numbers = FloatSweep.wide + FloatSweep.bent + [.nan, .infinity, -.infinity, 0, -0.0]
    let results = Self.results {
      (
        whole: FloatSweep.apply(function, numbers),
        shifted: FloatSweep.apply(function, Array(numbers[5...])),
        single: (0..<40).map { FloatSweep.apply(function, [numbers[$0]])[0] }
      )
    }
    for (version, found) in results {
      #expect(bitDifference(found.whole, from: results[0].value.whole) == nil, "\(version)")
      #expect(bitDifference(found.shifted, from: Array(found.whole[5...])) == nil, "\(version)")
      #expect(bitDifference(found.single, from: Array(found.whole[..<40])) == nil, "\(version)")
    }
  }

  /// Pinned, so that another machine or compiler that gives other bits is noticed: a model stored
  /// on one would not continue the same way on the other.
  @Test(
    arguments: zip(
      [UnaryFunction.exp, .log, .tanh, .logistic],
      [
        18_355_678_164_573_357_325, 14_937_665_053_752_309_809, 11_188_561_776_076_964_765,
        6_204_256_002_739_931_183,
      ] as [UInt64]))
  func `a function has the bits that it always had`(function: UnaryFunction, digest: UInt64) {
    let positive = FloatSweep.numbers(from: 0, to: .greatestFiniteMagnitude, step: 100_003)
    let numbers = positive + positive.map(-)
    for (version, found) in Self.results({ FloatSweep.apply(function, numbers) }) {
      #expect(found.digest == digest, "\(version)")
    }
  }

  @Test(arguments: 1...33)
  func `a function writes its own elements and no others`(count: Int) {
    let numbers = [Float](repeating: 0.25, count: count)
    for function in [UnaryFunction.exp, .log, .tanh, .logistic] {
      for (version, found) in Self.results({
        var y = [Float](repeating: 77, count: count + 20)
        FloatKernels.apply(function, count, numbers, into: &y)
        return y
      }) {
        #expect(found[..<count].allSatisfy { $0 == found[0] && $0 != 77 }, "\(version)")
        #expect(found[count...].allSatisfy { $0 == 77 }, "\(version)")
      }
    }
  }
}

extension [Float] {
  /// FNV-1a over the bit patterns (Fowler, Noll & Vo); every NaN counts as the same one.
  fileprivate var digest: UInt64 {
    reduce(0xcbf2_9ce4_8422_2325) { hash, x in
      (hash ^ UInt64((x.isNaN ? .nan : x).bitPattern)) &* 0x100_0000_01b3
    }
  }
}
