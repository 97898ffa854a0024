public import RondoFiles

/// A series with a label for each step.
///
/// `Sendable`.
public struct StepLabelledSeries: Sendable, Equatable {
  /// The name of the case in its file, or its number from 1.
  public var id: String
  /// The values and times; the case itself has no target.
  public var series: SeriesCase
  /// The label of each step, `[T]`; empty if the steps have none.
  public var labels: [String]

  /// A series with its labels.
  public init(id: String, series: SeriesCase, labels: [String] = []) {
    precondition(
      labels.isEmpty || labels.count == series.length,
      "\(labels.count) labels for \(series.length) steps")
    (self.id, self.series, self.labels) = (id, series, labels)
  }
}

/// Series with a label for each step, read from a file.
///
///     var reader = SeriesReader()
///     reader.labelColumn = "regime"
///     let file = try reader.readSteps("corpora/regimes.csv")
///     file.cases[0].labels  // ["smooth", "smooth", …]
///
/// `Sendable`.
public struct StepLabelledFile: Sendable {
  /// The series in the order of the file.
  public var cases: [StepLabelledSeries]
  /// The names of the channels, `[C]`; `channel1` and so on if the file does not name them.
  public let channelNames: [String]
  /// The meaning of the time stamps; nil if there are none.
  public let times: SeriesSet.Times?
  /// The columns of the table; nil for other forms.
  public let table: SeriesTable?
  /// The file.
  public let source: DataSource
  /// Notes for the user about how it was read.
  public let notes: [Advice]
  private let text: SourceText
  /// The places of the labels of each series.
  private let places: [StepLabels]
  /// The delimiter and the end of the header; nil for other forms.
  private let header: (delimiter: UInt8, end: Int)?

  fileprivate init(_ parsed: ParsedSeries, _ text: SourceText, _ notes: [Advice]) {
    let set = parsed.set
    cases = set.cases.enumerated().map { index, item in
      let steps = parsed.steps[index]
      return StepLabelledSeries(
        id: item.name ?? "\(index + 1)", series: item,
        labels: steps.missing == nil ? steps.texts : [])
    }
    channelNames =
      parsed.table?.channels ?? set.channelNames ?? SeriesOutput.defaultChannelNames(set.channels)
    (times, table, source) = (set.times, parsed.table, text.source)
    (self.text, self.notes, header, places) = (text, notes, parsed.header, parsed.steps)
  }

  /// The distinct labels: numbers first, in numerical order, then the others in byte order.
  public var labels: [ClassLabel] {
    SeriesSet.sorted(cases.lazy.flatMap(\.labels).map { ClassLabel($0) })
  }

  /// The error for a fault of a series, with its file and the line on which it begins.
  public func error(_ fault: DataFault, at index: Int) -> DataError {
    .malformed(
      path: source.path, line: cases[index].series.line ?? 1, column: 1, fault)
  }
}

extension SeriesReader {
  /// The series of a file whose steps have labels; "-" is standard input, whose form must be given.
  ///
  /// In a table (CSV) the column of the label is that of the row's step: `labelColumn`, or one with
  /// a usual name (`label`, `class`, `target`, `tag`, `state`, `activity`, `regime`). In a `.ts`
  /// file `labelColumn` is the number, from 1, of a channel that holds labels, as numbers or words,
  /// instead of values. Where labels are not required (`requiresTargets`), a table may lack the
  /// column; a `.ts` file may lack the channel if it is the last one. An empty field, and `?` in a
  /// `.ts` file, is a missing label. Targets of whole cases are ignored.
  ///
  /// - Throws: The errors of `read`, and `malformed` for the first step without a required label.
  public func readSteps(_ path: String) throws(DataError) -> StepLabelledFile {
    var reader = self
    (reader.labelsSteps, reader.readsValues, reader.isRegression) = (true, true, false)
    var files = CorpusReader(encoding: encoding, lossy: lossy)
    files.keepsDamage = keepsUnreadable
    let text = try SourceText(path, files)
    var notes = text.notes
    var parsed = try reader.parse(text, notes: &notes)
    if parsed.steps.isEmpty { throw .unfit(path: path, .noStepLabels) }
    if requiresTargets { try settleSteps(of: &parsed, text, &notes) }
    notes += reader.notes(on: parsed).map { "\(path): \($0)" }
    return StepLabelledFile(parsed, text, notes)
  }

