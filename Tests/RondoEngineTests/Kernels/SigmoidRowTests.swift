import Testing

@_spi(Kernels) @testable import RondoEngine

extension EveryKernelVersion {
  @Test(arguments: [1, 2, 15, 16, 17, 33, 65, 1001])
  func `sigmoid cross-entropy has the bits of plain loops, whatever the other rows`(columns: Int) {
    var draw = Draw(seed: columns)
    let x = draw.floats(3 * columns, in: -9...9)
    let targets = (0..<3 * columns).map { Float($0 % 3 == 1 ? 1 : 0) }
    let weights = (0..<columns).map { Float(1 + $0 % 4) / 2 }
    let z = zip(x, targets).map { $1 > 0 ? -$0 : $0 }
    let powers = FloatSweep.apply(.exp, z.map { -abs($0) })
    let logs = FloatSweep.apply(.log, powers.map { 1 + $0 })
    let slopes = FloatSweep.apply(.logistic, z)
    func weight(_ at: Int) -> Float { targets[at] > 0 ? weights[at % columns] : 1 }
    let terms = z.indices.map { weight($0) * (max(z[$0], 0) + logs[$0]) }
    let losses = (0..<3).map { row in
      Double(PlainRows.laneSum(Array(terms[row * columns..<(row + 1) * columns]), +=))
    }
    let gradient = z.indices.map {
      (Float(0.25) * weight($0)) * slopes[$0] * (targets[$0] > 0 ? -1 : 1)
    }
    let results = Self.results {
      var (found, slopes, alone) = ([Double](repeating: 0, count: 3), x, [0.0])
      FloatKernels.sigmoidCrossEntropy(
        rows: 3, columns: columns, x, targets: targets, weights: weights, scale: 0.25,
        losses: &found, gradient: &slopes)
      let last = 2 * columns
      x.withUnsafeBufferPointer { x in
        targets.withUnsafeBufferPointer { targets in
          FloatKernels.sigmoidCrossEntropy(
            rows: 1, columns: columns, x.baseAddress! + last,
            targets: targets.baseAddress! + last, weights: weights, scale: 1, losses: &alone,
            gradient: nil)
        }
      }
      return (found, slopes, alone)
    }
    for (version, found) in results {
      #expect(found.0 == losses && found.2 == [losses[2]], "\(version), seed \(columns)")
      #expect(bitDifference(found.1, from: gradient) == nil, "\(version), seed \(columns)")
    }
  }

  @Test(arguments: [1, 16, 17])
  func `a logit of any size has a finite cost, and what is no number stays none`(columns: Int) {
    func cost(_ logit: Float, _ target: Float) -> (loss: Double, slope: Float) {
      let x = [Float](repeating: -200, count: columns - 1) + [logit]
      let targets = [Float](repeating: 0, count: columns - 1) + [target]
      var (losses, slopes) = ([0.0], x)
      FloatKernels.sigmoidCrossEntropy(
        rows: 1, columns: columns, x, targets: targets, weights: nil, scale: 1, losses: &losses,
        gradient: &slopes)
      return (losses[0], slopes[columns - 1])
    }
    for (version, found) in Self.results({ [cost(3e38, 0), cost(-3e38, 1), cost(3e38, 1)] }) {
      #expect(found.map(\.loss) == [Double(Float(3e38)), Double(Float(3e38)), 0], "\(version)")
      #expect(found.map(\.slope) == [1, -1, 0], "\(version)")
    }
    for (version, found) in Self.results({ cost(.nan, 1) }) {
      #expect(found.loss.isNaN && found.slope.isNaN, "\(version)")
    }
  }
}
