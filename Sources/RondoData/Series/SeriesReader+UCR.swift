import RondoFiles

extension SeriesReader {
  /// Reads the UCR archive's text: a case a line, its label first, then its values; no header. The
  /// first line that is not blank determines the separator: tabs, commas or blanks.
  ///
  /// Series shorter than the longest end in NaN: such a tail is not part of the series, while a NaN
  /// before a value is a missing value. A numeric label that is a whole number is spelled as one
  /// (`1.0000000e+00` as `1`), so that files with either spelling match.
  func readUCR(_ text: SourceText) throws(DataError) -> ParsedSeries {
    var lines = LineScanner(text)
    var fields: [Range<Int>] = []
    var separator: UInt8?
    var width = 0
    var cases: [SeriesCase] = []
    var firstUnlabelled: Int?
    while let line = lines.next() {
      if text.isBlank(line) { continue }
      let mark = separator ?? Self.separator(of: line, in: text)
      separator = mark
      Self.cut(line, at: mark, in: text, into: &fields)
      if cases.isEmpty { width = fields.count }
      try keepingPlace(line: lines.line, in: &cases) { () throws(DataError) in
        let target = try ucrTarget(text, fields, width, at: line.lowerBound, &firstUnlabelled)
        let values = readsValues ? try ucrValues(text, fields, at: line.lowerBound) : []
        return SeriesCase(values, target: target, line: lines.line)
      }
    }
    return ParsedSeries(
      SeriesSet(cases, targets: SeriesSet.targets(of: cases)), hasTargets: hasTargetColumn,
      firstUnlabelled: firstUnlabelled)
  }

  /// The target of a line, which must have the same number of fields as the first.
  private func ucrTarget(
    _ text: SourceText, _ fields: [Range<Int>], _ width: Int, at start: Int,
    _ firstUnlabelled: inout Int?
  ) throws(DataError) -> SeriesTarget {
    let before = hasTargetColumn ? 1 : 0
    if fields.count != width {
      throw text.error(
        .raggedSeries(found: fields.count - before, expected: width - before), at: start)
    }
    guard hasTargetColumn else { return .none }
    let target = try ucrTarget(text, fields[0])
    if target == .none, firstUnlabelled == nil {
      firstUnlabelled = text.trimmed(fields[0]).lowerBound
    }
    return target
  }

  /// The values of a line, without missing ones at its end.
  private func ucrValues(
    _ text: SourceText, _ fields: [Range<Int>], at start: Int
  ) throws(DataError) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(fields.count)
    for field in fields.dropFirst(hasTargetColumn ? 1 : 0) {
      values.append(try text.value(in: field))
    }
    while values.last?.isNaN == true { values.removeLast() }
    if values.isEmpty { throw text.error(.noValues, at: start) }
    return values
  }

  private static func separator(of line: Range<Int>, in text: SourceText) -> UInt8 {
    if text.first(0x09, in: text.trimmed(line)) != nil { return 0x09 }
    return text.first(UInt8(ascii: ","), in: line) == nil ? 0x20 : UInt8(ascii: ",")
  }

  /// The fields of a line; with blanks as separators, a run of blanks and tabs is one.
  private static func cut(
    _ line: Range<Int>, at separator: UInt8, in text: SourceText, into fields: inout [Range<Int>]
  ) {
    fields.removeAll(keepingCapacity: true)
    let line = separator == 0x20 ? text.trimmed(line) : line
    var start = line.lowerBound
    for offset in line where text.utf8[offset] == separator {
      if separator != 0x20 || offset > start { fields.append(start..<offset) }
      start = offset + 1
    }
    fields.append(start..<line.upperBound)
  }

  private func ucrTarget(_ text: SourceText, _ field: Range<Int>) throws(DataError) -> SeriesTarget
  {
    let field = text.trimmed(field)
    if field.isEmpty || text.isMissingMark(field) { return .none }
    if isRegression { return try regressionTarget(text, field) }
    return .label(Self.ucrLabel(text.string(field)))
  }

  /// The canonical spelling of a number; other labels unchanged.
  static func ucrLabel(_ name: String) -> ClassLabel {
    let bytes = Array(name.utf8)
    guard let value = DecimalNumber.parse(bytes, 0..<bytes.count), value.isFinite else {
      return ClassLabel(name)
    }
    return ClassLabel(DecimalNumber.shortest(value == 0 ? 0 : value))
  }
}
