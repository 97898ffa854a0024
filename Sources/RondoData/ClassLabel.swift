/// The name of a class, in the exact spelling of the data.
///
///     ClassLabel("Banana") == "banana"   // false
///
/// Two labels are equal if their UTF-8 bytes are: `String` would treat "é" in its two spellings as
/// one class, although the files differ. The order is byte order. `Sendable`.
public struct ClassLabel: Sendable, Hashable, Comparable {
  /// The spelling.
  public let name: String

  /// A label.
  public init(_ name: String) {
    var name = name
    name.makeContiguousUTF8()
    self.name = name
  }

  public static func == (first: Self, second: Self) -> Bool {
    first.name.utf8.elementsEqual(second.name.utf8)
  }

  public static func < (first: Self, second: Self) -> Bool {
    first.name.utf8.lexicographicallyPrecedes(second.name.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    var name = name
    name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension ClassLabel: ExpressibleByStringLiteral {
  public init(stringLiteral name: String) { self.init(name) }
}

extension ClassLabel: CustomStringConvertible {
  public var description: String { name }
}
