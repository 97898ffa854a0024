// Networks that are trained together and whose outputs are averaged.

extension UInt64 {
  /// Random seed of a member of an ensemble with this seed; the same for the first member. Seeds of
  /// members differ by 2⁶⁴ divided by the golden ratio, so that ensembles with consecutive seeds
  /// share no members.
  package func ofMember(_ index: Int) -> UInt64 { self &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15 }
}

/// Number of networks in an ensemble.
///
/// `Sendable`.
public struct MemberCount: RawRepresentable, ExpressibleByIntegerLiteral, NeutralSetting,
  CustomStringConvertible
{
  /// Number, 1 or more.
  public var rawValue: Int
  /// Creates a number of networks.
  public init(rawValue: Int) { self.rawValue = rawValue }
  /// Creates a number of networks.
  public init(integerLiteral value: Int) { rawValue = value }
  /// 1, a single network.
  public static var neutral: MemberCount { 1 }

  /// Default number of networks: five, or one for 20,000 cases or more, where training takes longer
  /// and more networks gain less.
  public static func usual(cases: Int) -> MemberCount { cases < 20_000 ? 5 : 1 }

  public var description: String { "\(rawValue)" }
}
