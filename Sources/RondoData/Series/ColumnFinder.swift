/// The search for the columns of a table of series: chosen ones, those that a model knows by name,
/// and those with usual names.
package struct ColumnFinder {
  let names: [String]
  let ignored: [Int]
  /// The columns that are not ignored.
  let open: [Int]
  private let header: TableHeader
  /// Channels that are columns in the table of a model, and can have no other role.
  private let knownChannels: Set<ClassLabel>
  /// Whether a model does not know its table, whose columns were then found by fewer names.
  private let isPositional: Bool

  private var table: TableScanner { header.table }

  init(_ reader: SeriesReader, _ table: TableScanner) throws(DataError) {
    let names = table.strings
    let header = TableHeader(names: names, table: table)
    let known = reader.channels.table
    var ignored: [Int] = []
    for choice in reader.ignoredColumns {
      guard let column = try header.column(choice, orOneOf: []) else { continue }
      if !ignored.contains(column) { ignored.append(column) }
    }
    for name in known?.ignored ?? [] {
      ignored += names.indices.filter {
        !ignored.contains($0) && ClassLabel(names[$0]) == ClassLabel(name)
      }
    }
    (self.names, self.header, self.ignored) = (names, header, ignored)
    open = names.indices.filter { !ignored.contains($0) }
    knownChannels =
      known?.channelColumn == nil ? Set(known?.channels.map { ClassLabel($0) } ?? []) : []
    isPositional = reader.channels == .positional
  }

  /// The chosen column, else the one that a model knows, else the first with a usual name.
  func column(
    _ choice: String?, _ known: String?, or usual: [String]
  ) throws(DataError) -> Int? {
    if choice != nil { return try header.column(choice, orOneOf: []) }
    if let known, let column = open.first(where: { ClassLabel(names[$0]) == ClassLabel(known) }) {
      return column
    }
    for name in usual {
      if let column = open.first(where: { isNamed($0, name) }) { return column }
    }
    return nil
  }

  private func isNamed(_ column: Int, _ name: String) -> Bool {
    ASCII.lowercased(names[column]) == name && !knownChannels.contains(ClassLabel(names[column]))
  }

  /// The chosen column of the label; nil if it is missing and not required.
  func labelChoice(_ reader: SeriesReader) -> String? {
    guard let choice = reader.labelColumn else { return nil }
    if reader.requiresTargets { return choice }
    let isThere = names.contains { ClassLabel($0) == ClassLabel(choice) }
    return isThere || (Int(choice).map { (1...names.count).contains($0) } ?? false) ? choice : nil
  }

  /// The column of the time stamps. One whose name only suggests it is used if its values are
  /// stamps that ascend in each case (or in each channel of a case, with a value a row) and other
  /// columns remain for the channels.
  func time(
    _ reader: SeriesReader, _ item: Int, label: Int?, channel: Int?
  ) throws(DataError) -> Int? {
    let names =
      isPositional ? ["time", "timestamp", "date", "reading_id"] : SeriesColumns.timeNames
    let known = reader.channels.table?.timeColumn
    if let sure = try column(reader.timeColumn, known, or: names) { return sure }
    let free = open.filter { $0 != item && $0 != label && $0 != channel }
    if isPositional || free.count < 2 { return nil }
    for name in SeriesColumns.likelyTimeNames {
      for column in free where isNamed(column, name) {
        if try ascends(column, item, channel) { return column }
      }
    }
    return nil
  }

  private func ascends(_ column: Int, _ item: Int, _ channel: Int?) throws(DataError) -> Bool {
    var (rows, last): (TableScanner, [[ClassLabel]: TimeStamp]) = (table, [:])
    while try rows.next() {
      let field = rows.text.trimmed(rows.fields[column].range)
      guard let (time, _) = TimeStamp.parse(rows.text, field) else { return false }
      let key = ([item] + (channel.map { [$0] } ?? [])).map {
        ClassLabel(rows.string(rows.fields[$0]))
      }
      if let before = last[key], before >= time { return false }
      last[key] = time
    }
    return true
  }

  /// The columns of channel and value, with a value a row.
  func single(
    _ reader: SeriesReader, _ channel: Int?, _ value: Int?, among rest: [Int]
  ) throws(DataError) -> (channel: Int, value: Int)? {
    let known = reader.channels.table?.channelColumn
    let isChosen =
      reader.channelColumn != nil || reader.valueColumn != nil
      || known != nil && channel.map { ClassLabel(names[$0]) } == known.map { ClassLabel($0) }
    guard isChosen else {
      guard let channel, let value, Set(rest) == [channel, value] else { return nil }
      return (channel, value)
    }
    guard let channel else {
      throw error(
        .noSeriesColumn(
          "names the channel of a row", ["channel", "dim_id"], setting: .channelColumn,
          found: names))
    }
    let others = rest.filter { $0 != channel && $0 != value }
    guard let value = value ?? (others.count == 1 ? others[0] : nil) else {
      throw error(
        .noSeriesColumn("holds the values", ["value"], setting: .valueColumn, found: names))
    }
    let extra = others.filter { $0 != value }.map { names[$0] }
    guard extra.isEmpty else { throw error(.extraColumns(extra)) }
    return (channel, value)
  }

  /// The columns of the channels in reading order.
  func ordered(_ columns: [Int], _ channels: SeriesChannels) throws(DataError) -> [Int] {
    if columns.isEmpty { throw error(.noSeriesColumn("holds values", ["value"], found: names)) }
    if !isPositional, let unnamed = columns.first(where: { Self.isUnnamed(names[$0]) }) {
      throw table.text.error(
        .unnamedColumn(unnamed + 1, names[unnamed]), at: table.fields[unnamed].range.lowerBound)
    }
    guard let known = channels.table else { return columns }
    do throws(ChannelMismatch) {
      return try known.places(in: columns.map { names[$0] }).map { columns[$0] }
    } catch { throw self.error(.otherChannelNames(error)) }
  }

  /// Whether a name is blank, or the one that pandas gives to a column without a name.
  package static func isUnnamed(_ name: String) -> Bool {
    if name.utf8.allSatisfy({ ASCII.isSpace($0) }) { return true }
    let prefix = "Unnamed: "
    return name.hasPrefix(prefix) && Int(name.dropFirst(prefix.count)) != nil
  }

  private func error(_ fault: DataFault) -> DataError { table.text.error(fault, at: table.start) }
}
