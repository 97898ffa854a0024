extension SeriesReader {
  /// Reads an ARFF file of series: a numeric attribute a step, or a relation of them with a line a
  /// channel, and the class, or a number, as the last attribute.
  ///
  /// A case is `value,value,…,class`, or `'value,value,…\nvalue,value,…',class` with the two
  /// characters `\n` between its channels. Steps at the end without a value in any channel (`?`)
  /// are not part of the series.
  func readARFF(_ text: SourceText) throws(DataError) -> ParsedSeries {
    var lines = LineScanner(text)
    let header = try ARFFHeader(text, &lines)
    let labels = header.labels.map { Set($0) }
    var cases: [SeriesCase] = []
    var firstUnlabelled: Int?
    while let line = lines.next() {
      let line = text.trimmed(line)
      guard let first = line.first.map({ text.utf8[$0] }) else { continue }
      if first == UInt8(ascii: "%") { continue }
      if first == UInt8(ascii: "{") { throw text.error(.sparseARFF, at: line.lowerBound) }
      let (number, expected) = (lines.line, cases.first { $0.fault == nil }?.channels)
      try keepingPlace(line: number, in: &cases) { () throws(DataError) in
        try arffCase(line, number, labels, header, expected, text, &firstUnlabelled)
      }
    }
    let set = SeriesSet(
      cases, channels: cases.first { $0.fault == nil }?.channels ?? 1,
      targets: isRegression ? .values : header.labels.map { .labels($0) } ?? .values,
      name: header.name, comments: header.comments)
    return ParsedSeries(set, hasTargets: true, firstUnlabelled: firstUnlabelled)
  }

  /// Reads the case of a line.
  private func arffCase(
    _ line: Range<Int>, _ number: Int, _ labels: Set<ClassLabel>?, _ header: ARFFHeader,
    _ expected: Int?, _ text: SourceText, _ firstUnlabelled: inout Int?
  ) throws(DataError) -> SeriesCase {
    var (values, channels, rest) =
      header.isRelational
      ? try relation(line, header.steps, text) : try plain(line, header.steps, text)
    let target = try arffTarget(rest, labels, header, text)
    if target == .none, firstUnlabelled == nil {
      firstUnlabelled = text.trimmed(rest).lowerBound
    }
    guard readsValues else { return SeriesCase([], target: target, line: number) }
    if let expected, expected != channels {
      throw text.error(.channelCount(found: channels, expected: expected), at: line.lowerBound)
    }
    while !values.isEmpty, values.suffix(channels).allSatisfy(\.isNaN) {
      values.removeLast(channels)
    }
    if values.isEmpty { throw text.error(.noValues, at: line.lowerBound) }
    return SeriesCase(values, channels: channels, target: target, line: number)
  }

  /// Reads values separated by commas; the target follows the last comma.
  private func plain(
    _ line: Range<Int>, _ steps: Int, _ text: SourceText
  ) throws(DataError) -> (values: [Double], channels: Int, rest: Range<Int>) {
    var values: [Double] = []
    values.reserveCapacity(steps)
    var start = line.lowerBound
    for step in 0..<steps {
      guard let comma = text.first(UInt8(ascii: ","), in: start..<line.upperBound) else {
        throw text.error(
          .attributeCount(step + 1, expected: steps + 1), at: line.lowerBound)
      }
      if readsValues { values.append(try text.value(in: start..<comma)) }
      start = comma + 1
    }
    return (values, 1, start..<line.upperBound)
  }

  /// Reads a quoted relation, whose channels are separated by the two characters `\n`.
  private func relation(
    _ line: Range<Int>, _ steps: Int, _ text: SourceText
  ) throws(DataError) -> (values: [Double], channels: Int, rest: Range<Int>) {
    let mark = text.utf8[line.lowerBound]
    guard mark == UInt8(ascii: "'") || mark == UInt8(ascii: "\"") else {
      throw text.error(.noRelation, at: line.lowerBound)
    }
    guard let end = text.first(mark, in: line.lowerBound + 1..<line.upperBound) else {
      throw text.error(.unterminatedQuote, at: line.lowerBound)
    }
    let rest = text.trimmed(end + 1..<line.upperBound)
    guard let comma = rest.first, text.utf8[comma] == UInt8(ascii: ",") else {
      throw text.error(.noTarget, at: rest.lowerBound)
    }
    let target = comma + 1..<line.upperBound
    guard readsValues else { return ([], 1, target) }
    let (values, channels) = try Self.channels(line.lowerBound + 1..<end, steps, text)
    return (values, channels, target)
  }

  /// The values between the quotation marks of a relation, `[steps, channels]`.
  private static func channels(
    _ quoted: Range<Int>, _ steps: Int, _ text: SourceText
  ) throws(DataError) -> (values: [Double], channels: Int) {
    var rows: [Double] = []
    var channels = 0
    var start = quoted.lowerBound
    let end = quoted.upperBound
    while start <= end {
      let border = text.first(UInt8(ascii: "\\"), in: start..<end) ?? end
      if border < end, text.utf8[border + 1] != UInt8(ascii: "n") {
        throw text.error(.badEscape, at: border)
      }
      let before = rows.count
      var field = start
      while field <= border {
        let comma = text.first(UInt8(ascii: ","), in: field..<border) ?? border
        rows.append(try text.value(in: field..<comma))
        field = comma + 1
      }
      channels += 1
      if rows.count - before != steps {
        throw text.error(
          .raggedChannel(channels, found: rows.count - before, expected: steps), at: start)
      }
      start = border + 2
    }
    var values = rows
    for channel in 0..<channels {
      for step in 0..<steps { values[step * channels + channel] = rows[channel * steps + step] }
    }
    return (values, channels)
  }

  private func arffTarget(
    _ field: Range<Int>, _ labels: Set<ClassLabel>?, _ header: ARFFHeader, _ text: SourceText
  ) throws(DataError) -> SeriesTarget {
    var words = ARFFWords(text, field)
    guard let start = words.peek else { return .none }
    let word = try words.next()
    if let extra = words.peek {
      throw text.error(.textAfterTarget, at: extra)
    }
    if word.matches("?") { return .none }
    if isRegression || labels == nil { return try regressionTarget(text, word.range) }
    let label = ClassLabel(word.string)
    if labels?.contains(label) == false {
      throw text.error(.unlistedLabel(label.name, header.labels ?? []), at: start)
    }
    return .label(label)
  }
}