  /// Omits the series with a step without a label, or refuses the first such step.
  private func settleSteps(
    of parsed: inout ParsedSeries, _ text: SourceText, _ notes: inout [Advice]
  ) throws(DataError) {
    if let table = parsed.table, table.labelColumn == nil {
      throw text.error(.noLabelColumn(channels: table.channels), at: 0)
    }
    let all = parsed.set.cases
    let kept = all.indices.filter { all[$0].fault == nil && parsed.steps[$0].missing == nil }
    let missing = parsed.steps.lazy.compactMap(\.missing).min()
    guard let missing else { return }
    guard skipsUnlabelled, !kept.isEmpty else { throw text.error(.unlabelledStep, at: missing) }
    parsed.set.cases = kept.map { all[$0] }
    parsed.steps = kept.map { parsed.steps[$0] }
    notes.append(
      "\(text.path): \(all.count - kept.count) of \(all.count) series have steps without labels "
        + "and are omitted")
  }

  /// The channel of a `.ts` file that holds the labels, from 0; nil if there is none.
  func labelChannel(_ text: SourceText) throws(DataError) -> Int? {
    guard let choice = labelColumn ?? channels.table?.labelColumn else {
      if requiresTargets { throw .unfit(path: text.path, .labelChannelNumber(nil)) }
      return nil
    }
    let digits = choice.hasPrefix("channel") ? choice.dropFirst("channel".count) : choice[...]
    guard let number = Int(digits), number > 0 else {
      throw .unfit(path: text.path, .labelChannelNumber(choice))
    }
    return number - 1
  }
}

/// The labels of a series' steps while they are read, and their places in the file.
struct StepLabels: Sendable {
  /// A row of a table.
  struct Row: Sendable {
    /// The bytes of the label; nil if the table has none.
    let label: Range<Int>?
    /// The end of the row.
    let end: Int
    /// The step to which it belongs, once it is known.
    var step = 0
  }

  /// The labels: of each row, and then of each step; empty if any is missing.
  var texts: [String] = []
  /// The offset of the first missing label.
  private(set) var missing: Int?
  /// The rows of a table in the order of the file.
  var rows: [Row] = []
  /// In a `.ts` file, the bytes of each label; empty if there is no channel of labels.
  private(set) var fields: [Range<Int>] = []
  /// In a `.ts` file, the bytes of each time stamp, and the end of the last channel.
  var stamps: [Range<Int>] = []
  var channelsEnd = 0

  /// Adds the label of a row.
  mutating func add(_ table: TableScanner, _ column: Int?) {
    let field = column.map { table.fields[$0] }
    rows.append(Row(label: field.map(table.whole), end: table.end))
    guard let field else { return }
    if table.text.isBlank(field.range) { missing = missing ?? field.range.lowerBound }
    texts.append(table.string(field))
  }

  /// Adds the label of a step of a `.ts` file.
  mutating func add(_ field: Range<Int>, _ text: SourceText) {
    if field.isEmpty || text.isMissingMark(field) { missing = missing ?? field.lowerBound }
    fields.append(field)
    texts.append(text.string(field))
  }
}

extension LongRows {
  /// The labels of the steps of each case, in the order of the steps.
  func stepLabels(_ cases: [SeriesCase], _ text: SourceText) throws(DataError) -> [StepLabels] {
    var result: [StepLabels] = []
    for (item, series) in zip(items, cases) {
      var steps = item.steps
      guard series.fault == nil else {
        steps.texts = []
        result.append(steps)
        continue
      }
      var labels = [String?](repeating: nil, count: series.length)
      for (row, step) in self.steps(of: item) {
        steps.rows[row].step = step
        guard !item.steps.texts.isEmpty else { continue }
        let label = item.steps.texts[row]
        if let other = labels[step], ClassLabel(other) != ClassLabel(label) {
          throw text.error(.twoLabelsOfStep, at: steps.rows[row].label?.lowerBound ?? 0)
        }
        labels[step] = label
      }
      steps.texts = steps.missing == nil ? labels.compactMap { $0 } : []
      result.append(steps)
    }
    return result
  }

  /// The step of each row of a case, in the order of time.
  private func steps(of item: Rows) -> [(row: Int, step: Int)] {
    let order = order(item)
    guard columns.single != nil else { return order.enumerated().map { ($0.element, $0.offset) } }
    var (result, step, last): ([(Int, Int)], Int, TimeStamp?) = ([], -1, nil)
    var counts: [Int: Int] = [:]
    for row in order {
      if item.stamps.isEmpty {
        step = counts[item.channels[row], default: 0]
        counts[item.channels[row]] = step + 1
      } else if last != item.stamps[row] {
        (step, last) = (step + 1, item.stamps[row])
      }
      result.append((row, step))
    }
    return result
  }
}

