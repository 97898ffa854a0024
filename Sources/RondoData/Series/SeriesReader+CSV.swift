import RondoFiles

extension SeriesReader {
  /// Reads a table with a header and a row a step.
  ///
  /// One column tells the cases apart, one may hold the time stamp, one the label or target, the same
  /// in all rows of a case (`SeriesColumns`). Either each other column is a channel; or one names the
  /// channel and another holds its value, in which case channels are in the order in which they first
  /// occur. Rows of a case may be apart; they are put in the order of their time stamps, or stay in the
  /// file's order where there are none. An empty field is a missing value.
  ///
  /// Of a model's channels (`channels`) all must be there and no others; they are put in its order.
  func readLongCSV(_ text: SourceText, notes: inout [Advice]) throws(DataError) -> ParsedSeries {
    let found = delimiter ?? TableDelimiter.recognized(in: text, expected: .comma)
    if delimiter == nil, found != .comma { notes.append(found.note(for: text.path)) }
    var table = TableScanner(text, isQuoting: true, delimiter: found)
    guard try table.next() else { return ParsedSeries(SeriesSet([])) }
    let columns = try SeriesColumns(for: self, firstRow: table)
    var rows = LongRows(columns, self)
    while try nextRow(&table, &rows) {
      do throws(DataError) { try rows.add(table) } catch {
        guard keepsUnreadable else { throw error }
        rows.keepPlace(of: error, table)
      }
    }
    let cases = try rows.cases(text)
    var set = SeriesSet(
      cases, channels: cases.first?.channels ?? 1, targets: SeriesSet.targets(of: cases),
      times: rows.times)
    set.channelNames = rows.channelNames
    var parsed = ParsedSeries(
      set, hasTargets: columns.label != nil, firstUnlabelled: rows.firstUnlabelled)
    guard readsValues else { return parsed }
    parsed.table = columns.table(channels: rows.allChannelNames)
    if let note = columns.note { notes.append("\(text.path): \(note)") }
    return parsed
  }
}

extension SeriesReader {
  /// The next row that has as many fields as the others; the case of one that has not keeps its place
  /// where that is wanted.
  private func nextRow(_ table: inout TableScanner, _ rows: inout LongRows) throws(DataError)
    -> Bool
  {
    while true {
      do throws(DataError) { return try table.next() } catch {
        guard keepsUnreadable, table.isAtRow else { throw error }
        rows.keepPlace(of: error, table)
      }
    }
  }
}

/// Which columns of a long table hold what, from 0.
struct SeriesColumns {
  /// The header.
  let names: [String]
  let item: Int
  let time: Int?
  let label: Int?
  /// Columns that are a channel each, in the order of the channels; empty where a row is one value.
  let channels: [Int]
  /// The columns of the channel and its value.
  let single: (channel: Int, value: Int)?
  private let ignored: [Int]
  /// What was found by its usual name and not chosen or known.
  private var found: [Advice] = []

  static let caseNames = ["case", "case_id", "id", "series"]
  static let timeNames = [
    "time", "timestamp", "date", "reading_id", "datetime", "date_time", "time_stamp",
  ]
  /// Names of columns that are times where their values ascend in each case.
  static let likelyTimeNames = ["t", "ts", "step", "timestep", "time_step", "index"]
  static let labelNames = ["label", "class", "target"]

  init(for reader: SeriesReader, firstRow table: TableScanner) throws(DataError) {
    let finder = try ColumnFinder(reader, table)
    let known = reader.channels.table
    guard
      let item = try finder.column(reader.caseColumn, known?.caseColumn, or: Self.caseNames)
    else {
      throw table.text.error(
        .noCaseColumn(Self.caseNames, found: finder.names), at: table.start)
    }
    let label = try finder.column(
      finder.labelChoice(reader), known?.labelColumn, or: Self.labelNames)
    let channel = try finder.column(
      reader.channelColumn, known?.channelColumn, or: ["channel", "dim_id"])
    let value = try finder.column(reader.valueColumn, known?.valueColumn, or: ["value"])
    let time = try finder.time(reader, item, label: label, channel: value == nil ? nil : channel)
    let rest = finder.open.filter { $0 != item && $0 != time && $0 != label }
    let single = try finder.single(reader, channel, value, among: rest)
    (names, self.item, self.time, self.label) = (finder.names, item, time, label)
    (self.single, ignored) = (single, finder.ignored)
    let chosen = [item] + [time, label, single?.channel, single?.value].compactMap { $0 } + ignored
    if let twice = chosen.first(where: { one in chosen.count(where: { $0 == one }) > 1 }) {
      throw table.text.error(.sameColumn(twice + 1), at: table.start)
    }
    channels = single == nil ? try finder.ordered(rest, reader.channels) : []
    let guesses: [(Int?, String?, String?, String, SettingName)] = [
      (item, reader.caseColumn, known?.caseColumn, "identifies the case", .caseColumn),
      (time, reader.timeColumn, known?.timeColumn, "holds the time", .timeColumn),
      (label, reader.labelColumn, known?.labelColumn, "the label or target", .labelColumn),
      (
        single?.channel, reader.channelColumn, known?.channelColumn, "names the channel",
        .channelColumn
      ),
    ]
    for (column, choice, known, job, setting) in guesses {
      guard let column, choice == nil, known != names[column] else { continue }
      found.append("\(names[column].quoted) \(job) (\(setting))")
    }
  }

  /// What was found without being named, in one phrase; nil where nothing was.
  var note: Advice? {
    found.isEmpty ? nil : "columns found by their names: \(found.joined(separator: ", "))"
  }

  /// The table's columns by their names.
  func table(channels: [String]) -> SeriesTable {
    var table = SeriesTable()
    table.caseColumn = names[item]
    (table.timeColumn, table.labelColumn) = (time.map { names[$0] }, label.map { names[$0] })
    if let single {
      (table.channelColumn, table.valueColumn) = (names[single.channel], names[single.value])
    }
    table.channels = channels
    table.ignored = ignored.isEmpty ? nil : ignored.map { names[$0] }
    return table
  }
}
