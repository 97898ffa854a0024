import RondoEngine
import RondoNumerics
import TestSupport
import Testing

@testable import RondoEvaluation

struct RocketFeaturesTests {
  private static let series: [Float] = [
    3, -1, 4, 1, -5, 9, -2, 6, 5, -3, 5, -8, 9, 7, -9, 3, 2, -3, 8, 4,
  ]

  /// Scaled by 1, so that all sums are exact.
  private static func features(
    _ settings: RocketSettings, _ plans: [RocketPlan], channels: Int = 1, length: Int = 0
  ) -> RocketFeatures {
    RocketFeatures(
      settings: settings, length: length, padding: 0, means: Array(repeating: 0, count: channels),
      deviations: Array(repeating: 1, count: channels), plans: plans)
  }

  private static func plan(
    dilations: [Int32], biases: [Float], subsets: [[Int32]]? = nil
  ) -> RocketPlan {
    let subsets = subsets ?? Array(repeating: [0], count: 84 * dilations.count)
    return RocketPlan(
      dilations: dilations,
      biasCounts: dilations.map { _ in Int32(biases.count / 84 / dilations.count) },
      subsetSizes: subsets.map { Int32($0.count) }, subsets: subsets.flatMap { $0 }, biases: biases)
  }

  /// aeon 1.x:
  ///
  ///     d = np.array([1, 2], dtype=np.int32); n = np.array([1, 1], dtype=np.int32)
  ///     b = np.array([(k * 7) % 11 - 5 for k in range(168)], dtype=np.float32)
  ///     f = _static_transform_uni(x[None], (None, None, d, n, b), MiniRocket._indices)
  ///     f[0] * [20 if (j + k) % 2 == 0 else 20 - 8 * d[j] for j in (0, 1) for k in range(84)]
  private static let published = [
    12, 5, 11, 5, 9, 7, 7, 6, 11, 6, 9, 8, 7, 6, 9, 6, 11, 7, 13, 8, 10, 6, 11, 5, 8, 2, 8, 6, 7, 7,
    11, 5, 10, 8, 10, 5, 9, 5, 11, 6, 10, 7, 10, 6, 12, 6, 10, 7, 11, 7, 8, 7, 11, 5, 9, 7, 9, 7, 8,
    7, 11, 5, 10, 7, 10, 5, 11, 4, 12, 5, 9, 5, 10, 6, 15, 6, 10, 6, 10, 8, 11, 5, 11, 5, 2, 9, 1,
    10, 3, 9, 3, 5, 2, 9, 3, 10, 3, 10, 2, 9, 2, 10, 2, 8, 1, 9, 2, 12, 3, 10, 3, 7, 2, 7, 1, 11, 2,
    9, 3, 9, 3, 11, 2, 11, 1, 8, 3, 9, 2, 12, 2, 9, 2, 9, 3, 7, 1, 11, 1, 10, 2, 9, 3, 15, 2, 12, 3,
    12, 2, 11, 2, 12, 3, 10, 3, 10, 2, 9, 1, 14, 2, 12, 1, 10, 2, 13, 2, 9,
  ]

  @Test func `proportions above a bias are those of the published program`() {
    let plan = Self.plan(dilations: [1, 2], biases: (0..<168).map { Float($0 * 7 % 11 - 5) })
    let features = Self.features(.miniRocket, [plan])
    let values = features.matrix(of: PlainSeries([Self.series], channels: 1), on: SerialWork())
    for (index, count) in Self.published.enumerated() {
      let (row, kernel) = (index / 84, index % 84)
      let length = (row + kernel) % 2 == 0 ? 20 : 20 - 8 * Int(plan.dilations[row])
      #expect(values[index] == Float(count) / Float(length), "feature \(index)")
    }
  }

