import RondoFiles

extension SeriesReader {
  /// Reads a `.ts` file of aeon, sktime and tsml.
  ///
  /// A case is a line `channel:channel:…:target`; a channel is `value,value,…` or, if `@timeStamps`
  /// is true, `(stamp,value),(stamp,value),…`. Claims of the header about classes, equal lengths
  /// and a single channel must hold; wrong claims about missing values, `@seriesLength` and
  /// `@dimensions` are only noted, because no other reader checks them. A case without target may
  /// end with a colon, as aeon writes it.
  func readTS(_ text: SourceText, notes: inout [Advice]) throws(DataError) -> ParsedSeries {
    var lines = LineScanner(text)
    let header = try TSHeader(text, &lines, notes: &notes)
    var reading = TSCases(text, header)
    if labelsSteps { reading.labelChannel = try labelChannel(text) }
    while let line = lines.next() {
      let line = text.trimmed(line)
      guard let first = line.first.map({ text.utf8[$0] }) else { continue }
      if first == UInt8(ascii: "#") || first == UInt8(ascii: "%") { continue }
      do throws(DataError) { try reading.read(line, number: lines.line, self) } catch {
        guard keepsUnreadable else { throw error }
        reading.keepPlace(of: error, line: lines.line)
      }
    }
    reading.setTimes()
    let set = SeriesSet(
      reading.cases, channels: max(reading.channels, 1),
      targets: header.isRegression == true || isRegression && header.labels != nil
        ? .values : header.labels.map { .labels($0) } ?? .none,
      times: reading.times, name: header.name, comments: header.comments)
    if readsValues, !labelsSteps { Self.compare(set, with: header, text.path, &notes) }
    var parsed = ParsedSeries(
      set, hasTargets: reading.hasTarget, firstUnlabelled: reading.firstUnlabelled)
    parsed.steps = reading.steps
    return parsed
  }

  private static func compare(
    _ set: SeriesSet, with header: TSHeader, _ path: String, _ notes: inout [Advice]
  ) {
    if let claimed = header.dimensions, claimed != set.channels {
      notes.append("\(path): @dimensions says \(claimed), and the cases have \(set.channels)")
    }
    if let claimed = header.seriesLength,
      let item = set.cases.first(where: { $0.length != claimed })
    {
      notes.append(
        "\(path): @seriesLength says \(claimed), and the case on line \(item.line ?? 0) has "
          + "\(item.length) steps")
    }
    if header.missing == false, let item = set.cases.first(where: \.hasMissing) {
      notes.append(
        "\(path): @missing says false, and the case on line \(item.line ?? 0) has missing values")
    }
  }
}
