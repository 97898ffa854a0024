import RondoFiles

extension SeriesReader {
  /// Reads a table with a header and a row a step.
  ///
  /// One column identifies the case, one may hold the time stamp, one the label or target, which is
  /// the same in all rows of a case (`SeriesColumns`). Either each other column is a channel; or
  /// one names the channel and another holds its value, and channels are in the order of their
  /// first occurrence. The rows of a case need not be adjacent; they are sorted by their time
  /// stamps, or keep the order of the file if there are none. An empty field is a missing value.
  ///
  /// All of a model's channels (`channels`) must be present, and no others; they are put in its
  /// order.
  func readLongCSV(_ text: SourceText, notes: inout [Advice]) throws(DataError) -> ParsedSeries {
    let found = delimiter ?? TableDelimiter.recognized(in: text, expected: .comma)
    if delimiter == nil, found != .comma { notes.append(found.note(for: text.path)) }
    var table = TableScanner(text, isQuoting: true, delimiter: found)
    guard try table.next() else { return ParsedSeries(SeriesSet([])) }
    let headerEnd = table.end
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
    if labelsSteps {
      parsed.steps = try rows.stepLabels(cases, text)
      parsed.header = (found.byte, headerEnd)
    }
    parsed.table = columns.table(channels: rows.allChannelNames)
    if let note = columns.note { notes.append("\(text.path): \(note)") }
    return parsed
  }
}

extension SeriesReader {
  /// Reads the next row with the same number of fields as the others; the case of another row is
  /// kept as unreadable if `keepsUnreadable`.
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

/// The roles of the columns of a long table, which are numbered from 0.
struct SeriesColumns {
  /// The header.
  let names: [String]
  let item: Int
  let time: Int?
  let label: Int?
  /// The columns of the channels, in their order; empty with a value a row.
  let channels: [Int]
  /// The columns of channel and value, with a value a row.
  let single: (channel: Int, value: Int)?
  private let ignored: [Int]
  /// Phrases about the columns that were found by their usual names.
  private var found: [Advice] = []

  static let caseNames = ["case", "case_id", "id", "series"]
  static let timeNames = [
    "time", "timestamp", "date", "reading_id", "datetime", "date_time", "time_stamp",
  ]
  /// Names of columns that hold times if their values ascend in each case.
  static let likelyTimeNames = ["t", "ts", "step", "timestep", "time_step", "index"]
  static let labelNames = ["label", "class", "target"]
  /// Names of columns that hold a label a step.
  static let stepLabelNames = labelNames + ["tag", "state", "activity", "regime"]

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
      finder.labelChoice(reader), known?.labelColumn,
      or: reader.labelsSteps ? Self.stepLabelNames : Self.labelNames)
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

  /// A note about the columns that were found by their usual names; nil if none was.
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
