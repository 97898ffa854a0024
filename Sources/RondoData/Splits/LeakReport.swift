public import RondoFiles

extension SettingName {
  /// Whether test cases that the training part contains too are omitted.
  public static let removesLeaks: Self = "removesLeaks"
}

/// The test cases that the training part contains too.
///
///     let report = LeakReport(training: ["Good.", "bad"], test: ["good.", "new"])
///     report.exact.isEmpty          // true
///     report.normalized[0].test     // 0
///     report.normalized[0].training // [0]
///
/// A model may have memorised such cases, which flatters its scores. `Sendable`; O(N) time and
/// memory besides the cases.
public struct LeakReport: Sendable, Hashable {
  /// A test case and the training cases equal to it.
  public struct Match: Sendable, Hashable, Codable {
    /// The index of the test case.
    public var test: Int
    /// The indices of the training cases, ascending.
    public var training: [Int]
  }

  /// The number of test cases.
  public let testCount: Int

  /// The test cases with an identical training case, ascending.
  public let exact: [Match]

  /// The test cases with a training case that is equal after the normalisation of
  /// ``init(training:test:)`` or ``init(training:test:channels:)``, ascending; exact ones included.
  public let normalized: [Match]

  /// Compares texts: exactly, by bytes; normalised, in the form NFKC, without case, with runs of
  /// white space as one space and no space at the ends.
  public init(training: [String], test: [String]) {
    testCount = test.count
    exact = Self.matches(training.map(DuplicateKeys.exact), test.map(DuplicateKeys.exact))
    normalized = Self.matches(
      training.map(DuplicateKeys.normalized), test.map(DuplicateKeys.normalized))
  }

  /// Compares series, each flat, `[T, C]`, with NaN for a missing value: exactly, by values;
  /// normalised, by each channel's values minus their mean, divided by their standard deviation and
  /// rounded to hundredths.
  public init(training: [[Float]], test: [[Float]], channels: Int) {
    testCount = test.count
    exact = Self.matches(training.map(DuplicateKeys.exact), test.map(DuplicateKeys.exact))
    normalized = Self.matches(
      training.map { DuplicateKeys.normalized($0, channels: channels) },
      test.map { DuplicateKeys.normalized($0, channels: channels) })
  }

  private static func matches(_ training: [[UInt8]], _ test: [[UInt8]]) -> [Match] {
    let places = Dictionary(grouping: training.indices) { training[$0] }
    return test.indices.compactMap { index in
      places[test[index]].map { Match(test: index, training: $0) }
    }
  }

  /// One line that warns of leaks and names the remedy; nil if nothing leaks.
  public var warning: Advice? {
    guard !normalized.isEmpty else { return nil }
    let share = Percentage.text(normalized.count, of: testCount)
    return "\(normalized.count.withThousandsSeparators) of "
      + "\(testCount.withThousandsSeparators) test cases (\(share)) are in the training part too "
      + "(\(exact.count.withThousandsSeparators) of them exactly), which flatters the scores: omit "
      + "them with \(.removesLeaks)"
  }
}
