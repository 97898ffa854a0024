private import CKernels

/// Scratch memory for the convolutions of one thread.
struct RocketScratch {
  /// The sum of the channels, with 4 dilations of zeros on both sides.
  private var padded: [Float] = []
  /// The sums of the nine values under the kernel.
  private var sums: [Float] = []
  private(set) var convolved: [Float] = []
  private var pooled: [rondo_pooling] = []
  /// The dilation whose sums of a series with one channel are known; 0 if none are.
  private var prepared = 0

  /// Writes the features of one representation, a block for each pooling.
  mutating func write(
    _ series: ScaledSeries, _ plan: RocketPlan, _ poolings: [RocketSettings.Pooling],
    to features: UnsafeMutablePointer<Float>
  ) {
    let (length, count) = (series.length, plan.biases.count)
    forget()
    let isComplete = poolings != [.proportion]
    plan.forEach { combination in
      convolve(series, combination)
      let border = 4 * combination.dilation
      let isWhole = combination.isPadded || length <= 2 * border
      let range = isWhole ? 0..<length : border..<length - border
      pool(range, plan.biases, combination.biases, isComplete)
      for (place, pooling) in poolings.enumerated() {
        for (index, bias) in combination.biases.enumerated() {
          features[place * count + bias] = Self.feature(pooling, pooled[index], range.count)
        }
      }
    }
  }

  private static func feature(
    _ pooling: RocketSettings.Pooling, _ pooled: rondo_pooling, _ length: Int
  ) -> Float {
    guard length > 0 else { return 0 }
    switch pooling {
    case .proportion: return Float(pooled.count) / Float(length)
    case .run: return Float(pooled.longest) / Float(length)
    case .excess: return pooled.count > 0 ? pooled.excess / Float(pooled.count) : 0
    case .time:
      guard pooled.count > 0 else { return -1 / Float(length) }
      return Float(Double(pooled.positions) / Double(pooled.count) / Double(length))
    }
  }

  private mutating func pool(
    _ range: Range<Int>, _ biases: [Float], _ used: Range<Int>, _ isComplete: Bool
  ) {
    while pooled.count < used.count { pooled.append(rondo_pooling()) }
    biases.withUnsafeBufferPointer { biases in
      convolved.withUnsafeBufferPointer { convolved in
        pooled.withUnsafeMutableBufferPointer { pooled in
          rondo_pool(
            range.count, convolved.baseAddress! + range.lowerBound, used.count,
            biases.baseAddress! + used.lowerBound, isComplete, pooled.baseAddress!)
        }
      }
    }
  }

  /// Convolves a series with zeros beyond its ends.
  ///
  /// The result is 3 · (the three values with weight 2) − (all nine). The nine are added in threes
  /// as well, so that constant values give exactly 0.
  mutating func convolve(_ series: ScaledSeries, _ combination: RocketPlan.Combination) {
    let (length, dilation) = (series.length, combination.dilation)
    grow(length, dilation)
    let isKnown = series.channels == 1 && prepared == dilation
    padded.withUnsafeMutableBufferPointer { padded in
      sums.withUnsafeMutableBufferPointer { sums in
        convolved.withUnsafeMutableBufferPointer { convolved in
          let (padded, sums) = (padded.baseAddress!, sums.baseAddress!)
          if !isKnown {
            Self.add(series, combination, padded)
            Self.sumNine(padded, dilation, length, sums)
          }
          let (first, second, third) = combination.kernel
          Self.convolve(
            padded + first * dilation, padded + second * dilation, padded + third * dilation, sums,
            length, convolved.baseAddress!)
        }
      }
    }
    prepared = dilation
  }

  /// Forgets the sums of another series.
  mutating func forget() { prepared = 0 }

  private mutating func grow(_ length: Int, _ dilation: Int) {
    if padded.count < length + 8 * dilation + 1 {
      padded = Array(repeating: 0, count: length + 8 * dilation + 1)
      forget()
    }
    if sums.count < length + 1 {
      sums = Array(repeating: 0, count: length + 1)
      convolved = sums
    }
  }

  private static func add(
    _ series: ScaledSeries, _ combination: RocketPlan.Combination,
    _ padded: UnsafeMutablePointer<Float>
  ) {
    let (length, border) = (series.length, 4 * combination.dilation)
    padded.update(repeating: 0, count: length + 2 * border)
    series.values.withUnsafeBufferPointer { values in
      for channel in combination.channels {
        for time in 0..<length { padded[border + time] += values[Int(channel) * length + time] }
      }
    }
  }

  @inline(never)
  private static func sumNine(
    _ x: UnsafePointer<Float>, _ d: Int, _ length: Int, _ sums: UnsafeMutablePointer<Float>
  ) {
    let (y, z) = (x + 3 * d, x + 6 * d)
    for t in 0..<length {
      let first = (x[t] + x[t + d]) + x[t + 2 * d]
      let second = (y[t] + y[t + d]) + y[t + 2 * d]
      sums[t] = (first + second) + ((z[t] + z[t + d]) + z[t + 2 * d])
    }
  }

  @inline(never)
  private static func convolve(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafePointer<Float>,
    _ sums: UnsafePointer<Float>, _ length: Int, _ result: UnsafeMutablePointer<Float>
  ) {
    for t in 0..<length { result[t] = 3 * ((a[t] + b[t]) + c[t]) - sums[t] }
  }
}
