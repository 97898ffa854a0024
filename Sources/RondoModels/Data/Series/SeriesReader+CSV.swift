extension SeriesReader {
  /// Reads a table with a header and a row a step.
  ///
  /// One column tells the cases apart (`case`, `case_id`, `id` or `series`), one may hold the time
  /// stamp (`time`, `timestamp`, `date`, `reading_id`), one the label or target, the same in all rows
  /// of a case (`label`, `class`, `target`). Either each other column is a channel; or there are
  /// columns `channel` (or `dim_id`) and `value`, and a row is one value of one channel, in which
  /// case channels are in the order in which they first occur. Rows of a case may be apart; they are
  /// put in the order of their time stamps, or stay in the file's order where there are none. An
  /// empty field is a missing value.
  func readLongCSV(_ text: SourceText, notes: inout [String]) throws(DataError) -> SeriesSet {
    let found = delimiter ?? TableDelimiter.recognized(in: text, expected: .comma)
    if delimiter == nil, found != .comma { notes.append(found.note(for: text.path)) }
    var table = TableScanner(text, isQuoting: true, delimiter: found)
    guard try table.next() else { return SeriesSet([]) }
    let columns = try SeriesColumns(for: self, firstRow: table)
    var rows = LongRows(columns, self)
    while try table.next() { try rows.add(table) }
    let cases = try rows.cases(text)
    var set = SeriesSet(
      cases, channels: cases.first?.channels ?? 1, targets: SeriesSet.targets(of: cases),
      times: rows.times)
    set.channelNames = rows.channelNames
    return set
  }
}

/// Which columns of a long table hold what, from 0.
struct SeriesColumns {
  /// The header.
  let names: [String]
  let item: Int
  let time: Int?
  let label: Int?
  /// Columns that are a channel each; empty where a row is one value.
  let channels: [Int]
  /// The columns of the channel and its value.
  let single: (channel: Int, value: Int)?

  static let caseNames = ["case", "case_id", "id", "series"]
  static let timeNames = ["time", "timestamp", "date", "reading_id"]
  static let labelNames = ["label", "class", "target"]

  init(for reader: SeriesReader, firstRow table: TableScanner) throws(DataError) {
    let names = table.strings
    let header = TableHeader(names: names, table: table)
    guard let item = try header.column(reader.caseColumn, orOneOf: Self.caseNames) else {
      throw table.text.error(
        .noSeriesColumn("tells the cases apart", Self.caseNames, found: names), at: table.start)
    }
    (self.names, self.item) = (names, item)
    let time = try header.column(reader.timeColumn, orOneOf: Self.timeNames)
    let label = try header.column(reader.labelColumn, orOneOf: Self.labelNames)
    (self.time, self.label) = (time, label)
    let rest = names.indices.filter { $0 != item && $0 != time && $0 != label }
    let channel = try header.column(nil, orOneOf: ["channel", "dim_id"])
    let value = try header.column(nil, orOneOf: ["value"])
    if let channel, let value, rest.sorted() == [channel, value].sorted() {
      (single, channels) = ((channel, value), [])
    } else {
      (single, channels) = (nil, rest)
    }
    if rest.isEmpty {
      throw table.text.error(
        .noSeriesColumn("holds values", ["value"], found: names), at: table.start)
    }
    let chosen = [item] + [time, label].compactMap { $0 }
    if let twice = chosen.first(where: { one in chosen.count(where: { $0 == one }) > 1 }) {
      throw table.text.error(.sameColumn(twice + 1), at: table.start)
    }
  }
}
