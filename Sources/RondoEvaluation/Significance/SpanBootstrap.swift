public import RondoNumerics

/// A paired bootstrap over sentences: whether two taggers differ in span F₁ by more than chance.
///
///     let test = SpanBootstrap(
///       truth: [["B-A", "O"], ["O", "B-A"]], first: [["B-A", "O"], ["O", "B-A"]],
///       second: [["B-A", "O"], ["O", "O"]], definition: .conlleval)
///     test.difference  // 0.333…: F₁ 1 and 0.667
///     test.interval    // 0.0...1.0: too few sentences to tell
///
/// A resample has as many sentences as the data, drawn with replacement, and gives the difference of
/// the two F₁ on the same sentences (B. Efron & R. Tibshirani 1993, "An introduction to the
/// bootstrap"; P. Koehn 2004, "Statistical significance tests for machine translation evaluation").
/// McNemar's test does not apply to F₁, which is not a fraction of cases.
///
/// The same input and seed give the same bits for any number of threads. `Sendable`.
public struct SpanBootstrap: Sendable, Hashable {
  /// F₁ of the first tagger minus that of the second.
  public let difference: Double

  /// The interval that contains the middle 95 % of the resamples' differences.
  public let interval: ClosedRange<Double>

  /// The two-sided p value, 2 · (1 + m) / (1 + R) and at most 1, where m is the smaller of the
  /// numbers of the R resamples whose difference is at most 0 and at least 0.
  public let pValue: Double

  /// R, the number of resamples.
  public let resamples: Int

  /// Draws the resamples, in O(R · N) time for N sentences.
  ///
  /// - Parameters:
  ///   - truth: The true tags of each token, by sentence.
  ///   - first: The tags that the first tagger predicts.
  ///   - second: The tags that the second tagger predicts.
  ///   - definition: The definition of a span.
  ///   - resamples: R, at least 1.
  ///   - seed: The seed of the drawn sentences.
  ///   - workers: The threads that share the resamples.
  public init(
    truth: [[String]], first: [[String]], second: [[String]], definition: SpanDefinition,
    resamples: Int = 2000, seed: UInt64 = 1, workers: any WorkSharing = SerialWork()
  ) {
    precondition(
      truth.count == first.count && truth.count == second.count && resamples > 0,
      "SpanBootstrap: found \(truth.count) true, \(first.count) and \(second.count) predicted "
        + "sentences and \(resamples) resamples")
    let pairs = truth.indices.map { index in
      CountPair(
        first: SpanPair(truth[index], first[index], definition).counts,
        second: SpanPair(truth[index], second[index], definition).counts)
    }
    let drawn = Self.differences(pairs, resamples, seed, workers).sorted()
    difference = pairs.reduce(into: CountPair()) { $0 += $1 }.difference
    let tail = resamples / 40
    interval = drawn[tail]...drawn[resamples - 1 - tail]
    let fewest = min(drawn.count { $0 <= 0 }, drawn.count { $0 >= 0 })
    pValue = min(1, Double(2 * (1 + fewest)) / Double(1 + resamples))
    self.resamples = resamples
  }

  /// The difference of each resample.
  private static func differences(
    _ pairs: [CountPair], _ resamples: Int, _ seed: UInt64, _ workers: any WorkSharing
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: resamples) { buffer, count in
      let result = buffer
      workers.split(resamples, grain: 1, cost: 20 * pairs.count) { range in
        for index in range {
          let stream = RandomStream(seed: seed, purpose: .general, index: UInt64(index))
          var sum = CountPair()
          for place in pairs.indices {
            sum += pairs[stream.integer(below: pairs.count, at: UInt64(place))]
          }
          result.initializeElement(at: index, to: sum.difference)
        }
      }
      count = resamples
    }
  }
}

extension SpanBootstrap: Encodable {
  private enum Key: String, CodingKey { case difference, low, high, pValue, resamples }

  /// The interval is written as `low` and `high`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(difference, forKey: .difference)
    try container.encode(interval.lowerBound, forKey: .low)
    try container.encode(interval.upperBound, forKey: .high)
    try container.encode(pValue, forKey: .pValue)
    try container.encode(resamples, forKey: .resamples)
  }
}

/// The counts of two taggers in the same sentences.
private struct CountPair {
  var first = SpanCounts()
  var second = SpanCounts()

  var difference: Double { first.f1 - second.f1 }

  static func += (pair: inout Self, other: Self) {
    pair.first += other.first
    pair.second += other.second
  }
}
