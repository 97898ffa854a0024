import Testing

@_spi(Kernels) @testable import RondoEngine

extension EveryKernelVersion {
  /// Below, at and above the 16 elements of a word and the 128 of a group of blocks.
  private static let sizes = [1, 15, 16, 17, 127, 128, 129, 300, 512]

  @Test(arguments: sizes, [0, 1, 40_000, 65_536])
  func `a mask has the bits of its definition`(count: Int, threshold: UInt32) {
    let random = RandomStream(seed: UInt64(count), purpose: .dropout, index: 0xABCD_1234_5678_9ABC)
    let (time, sequence) = (3, 4_000_000)  // beyond 32 bits of the counter
    let block = UInt64(sequence) << 42 | UInt64(time) << 21
    let expected = (0..<count).map { PlainMask.number(random, $0, block: block) < threshold }
    let results = Self.results {
      var bits = [UInt16](repeating: 0xAAAA, count: RandomStream.maskWords(count) + 1)
      random.drawMask(
        count, keeping: threshold, time: time, sequence: sequence, into: &bits)
      return bits
    }
    for (version, bits) in results {
      let found = (0..<count).map { i in (bits[i / 16] >> UInt16(i % 16)) & 1 == 1 }
      #expect(found == expected, "\(version)")
      #expect(bits.last == 0xAAAA, "\(version) writes past the end")
    }
  }

  @Test(arguments: sizes, [false, true])
  func `applying a mask has the bits of plain loops`(count: Int, accumulate: Bool) {
    var draw = Draw(seed: count)
    let (x, y) = (draw.floats(count + 1), draw.floats(count + 1))
    let bits = (0..<RandomStream.maskWords(count)).map { _ in UInt16(draw.integer(in: 0...65535)) }
    var expected = y
    for i in 0..<count {
      let isKept = (bits[i / 16] >> UInt16(i % 16)) & 1 == 1
      let kept: Float = isKept ? x[i] * 1.7 : 0
      expected[i] = accumulate ? y[i] + kept : kept
    }
    let results = Self.results {
      withPointers(x, y) { pointers in
        FloatKernels.applyMask(
          count, bits, scale: 1.7, pointers[0], into: pointers[1], accumulate: accumulate)
        return pointers[1].array(count + 1)
      }
    }
    for (version, found) in results {
      #expect(bitDifference(found, from: expected) == nil, "\(version), seed \(count)")
    }
  }

  @Test(arguments: [1, 5, 16, 33, 1001])
  func `smoothing labels has the bits of plain loops`(columns: Int) {
    var draw = Draw(seed: columns)
    let (x, slopes) = (draw.floats(3 * columns, in: -9...9), draw.floats(3 * columns))
    let targets = [Int32(columns / 2), -1, Int32(columns - 1)]
    var (losses, gradient) = ([1.0, 2, 3], slopes)
    for (row, target) in targets.enumerated() where target >= 0 {
      let logits = Array(x[row * columns..<(row + 1) * columns])
      let mean = Double(PlainRows.laneSum(logits, +=)) / Double(columns)
      losses[row] += Double(Float(0.1)) * (Double(logits[Int(target)]) - mean)
      for i in 0..<columns { gradient[row * columns + i] -= Float(0.25) * 0.1 / Float(columns) }
      gradient[row * columns + Int(target)] += Float(0.25) * 0.1
    }
    let results = Self.results {
      var (found, foundGradient, alone) = ([1.0, 2, 3], slopes, [1.0, 2, 3])
      FloatKernels.smoothLabels(
        rows: 3, columns: columns, x, targets: targets, scale: 0.25, smoothing: 0.1,
        losses: &found, gradient: &foundGradient)
      FloatKernels.smoothLabels(
        rows: 3, columns: columns, x, targets: targets, scale: 0.25, smoothing: 0.1,
        losses: &alone, gradient: nil)
      return (found, foundGradient, alone)
    }
    for (version, found) in results {
      #expect(found.0 == losses && found.2 == losses, "\(version)")
      #expect(bitDifference(found.1, from: gradient) == nil, "\(version), seed \(columns)")
    }
  }
}
