/// The width of a text in columns of a terminal.
///
///     DisplayWidth.columns(of: "né")  // 2, however é is spelled
///     DisplayWidth.columns(of: "猫")  // 2
///
/// Wide and full-width characters (UAX #11) and emoji have width 2; combining marks, format
/// characters, and Korean vowels and finals that join a syllable have width 0. Where terminals
/// differ (sequences of several emoji, ambiguous width) the majority is followed.
public enum DisplayWidth {
  /// The width of a text.
  public static func columns(of text: String) -> Int {
    text.reduce(0) { $0 + columns(of: $1) }
  }

  static func columns(of character: Character) -> Int {
    let scalars = character.unicodeScalars
    if let first = scalars.first?.properties,
      first.isEmojiPresentation || (first.isEmoji && scalars.contains("\u{FE0F}"))
    {
      return 2
    }
    return scalars.reduce(0) { $0 + columns(of: $1) }
  }

  /// The text, truncated after a whole character and ended with "…" if it is wider than `limit`.
  public static func shortened(_ text: String, to limit: Int) -> String {
    guard columns(of: text) > limit else { return text }
    var (result, width) = ("", 0)
    for character in text {
      width += columns(of: character)
      if width > limit - 1 { break }
      result.append(character)
    }
    return result + "…"
  }

  /// The text in lines of at most `limit` columns, wrapped at spaces, or within a word that is
  /// longer than a line; all lines except the first begin with `indent` spaces. A number and its
  /// percent sign stay together.
  ///
  ///     DisplayWidth.wrapped("one two three", to: 8, indent: 2)  // ["one two", "  three"]
  public static func wrapped(_ text: String, to limit: Int, indent: Int = 0) -> [String] {
    let indent = limit - indent < 12 ? 0 : indent
    let margin = String(repeating: " ", count: indent)
    // The start of a line, and its possible ends: before its last spaces, or those before them.
    var (lines, line, width) = ([String](), "", 0)
    var (words, wordsEnd) = ("", 0)
    var earlier = (words: "", end: 0)
    for character in text {
      if character == " ", !line.isEmpty, line.last != " " {
        earlier = (words, wordsEnd)
        (words, wordsEnd) = (line, line.count)
      } else if character == "%", line.last == " ", line.dropLast().last?.isNumber == true,
        columns(of: earlier.words) > indent
      {
        (words, wordsEnd) = earlier
      }
      (line, width) = (line + String(character), width + columns(of: character))
      guard width > max(limit, 2), character != " " else { continue }
      // A break that leaves no room on the next line is useless.
      let isBroken = columns(of: words) > indent
      let rest = isBroken ? String(line.dropFirst(wordsEnd).drop { $0 == " " }) : String(character)
      lines.append(isBroken ? words : String(line.dropLast()))
      line = margin + rest
      (width, words, wordsEnd, earlier) = (columns(of: line), "", 0, ("", 0))
    }
    while line.last == " " && !lines.isEmpty { line.removeLast() }
    return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
  }

  /// The text, padded with spaces before or after it to a width of `columns`.
  static func padded(_ text: String, to columns: Int, isRight: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, columns - Self.columns(of: text)))
    return isRight ? spaces + text : text + spaces
  }

  private static func columns(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    if (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value) {
      return 0
    }
    return wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// The blocks of wide and full-width characters other than emoji.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
    0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
    0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x18D00...0x18D8F,
    0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}

/// A table of text cells for a terminal, with two spaces between columns.
struct TextTable {
  /// The cells row by row, the same number in each.
  var rows: [[String]]
  /// The columns that are aligned left; the others are aligned right.
  var leftAligned: Set<Int> = [0]

  /// The width of the table.
  var width: Int { columnWidths.reduce(0, +) + 2 * max(columnWidths.count - 1, 0) }

  /// The lines, each ended by a line feed, without trailing spaces.
  var text: String {
    let widths = columnWidths
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        DisplayWidth.padded(cell.0, to: cell.1, isRight: !leftAligned.contains(column))
      }
      var line = Substring(cells.joined(separator: "  "))
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  private var columnWidths: [Int] {
    (rows.first ?? []).indices.map { column in
      rows.reduce(0) { max($0, DisplayWidth.columns(of: $1[column])) }
    }
  }
}
