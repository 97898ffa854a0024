/// Setting that files of earlier releases lack.
///
///     struct Settings: Codable {
///       @AddedSetting var embeddingSize = 0
///     }
///
/// It is stored only if it differs from its type's neutral value, so that the files of a run that
/// does not use it keep their bytes; a missing setting has the neutral value. `Sendable`.
@propertyWrapper
public struct AddedSetting<Value: NeutralSetting>: Sendable, Hashable, Codable {
  /// Value of the setting.
  public var wrappedValue: Value

  /// Creates a setting; where it is declared, the value must be the neutral one.
  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
}

/// Type of settings with a neutral value, which changes nothing.
public protocol NeutralSetting: Sendable, Hashable, Codable {
  /// Value of a setting that a file lacks.
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
  /// The empty string.
  public static var neutral: String { "" }
}

// Synthesized `Codable` conformances select these instead of the generic methods.

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
