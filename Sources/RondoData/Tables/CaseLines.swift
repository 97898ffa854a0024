import RondoText

/// A reader of cases from single lines: of a text, or of the numbers of a series.
///
///     var lines = CaseLines(path: "-")
///     let text = try lines.text(of: Array("A quiet, generous film.".utf8))
///
/// Lines are UTF-8 without their ends; they are counted, so that errors have their number.
/// `Sendable`.
public struct CaseLines: Sendable {
  /// The name of the source in errors.
  public let path: String
  /// Whether invalid text is replaced by U+FFFD instead of refused.
  public let lossy: Bool
  /// The number of lines so far.
  public private(set) var line = 0

  /// Creates a reader before the first line.
  public init(path: String, lossy: Bool = false) { (self.path, self.lossy) = (path, lossy) }

  /// The next line as a text.
  ///
  /// - Throws: `DataError` if it is blank or not text.
  public mutating func text(of bytes: [UInt8]) throws(DataError) -> String {
    let text = try decoded(bytes)
    if text.isBlank(0..<text.utf8.count) { throw error(.emptyText, at: 0, in: text) }
    return text.string(0..<text.utf8.count)
  }

  /// The next line as a series without a label: its values between commas, tabs or blanks, and
  /// colons between its channels, as in a line of a `.ts` file.
  ///
  /// - Throws: `DataError` if there is no value, a value is not a number, or the number of channels
  ///   or their lengths are wrong.
  public mutating func series(
    of bytes: [UInt8], channels: Int
  ) throws(DataError) -> SeriesCase {
    let text = try decoded(bytes)
    let all = 0..<text.utf8.count
    if text.isBlank(all) { throw error(.noSeriesHere, at: 0, in: text) }
    var rows: [[Double]] = []
    for part in text.fields(all, separator: UInt8(ascii: ":")) {
      rows.append(try values(text, part))
      if rows[rows.count - 1].count != rows[0].count {
        throw error(
          .raggedChannel(rows.count, found: rows[rows.count - 1].count, expected: rows[0].count),
          at: part.lowerBound, in: text)
      }
    }
    guard rows.count == channels else {
      throw error(.otherChannels(rows.count, expected: channels), at: 0, in: text)
    }
    if !rows.contains(where: { $0.contains { !$0.isNaN } }) {
      throw error(.noValues, at: 0, in: text)
    }
    let values = rows[0].indices.flatMap { step in rows.map { $0[step] } }
    return SeriesCase(values, channels: channels, line: line)
  }

  /// The next line as any number of numbers; an empty field between commas is a missing value,
  /// as in a table.
  ///
  /// - Throws: `DataError` if a field is not a number.
  public mutating func numbers(of bytes: [UInt8]) throws(DataError) -> [Double] {
    let text = try decoded(bytes)
    let all = 0..<text.utf8.count
    return text.isBlank(all) ? [] : try values(text, all, mayBeEmpty: true)
  }

  /// An error in the line that was read last.
  public func error(_ fault: DataFault) -> DataError {
    .malformed(path: path, line: line, column: 1, fault)
  }

  private mutating func decoded(_ bytes: [UInt8]) throws(DataError) -> SourceText {
    line += 1
    do throws(TextError) {
      let decoded = try TextDecoder(encoding: .named("UTF-8"), lossy: lossy).decode(bytes)
      try decoded.requireNoNUL()
      return SourceText(path: path, utf8: decoded.utf8)
    } catch {
      switch error {
      case .invalidUTF8(let offset, _, let column):
        throw .text(path: path, .invalidUTF8(offset: offset, line: line, column: column))
      case .containsNUL(let offset, _, let column):
        throw .text(path: path, .containsNUL(offset: offset, line: line, column: column))
      default: throw .text(path: "\(path), line \(line)", error)
      }
    }
  }

  private func values(
    _ text: SourceText, _ range: Range<Int>, mayBeEmpty: Bool = false
  ) throws(DataError) -> [Double] {
    let comma = UInt8(ascii: ",")
    let hasCommas = text.first(comma, in: range) != nil
    var values: [Double] = []
    for field in hasCommas ? text.fields(range, separator: comma) : text.words(range) {
      do throws(DataError) {
        values.append(mayBeEmpty && text.isBlank(field) ? .nan : try text.value(in: field))
      } catch {
        guard case .malformed(_, _, let column, let fault) = error else { throw error }
        throw .malformed(path: path, line: line, column: column, fault)
      }
    }
    if values.isEmpty { throw error(.noValue, at: range.lowerBound, in: text) }
    return values
  }

  private func error(_ fault: DataFault, at offset: Int, in text: SourceText) -> DataError {
    let column = TextPosition(offset: offset, in: text.utf8).column
    return .malformed(path: path, line: line, column: column, fault)
  }
}
