/// Tells whether two classifiers differ on the same cases by more than chance.
///
///     let test = McNemarTest(onlyFirst: 15, onlySecond: 4)
///     test.pValue  // 0.019…: such a difference is rare among equally good classifiers
///
/// Only the cases that one of the two gets right and the other wrong matter (Q. McNemar 1947, "Note
/// on the sampling error of the difference between correlated proportions or percentages"). With
/// fewer than 25 of them the p value is that of the exact binomial test; from 25 on it is that of
/// χ² = max(|b − c| − 1, 0)² / (b + c) with one degree of freedom, Edwards' correction for
/// continuity. `Sendable`.
public struct McNemarTest: Sendable, Hashable {
  /// How the p value was found.
  public enum Method: String, Sendable, Hashable, Codable {
    /// The two-sided exact binomial test.
    case exact
    /// χ² with the correction for continuity.
    case chiSquared
  }

  /// b, the number of cases that only the first classifier gets right.
  public let onlyFirst: Int

  /// c, the number of cases that only the second classifier gets right.
  public let onlySecond: Int

  /// The test for two counts, neither negative.
  public init(onlyFirst: Int, onlySecond: Int) {
    precondition(
      onlyFirst >= 0 && onlySecond >= 0,
      "McNemarTest: found \(onlyFirst) and \(onlySecond), expected neither to be negative")
    (self.onlyFirst, self.onlySecond) = (onlyFirst, onlySecond)
  }

  /// The test for the predictions of two classifiers, all `[N]`.
  public init(truth: [Int], first: [Int], second: [Int]) {
    precondition(
      truth.count == first.count && truth.count == second.count,
      "McNemarTest: found \(truth.count) true labels, \(first.count) and \(second.count) predicted")
    self.init(
      onlyFirst: truth.indices.count { first[$0] == truth[$0] && second[$0] != truth[$0] },
      onlySecond: truth.indices.count { first[$0] != truth[$0] && second[$0] == truth[$0] })
  }

  /// How the p value is found.
  public var method: Method { onlyFirst + onlySecond < 25 ? .exact : .chiSquared }

  /// χ² with the correction for continuity; nil for the exact test.
  public var statistic: Double? {
    guard method == .chiSquared else { return nil }
    let difference = Double(max(abs(onlyFirst - onlySecond) - 1, 0))
    return difference * difference / Double(onlyFirst + onlySecond)
  }

  /// The probability, among equally good classifiers, of counts at least as far apart; 1 for two
  /// that are right on the same cases.
  public var pValue: Double {
    if let statistic { return SpecialFunctions.chiSquaredTail(statistic) }
    let tail = SpecialFunctions.fairBinomialCumulative(
      min(onlyFirst, onlySecond), of: onlyFirst + onlySecond)
    return min(1, 2 * tail)
  }
}

extension McNemarTest: Encodable {
  private enum Key: String, CodingKey { case onlyFirst, onlySecond, method, statistic, pValue }

  /// All keys are there; the statistic of an exact test is null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(onlyFirst, forKey: .onlyFirst)
    try container.encode(onlySecond, forKey: .onlySecond)
    try container.encode(method, forKey: .method)
    try container.encode(statistic, forKey: .statistic)
    try container.encode(pValue, forKey: .pValue)
  }
}