  /// np.unique(np.logspace(0, np.log2((L − 1) / 8), 32, base=2).astype(int), return_counts=True),
  /// with aeon's shares of 119 and of 59 biases.
  @Test func `dilations grow up to the length of a series`() {
    let long = RocketPlan.dilations(length: 300, count: 119)
    #expect(
      long.0 == [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 16, 18, 20, 23, 26, 29, 33, 37,
      ])
    #expect(
      long.1 == [23, 15, 8, 8, 8, 4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3])
    #expect(RocketPlan.dilations(length: 24, count: 119) == ([1, 2], [79, 40]))
    #expect(RocketPlan.dilations(length: 1460, count: 59).0.suffix(3) == [130, 154, 182])
    #expect(RocketPlan.dilations(length: 17, count: 1) == ([1], [1]))
    for length in 0...9 { #expect(RocketPlan.dilations(length: length, count: 119).0 == [1]) }
  }

  /// The definition, without any shortcut, of one channel or more.
  private static func plain(
    _ channels: [[Float]], _ kernel: (Int, Int, Int), dilation: Int, isPadded: Bool, bias: Float
  ) -> [RocketSettings.Pooling: Float] {
    let length = channels[0].count
    let convolved = (0..<length).map { time in
      var sum: Float = 0
      for place in 0..<9 {
        let weight: Float = [kernel.0, kernel.1, kernel.2].contains(place) ? 2 : -1
        let other = time + (place - 4) * dilation
        for channel in channels where (0..<length).contains(other) {
          sum += weight * channel[other]
        }
      }
      return sum
    }
    let border = isPadded || length <= 8 * dilation ? 0 : 4 * dilation
    let pooled = convolved[border..<length - border].map { $0 - bias }
    let above = pooled.indices.filter { pooled[$0] > 0 }
    var (run, longest) = (0, 0)
    for value in pooled {
      run = value > 0 ? run + 1 : 0
      longest = max(longest, run)
    }
    let (count, size) = (Float(above.count), Float(pooled.count))
    let mean = Double(above.reduce(0, +)) / Double(above.count) / Double(pooled.count)
    return [
      .proportion: count / size, .run: Float(longest) / size,
      .excess: above.isEmpty ? 0 : above.reduce(0) { $0 + pooled[$1] } / count,
      .time: above.isEmpty ? -1 / size : Float(mean),
    ]
  }

  @Test(arguments: [1, 7, 8, 9, 30, 63, 64, 65, 140])
  func `every pooling of values and differences follows its definition`(length: Int) {
    var random = SeededIDs(seed: UInt64(length))
    let subsets: [[Int32]] = (0..<168).map { [[0], [1], [2, 0], [1, 2]][$0 % 4] }
    let biases = (0..<336).map { _ in Float(random.number(below: 41)) - 20 }
    let plan = Self.plan(dilations: [1, 3], biases: biases, subsets: subsets)
    let features = Self.features(.multiRocket, [plan, plan], channels: 3, length: length)
    let channels = (0..<3).map { _ in (0..<length).map { _ in Float(random.number(below: 9)) - 4 } }
    let flat = (0..<length).flatMap { time in channels.map { $0[time] } }
    let values = features.matrix(of: PlainSeries([flat], channels: 3), on: SerialWork())
    #expect(values.count == 2 * 4 * 336 && features.count == values.count)
    let differences = channels.map { zip($0.dropFirst(), $0).map { $0 - $1 } }
    for (part, form) in [channels, differences].enumerated() where !form[0].isEmpty {
      for bias in biases.indices {
        let combination = bias / 2
        let expected = Self.plain(
          subsets[combination].map { form[Int($0)] }, RocketPlan.kernels[combination % 84],
          dilation: [1, 3][combination / 84], isPadded: (combination / 84 + combination) % 2 == 0,
          bias: biases[bias])
        for (place, pooling) in RocketSettings.Pooling.allCases.enumerated() {
          let found = values[(part * 4 + place) * 336 + bias]
          #expect(found == expected[pooling], "\(pooling) \(bias) of part \(part)")
        }
      }
    }
  }

  @Test func `shorter series are padded with the mean, and missing values interpolated`() {
    // 32 steps in all, so that the mean is exact.
    let short: [Float] = [1, 2, 3, 5, 8, 3, 2, 1, 4, 0, 6, 1]
    let features = RocketFeatures(
      PlainSeries([Self.series, short], channels: 1), settings: .standard, seed: 1)
    let padding = Array(repeating: Float(features.means[0]), count: 17)
    let values = features.matrix(
      of: PlainSeries([[1, 2, 3], [1, .nan, 3] + padding], channels: 1), on: SerialWork())
    let isSame = values.prefix(features.count) == values.suffix(features.count)
    #expect(isSame && Set(values).count > 10)
  }

  @Test func `a constant series gives 0 where the kernel fits, whatever its level`() {
    let plan = Self.plan(dilations: [1], biases: Array(repeating: 0, count: 84))
    let settings = RocketSettings(
      representations: [.values], poolings: [.proportion, .excess], features: 168)
    let features = Self.features(settings, [plan])
    for level: Float in [0.1, -7.3, 1e20] {
      let values = features.matrix(
        of: PlainSeries([Array(repeating: level, count: 12)], channels: 1), on: SerialWork())
      for kernel in stride(from: 1, to: 84, by: 2) {
        #expect(values[kernel] == 0 && values[84 + kernel] == 0)
      }
      #expect(values.allSatisfy { $0.isFinite })
    }
  }

  @Test func `biases are quantiles of a convolution`() {
    #expect(RocketPlan.quantile(0, of: [1, 2, 4]) == 1)
    #expect(RocketPlan.quantile(0.75, of: [1, 2, 4]) == 3)
    #expect(RocketPlan.quantile(0.999_999_999, of: [5]) == 5)
    let training = PlainSeries([Self.series, [], Self.series.reversed()], channels: 1)
    let features = RocketFeatures(training, settings: .miniRocket, seed: 3)
    let values = features.matrix(of: training, on: SerialWork())
    // Half of the pooled values lie above their biases, on average.
    let mean = values.prefix(features.count).reduce(0, +) / Float(features.count)
    #expect(abs(mean - 0.5) < 0.05)
    #expect(RocketFeatures(training, settings: .miniRocket, seed: 3) == features)
    #expect(RocketFeatures(training, settings: .miniRocket, seed: 4) != features)
  }

  @Test func `subsets of channels vary in size and hold each channel at most once`() {
    let plan = RocketPlan(length: 100, biasesPerKernel: 119, channels: 12, seed: 1, place: 0)
    #expect(Set(plan.subsetSizes) == Set(1...9))
    var start = 0
    for size in plan.subsetSizes.map(Int.init) {
      let subset = plan.subsets[start..<start + size]
      #expect(Set(subset).count == size && subset.allSatisfy { (0..<12).contains($0) })
      start += size
    }
    #expect(start == plan.subsets.count && Set(plan.subsets).count == 12)
  }
}
