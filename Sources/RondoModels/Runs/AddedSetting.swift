/// A setting that files of earlier releases lack.
///
///     struct Settings: Codable {
///       @AddedSetting var embeddingSize = 0
///     }
///
/// It is stored only where it differs from its type's neutral value, so that a run which does not
/// use it has the bytes that it always had; where it is missing it is neutral. `Sendable`.
@propertyWrapper
public struct AddedSetting<Value: NeutralSetting>: Sendable, Hashable, Codable {
  /// The setting.
  public var wrappedValue: Value

  /// A setting with this value, which must be the neutral one where it is declared.
  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
}

/// A type of setting whose neutral value changes nothing.
public protocol NeutralSetting: Sendable, Hashable, Codable {
  /// What files that lack the setting mean.
  static var neutral: Self { get }
}

extension Int: NeutralSetting {
  /// 0.
  public static var neutral: Int { 0 }
}

extension Double: NeutralSetting {
  /// 0.
  public static var neutral: Double { 0 }
}

extension Bool: NeutralSetting {
  /// False.
  public static var neutral: Bool { false }
}

extension String: NeutralSetting {
  /// Empty.
  public static var neutral: String { "" }
}

// Synthesized `Codable` finds these instead of the general ones.

extension KeyedEncodingContainer {
  public mutating func encode<Value>(_ setting: AddedSetting<Value>, forKey key: Key) throws {
    guard setting.wrappedValue != Value.neutral else { return }
    try encode(setting.wrappedValue, forKey: key)
  }
}

extension KeyedDecodingContainer {
  public func decode<Value>(
    _ type: AddedSetting<Value>.Type, forKey key: Key
  ) throws -> AddedSetting<Value> {
    AddedSetting(wrappedValue: try decodeIfPresent(Value.self, forKey: key) ?? .neutral)
  }
}
