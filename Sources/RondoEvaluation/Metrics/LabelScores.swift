/// How well one label is recognised.
///
/// A ratio 0/0 is 0, as in scikit-learn's `zero_division=0`. `Sendable`.
public struct LabelScores: Sendable, Encodable {
  /// The label.
  public var label: String
  /// The share of right ones among the cases given the label; 0 where it was never given.
  public var precision: Double
  /// The share of the label's cases that were given it; 0 where there are none.
  public var recall: Double
  /// The harmonic mean of precision and recall; 0 where both are.
  public var f1: Double
  /// The number of cases with the label.
  public var support: Int
}
