import RondoFiles

/// Collects the rows of a long table and groups them into cases.
struct LongRows {
  /// The rows of one case, in the file's order.
  struct Rows {
    let name: String
    let line: Int
    var target: SeriesTarget
    /// A time stamp a row; empty without time stamps.
    var stamps: [TimeStamp] = []
    /// The values, `[rows, channels]`, or one a row.
    var values: [Double] = []
    /// The channel of each row, with a value a row.
    var channels: [Int] = []
    /// The offset of each row in the file.
    var starts: [Int] = []
    /// The label of each row, and its place, if steps have labels.
    var steps = StepLabels()
    /// The error of the first row that cannot be read, if its case is kept.
    var fault: DataError?
  }

  /// The kind of the first time stamp.
  var times: SeriesSet.Times?
  let columns: SeriesColumns
  let reader: SeriesReader
  private(set) var items: [Rows] = []
  private var indexes: [ClassLabel: Int] = [:]
  private var last: (name: ClassLabel, index: Int)?
  private(set) var channelIndexes: [ClassLabel: Int] = [:]
  /// The offset of the missing label of the first case without one.
  private(set) var firstUnlabelled: Int?

  init(_ columns: SeriesColumns, _ reader: SeriesReader) {
    (self.columns, self.reader) = (columns, reader)
  }

  /// Whether values and time stamps are read, and not labels alone.
  var readsValues: Bool { reader.readsValues }

  /// The expected channels and their order.
  var channels: SeriesChannels { reader.channels }

  /// Adds a row with a wrong number of fields, or without a case, to the case to which it seems to
  /// belong, which is kept as unreadable.
  mutating func keepPlace(of error: DataError, _ table: TableScanner) {
    let field = table.fields.indices.contains(columns.item) ? table.fields[columns.item] : nil
    let name = field.map { table.string($0) } ?? ""
    let index = index(of: ClassLabel(name), .none, table.line)
    if items[index].starts.isEmpty { items[index].starts.append(table.start) }
    items[index].fault = items[index].fault ?? error
  }

  mutating func add(_ table: TableScanner) throws(DataError) {
    let text = table.text
    let name = try self.name(table, columns.item, .emptyCaseName)
    let isCaseLabelled = !reader.keepsUnreadable && !reader.labelsSteps
    let target = isCaseLabelled ? try self.target(table) : .none
    let index = index(of: name, target, table.line)
    if items[index].target != target {
      throw text.error(
        .labelChanges(case: name.name),
        at: columns.label.map { table.fields[$0].range.lowerBound } ?? table.start)
    }
    items[index].starts.append(table.start)
    if reader.labelsSteps { items[index].steps.add(table, columns.label) }
    guard readsValues else { return }
    do throws(DataError) { try addValues(of: table, to: index) } catch {
      guard reader.keepsUnreadable else { throw error }
      items[index].fault = items[index].fault ?? error
    }
  }

  private mutating func addValues(of table: TableScanner, to index: Int) throws(DataError) {
    let text = table.text
    if let column = columns.time {
      items[index].stamps.append(try stamp(text, text.trimmed(table.fields[column].range)))
    }
    if let single = columns.single {
      let channel = try self.name(table, single.channel, .emptyChannelName)
      items[index].channels.append(channelIndex(of: channel))
      items[index].values.append(try value(table, single.value))
    } else {
      for column in columns.channels {
        items[index].values.append(try value(table, column))
      }
    }
  }

  private func name(
    _ table: TableScanner, _ column: Int, _ fault: DataFault
  ) throws(DataError) -> ClassLabel {
    let field = table.fields[column]
    if table.text.isBlank(field.range) { throw table.text.error(fault, at: field.range.lowerBound) }
    return ClassLabel(table.string(field))
  }

  private mutating func index(of name: ClassLabel, _ target: SeriesTarget, _ line: Int) -> Int {
    if let last, last.name == name { return last.index }
    let index = indexes[name] ?? items.count
    if index == items.count {
      indexes[name] = index
      items.append(Rows(name: name.name, line: line, target: target))
    }
    last = (name, index)
    return index
  }

  private mutating func channelIndex(of name: ClassLabel) -> Int {
    if let index = channelIndexes[name] { return index }
    channelIndexes[name] = channelIndexes.count
    return channelIndexes.count - 1
  }

  private mutating func target(_ table: TableScanner) throws(DataError) -> SeriesTarget {
    guard let column = columns.label else { return .none }
    let field = table.fields[column]
    if table.text.isBlank(field.range) {
      if firstUnlabelled == nil { firstUnlabelled = field.range.lowerBound }
      return .none
    }
    if reader.isRegression { return try reader.regressionTarget(table.text, field.range) }
    return .label(ClassLabel(table.string(field)))
  }

  /// The number in a column; NaN for an empty field. A text is refused with the column's name.
  private func value(_ table: TableScanner, _ column: Int) throws(DataError) -> Double {
    let (text, range) = (table.text, table.fields[column].range)
    if text.isBlank(range) { return .nan }
    do throws(DataError) { return try text.value(in: range) } catch {
      let field = text.trimmed(range)
      guard case .malformed(_, _, _, .notANumber(text.string(field))) = error else { throw error }
      let isDate = TimeStamp.parse(text, field)?.1 == .dates
      let roles: [(setting: SettingName, role: String, isOpen: Bool)] = [
        (.labelColumn, "the label", columns.label == nil),
        (.timeColumn, "the time", columns.time == nil && isDate),
      ]
      func isValue(_ column: Int) -> Bool { ASCII.lowercased(columns.names[column]) == "value" }
      let namesChannels =
        !isDate && !isValue(column)
        && (columns.channels.count == 2 || columns.channels.contains(where: isValue))
      throw text.error(
        .textChannel(
          columns.names[column], number: column + 1, text.string(field),
          roles: roles.filter(\.isOpen).map { ($0.setting, $0.role) },
          seemsToNameChannels: namesChannels),
        at: field.lowerBound)
    }
  }

  private mutating func stamp(
    _ text: SourceText, _ field: Range<Int>
  ) throws(DataError) -> TimeStamp {
    guard let (time, kind) = TimeStamp.parse(text, field) else {
      throw text.error(.badTimeStamp(text.string(field)), at: field.lowerBound)
    }
    if let times, kind != times { throw text.error(.mixedTimeStamps, at: field.lowerBound) }
    times = kind
    return time
  }
}
