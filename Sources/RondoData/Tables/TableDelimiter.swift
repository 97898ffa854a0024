import RondoFiles

/// The character that separates the fields of a table.
///
///     TableDelimiter(name: "semicolon")  // ";"
///     TableDelimiter(name: ";")          // the same
///
/// `Sendable`.
public struct TableDelimiter: RawRepresentable, Sendable, Hashable, Codable {
  /// The character.
  public let rawValue: String
  let byte: UInt8

  /// Creates a delimiter; nil unless the text is one ASCII character other than letters, digits,
  /// quotation marks, spaces and line ends, which are parts of fields or end rows.
  public init?(rawValue: String) {
    guard rawValue.utf8.count == 1, let byte = rawValue.utf8.first, byte == 0x09 || byte > 0x20,
      byte < 0x7F, byte != UInt8(ascii: "\""), !ASCII.isDigit(byte),
      !(0x61...0x7A).contains(ASCII.lowercased(byte))
    else { return nil }
    (self.rawValue, self.byte) = (rawValue, byte)
  }

  private init(_ byte: Unicode.Scalar) {
    (rawValue, self.byte) = (String(byte), UInt8(ascii: byte))
  }

  public static let comma = Self(",")
  public static let semicolon = Self(";")
  public static let tab = Self("\t")
  public static let pipe = Self("|")

  private static let names: [(name: String, delimiter: Self)] = [
    ("comma", comma), ("semicolon", semicolon), ("tab", tab), ("pipe", pipe),
  ]

  /// Creates a delimiter from a name (comma, semicolon, tab, pipe, or `\t`) or the character
  /// itself.
  public init?(name: String) {
    let known = Self.names.first { $0.name == ASCII.lowercased(name) }?.delimiter
    guard let found = known ?? (name == #"\t"# ? .tab : Self(rawValue: name)) else { return nil }
    self = found
  }

  /// The name, or the character itself if it has none.
  public var name: String { Self.names.first { $0.delimiter == self }?.name ?? rawValue }
}

extension TableDelimiter: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}

extension TableDelimiter {
  /// The number of rows examined to recognize a delimiter.
  private static let sample = 100

  /// The delimiter of a CSV text: the expected one, unless it gives a single column, or rows of
  /// different lengths, and another one divides all rows into the same number of fields.
  static func recognized(in text: SourceText, expected: Self) -> Self {
    if let columns = expected.columns(of: text, leastRows: 1), columns > 1 { return expected }
    var best = (columns: 1, delimiter: expected)
    for (_, delimiter) in names where delimiter != expected {
      if let columns = delimiter.columns(of: text, leastRows: 2), columns > best.columns {
        best = (columns, delimiter)
      }
    }
    return best.delimiter
  }

  /// The number of fields of each of the first rows; nil if they differ, cannot be read, or are too
  /// few.
  private func columns(of text: SourceText, leastRows: Int) -> Int? {
    var table = TableScanner(text, isQuoting: true, delimiter: self)
    var rows = 0
    do throws(DataError) {
      while rows < Self.sample, try table.next() { rows += 1 }
    } catch { return nil }
    return rows < leastRows ? nil : table.fields.count
  }

  /// A note for the user about a delimiter that was recognized.
  func note(for path: String) -> Advice {
    "\(path): read with \(name == rawValue ? name.quoted : "a \(name)") between its fields; choose "
      + "another with \(.delimiter)"
  }
}