extension StepLabelledFile {
  /// Bytes to write in the place of a range of the file.
  private typealias Edit = (range: Range<Int>, bytes: [UInt8])

  /// The contents of the file with other labels; everything else stays as it is, byte for byte.
  ///
  /// In a table the column of the labels is replaced, or a last column `label` added if there is
  /// none; probabilities are a further column `confidence`. In a `.ts` file labels and
  /// probabilities are channels.
  ///
  /// - Parameters:
  ///   - labels: The label of each step of each series; empty for a series that stays as it is.
  ///   - confidences: The probability of each label; nil to write none.
  /// - Throws: `DataError.unwritable` if the form cannot hold a label.
  public func bytes(
    labels: [[String]], confidences: [[Double]]? = nil
  ) throws(DataError) -> [UInt8] {
    precondition(labels.count == cases.count, "\(labels.count) labels for \(cases.count) series")
    var edits: [Edit] = []
    if let header {
      var names = table?.labelColumn == nil ? ["label"] : []
      if confidences != nil { names.append("confidence") }
      edits.append((header.end..<header.end, columns(names, header.delimiter)))
    }
    for (index, labels) in labels.enumerated() {
      let item = cases[index].series
      precondition(
        labels.isEmpty || labels.count == item.length,
        "\(labels.count) labels for \(item.length) steps")
      for label in labels {
        if let fault = fault(of: label) {
          let form = header == nil ? SeriesForm.ts : .csv
          throw .unwritable(form: form.rawValue, index: index, fault)
        }
      }
      let sure = confidences.map { $0[index].map { TaggedTextWriter.text($0) } }
      edits += header == nil ? channels(index, labels, sure) : rows(index, labels, sure)
    }
    edits.sort { $0.range.lowerBound < $1.range.lowerBound }
    var (bytes, start): ([UInt8], Int) = ([], 0)
    for edit in edits {
      bytes += text.utf8[start..<edit.range.lowerBound] + edit.bytes
      start = edit.range.upperBound
    }
    return bytes + text.utf8[start...]
  }

  /// The reason why the form cannot hold a label; nil if it can.
  private func fault(of label: String) -> WritingFault? {
    if label.utf8.allSatisfy({ ASCII.isSpace($0) }) { return .emptyLabel }
    if label.utf8.contains(0) { return .character("NUL", in: .label(label)) }
    guard header == nil else { return nil }
    let signs = [
      "a comma": ",", "a colon": ":", "a parenthesis": "(", "a closing parenthesis": ")",
    ]
    for (name, sign) in signs.sorted(by: { $0.key < $1.key }) where label.contains(sign) {
      return .character(name, in: .label(label))
    }
    return SeriesOutput.control(in: label).map { .character($0, in: .label(label)) }
  }

  private func columns(_ texts: [String], _ delimiter: UInt8) -> [UInt8] {
    var bytes: [UInt8] = []
    for text in texts {
      bytes.append(delimiter)
      if !text.isEmpty { CSVField.append(text, to: &bytes, delimiter: delimiter) }
    }
    return bytes
  }

  private func rows(_ index: Int, _ labels: [String], _ sure: [String]?) -> [Edit] {
    let delimiter = header?.delimiter ?? UInt8(ascii: ",")
    return places[index].rows.flatMap { row -> [Edit] in
      let label = labels.isEmpty ? nil : labels[row.step]
      var (edits, added): ([Edit], [String]) = ([], [])
      if let range = row.label {
        var bytes: [UInt8] = []
        if let label {
          CSVField.append(label, to: &bytes, delimiter: delimiter)
          edits.append((range, bytes))
        }
      } else {
        added.append(label ?? "")
      }
      if let sure { added.append(labels.isEmpty ? "" : sure[row.step]) }
      return edits + [(row.end..<row.end, columns(added, delimiter))]
    }
  }

  /// The labels of a case of a `.ts` file, and their probabilities, as channels.
  private func channels(_ index: Int, _ labels: [String], _ sure: [String]?) -> [Edit] {
    let place = places[index]
    if labels.isEmpty { return [] }
    func channel(_ texts: [String]) -> [UInt8] {
      let steps = texts.enumerated().map { step, value in
        place.stamps.isEmpty ? value : "(\(text.string(place.stamps[step])),\(value))"
      }
      return Array((":" + steps.joined(separator: ",")).utf8)
    }
    var edits: [Edit] = zip(place.fields, labels).map { ($0, Array($1.utf8)) }
    let added = (place.fields.isEmpty ? channel(labels) : []) + (sure.map(channel) ?? [])
    edits.append((place.channelsEnd..<place.channelsEnd, added))
    return edits
  }
}
