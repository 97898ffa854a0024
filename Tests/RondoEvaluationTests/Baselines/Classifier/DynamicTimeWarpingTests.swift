import Testing

@testable import RondoEvaluation

struct DynamicTimeWarpingTests {
  private func compare(
    _ a: [Float], _ b: [Float], channels: Int, radius: Int, limit: Double = .infinity,
    findsReach: Bool = false
  ) -> DynamicTimeWarping.Result {
    let set = PlainSeries([a, b], channels: channels)
    var warping = DynamicTimeWarping(length: set.greatestLength)
    return set.values.withUnsafeBufferPointer { values in
      warping.compare(
        values.baseAddress!, set.length(0), values.baseAddress! + set.starts[1], set.length(1),
        channels: channels, radius: max(radius, abs(set.length(0) - set.length(1))), limit: limit,
        findsReach: findsReach)
    }
  }

  /// Whole numbers, so that sums are exact in any order.
  @Test(arguments: [1, 2, 3], UInt64(0)..<4)
  func `costs are those of the definition in every window`(channels: Int, seed: UInt64) {
    var drawn = DrawnSeries(seed: seed)
    for (n, m) in [(1, 1), (1, 5), (6, 6), (9, 4), (4, 9), (20, 18)] {
      let a = drawn.series(length: n, channels: channels)
      let b = drawn.series(length: m, channels: channels)
      for radius in [0, 1, 2, 5, Int.max] {
        let expected = warpingCost(a, b, channels: channels, radius: radius)
        let plain = compare(a, b, channels: channels, radius: radius)
        #expect(plain.isComplete && plain.cost == expected, "\(n) × \(m), window \(radius)")
        let reaching = compare(a, b, channels: channels, radius: radius, findsReach: true)
        #expect(reaching.isComplete && reaching.cost == expected)
        #expect(
          warpingCost(a, b, channels: channels, radius: reaching.reach) == expected,
          "the window of \(reaching.reach) holds the path")
        if reaching.reach > abs(n - m) {
          #expect(warpingCost(a, b, channels: channels, radius: reaching.reach - 1) > expected)
        }
      }
    }
  }

  @Test(arguments: [1, 2], UInt64(0)..<3)
  func `what is abandoned costs more than the limit, and at least the bound`(
    channels: Int, seed: UInt64
  ) {
    var drawn = DrawnSeries(seed: seed)
    let a = drawn.series(length: 40, channels: channels)
    let b = drawn.series(length: 36, channels: channels)
    for radius in [5, 60] {
      let cost = warpingCost(a, b, channels: channels, radius: radius)
      for findsReach in [false, true] {
        #expect(
          compare(a, b, channels: channels, radius: radius, limit: cost, findsReach: findsReach)
            .isComplete)
        for share in [0, 0.1, 0.5, 0.999] where cost > 0 {
          let result = compare(
            a, b, channels: channels, radius: radius, limit: cost * share, findsReach: findsReach)
          #expect(result.isComplete || (result.cost > cost * share && result.cost <= cost))
        }
        #expect(
          cost == 0
            || !compare(a, b, channels: channels, radius: radius, limit: 0, findsReach: findsReach)
              .isComplete
        )
      }
    }
  }

  @Test(arguments: [1, 2], UInt64(0)..<4)
  func `bounds on the steps to come end comparisons earlier, but none that costs no more`(
    channels: Int, seed: UInt64
  ) {
    var drawn = DrawnSeries(seed: seed)
    let set = PlainSeries(
      (0..<2).map { _ in drawn.series(length: 40, channels: channels) }, channels: channels)
    for radius in [0, 3, 60] {
      let envelope = SeriesEnvelope(
        set.values[set.starts[1]...], channels: channels, radius: radius)
      var warping = DynamicTimeWarping(length: 40)
      var rests = Array(repeating: Double.nan, count: 41)
      func compare(limit: Double, isHelped: Bool) -> DynamicTimeWarping.Result {
        set.values.withUnsafeBufferPointer { values in
          rests.withUnsafeMutableBufferPointer { rests in
            envelope.fillRests(rests.baseAddress!, values.baseAddress!, 40)
            return warping.compare(
              values.baseAddress!, 40, values.baseAddress! + set.starts[1], 40,
              channels: channels, radius: radius, limit: limit,
              rests: isHelped ? UnsafePointer(rests.baseAddress!) : nil)
          }
        }
      }
      let cost = compare(limit: .infinity, isHelped: false).cost
      let whole = compare(limit: cost, isHelped: true)
      #expect(whole.isComplete && whole.cost == cost)
      // A limit below every cost ends both at the first check, with the bound known by then.
      let (helped, alone) = (
        compare(limit: -1, isHelped: true), compare(limit: -1, isHelped: false)
      )
      #expect(helped.cost >= alone.cost && helped.cost <= cost)
      if radius == 0 { #expect(helped.cost > alone.cost) }
    }
  }

  @Test(arguments: [1, 3], UInt64(0)..<3)
  func `the envelope's bound is below the cost`(channels: Int, seed: UInt64) {
    var drawn = DrawnSeries(seed: seed)
    for (n, m) in [(1, 1), (7, 7), (20, 20), (20, 13), (5, 11)] {
      let a = drawn.series(length: n, channels: channels)
      let b = drawn.series(length: m, channels: channels)
      let (query, candidate) = (a.map(Double.init), b.map(Double.init))
      for radius in [0, 1, 3, 8, Int.max] {
        let envelope = SeriesEnvelope(candidate[...], channels: channels, radius: radius)
        let bound = query.withUnsafeBufferPointer { envelope.bound($0.baseAddress!, n) }
        #expect(bound <= warpingCost(a, b, channels: channels, radius: radius))
        if n == m {
          var expected = 0.0
          for time in 0..<n {
            for channel in 0..<channels {
              let near = (max(0, time - min(radius, n))...min(n - 1, time + min(radius, n)))
                .map { candidate[$0 * channels + channel] }
              let value = query[time * channels + channel]
              let distance = max(value - near.max()!, near.min()! - value, 0)
              expected += distance * distance
            }
          }
          #expect(bound == expected * (1 - 1e-9))
        }
      }
    }
  }

  @Test func `missing values lie between their neighbours`() {
    let series: [Float] = [.nan, 2, .nan, .nan, 8, .infinity]
    #expect(PlainSeries([series], channels: 1).values == [2, 2, 4, 6, 8, 8])
    let channels: [Float] = [.nan, .nan, 1, .nan, .nan, .nan, 3, .nan]
    #expect(PlainSeries([channels], channels: 2).values == [1, 0, 1, 0, 2, 0, 3, 0])
  }
}
