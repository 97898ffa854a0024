import RondoFiles
public import RondoText

/// A reader of files of series.
///
///     let file = try SeriesReader().read("ucr/GunPoint/GunPoint_TRAIN.ts")
///     file.set.cases.count        // 50
///     file.set.cases[0].length    // 150
///
/// Numbers are read to the nearest `Double`; labels keep their spelling, except numeric labels of
/// the UCR archive's text files (see `SeriesReader+UCR`). A case has at least one value. A file
/// that breaks the rules of its form is refused with line and column; cases without labels are
/// counted first. Linear in the bytes. `Sendable`.
public struct SeriesReader: Sendable {
  /// Additional forms, tried in order before the file's extension, unless `form` is given.
  public var formats: [any SeriesFormat] = []
  /// The form; nil to recognize it by `formats` or the file's extension.
  public var form: SeriesForm?
  /// The form of a file with another name; nil to refuse it.
  public var usualForm: SeriesForm?
  /// The delimiter of CSV; nil to recognize it by the first rows.
  public var delimiter: TableDelimiter?
  /// Whether targets are numbers to predict; only `.ts` files and ARFF declare it themselves.
  public var isRegression = false
  /// Whether cases need labels or targets; false for series to predict. `?` or, in CSV, an empty
  /// field means none.
  public var requiresTargets = true
  /// Whether cases without a required label or target are omitted instead of refused.
  public var skipsUnlabelled = false
  /// Whether lines of UCR text begin with a label instead of a value.
  public var hasTargetColumn = true
  /// In CSV, the column that identifies the case, by its name or its number from 1; nil to find it.
  public var caseColumn: String?
  /// In CSV, the column with the time stamps; nil to find it.
  public var timeColumn: String?
  /// In CSV, the column with the label or target; nil to find it.
  public var labelColumn: String?
  /// In CSV with a value a row, the column that names the channel; nil to find it.
  public var channelColumn: String?
  /// In CSV, the column of that value; nil to find it.
  public var valueColumn: String?
  /// In CSV, the columns to ignore, by their names or numbers from 1.
  public var ignoredColumns: [String] = []
  /// The expected channels and their order.
  public var channels = SeriesChannels.any
  /// The encoding of the file.
  public var encoding = TextEncoding.auto
  /// Whether invalid text is replaced by U+FFFD instead of refused.
  public var lossy = false
  /// Whether a case that cannot be read is kept, with its `fault`, instead of ending the reading;
  /// faults of the file as a whole still do.
  public var keepsUnreadable = false
  /// Whether each step has a label instead of each case (`readSteps`).
  var labelsSteps = false
  /// Whether values are read; without them cases have labels and targets alone.
  var readsValues = true

  /// Creates a reader that recognizes forms and columns.
  public init() {}

  /// The series of one file; "-" is standard input, whose form must be given.
  ///
  /// - Throws: `DataError`: `missing` or `unreadable`; `text` if it is not text; `empty`;
  ///   `malformed` with line and column, or `unfit`, if it breaks the rules of its form.
  public func read(_ path: String) throws(DataError) -> SeriesFile {
    // First, so that binary data are reported as such.
    var corpusReader = CorpusReader(encoding: encoding, lossy: lossy)
    corpusReader.keepsDamage = keepsUnreadable
    let text = try SourceText(path, corpusReader)
    var notes = text.notes
    var parsed = try parse(text, notes: &notes)
    if requiresTargets { try settleTargets(of: &parsed, text, &notes) }
    if readsValues { notes += self.notes(on: parsed).map { "\(path): \($0)" } }
    return SeriesFile(set: parsed.set, source: text.source, notes: notes, table: parsed.table)
  }

  /// The series of a text in any form; at least one.
  func parse(
    _ text: SourceText, notes: inout [Advice]
  ) throws(DataError) -> ParsedSeries {
    if form == nil, let format = formats.first(where: { $0.reads(text.path) }) {
      return try ParsedSeries(format, text, keepsValues: readsValues)
    }
    guard let form = form ?? SeriesForm(path: text.path) ?? usualForm else {
      throw .unfit(path: text.path, .unknownSeriesForm)
    }
    let parsed =
      switch form {
      case .ts: try readTS(text, notes: &notes)
      case .tsv, .txt: try readUCR(text)
      case .arff: try readARFF(text)
      case .csv: try readLongCSV(text, notes: &notes)
      }
    if parsed.set.cases.isEmpty {
      let hasHeader = form != .tsv && form != .txt
      throw .unfit(path: text.path, hasHeader ? .headerWithoutCases : .noCases)
    }
    return parsed
  }

  /// Omits the cases without a target, or refuses them with their number.
  private func settleTargets(
    of parsed: inout ParsedSeries, _ text: SourceText, _ notes: inout [Advice]
  ) throws(DataError) {
    guard parsed.hasTargets, let first = parsed.firstUnlabelled else { return }
    let all = parsed.set.cases.count
    let kept = parsed.set.cases.filter { $0.target != .none }
    guard skipsUnlabelled, !kept.isEmpty else {
      throw text.error(.unlabelled(all - kept.count, of: all), at: first)
    }
    if parsed.set.targets == .none { parsed.set.targets = SeriesSet.targets(of: kept) }
    parsed.set.cases = kept
    notes.append("\(text.path): \(all - kept.count) of \(all) cases have no label and are omitted")
  }

  /// Notes for the user about unusual series and about the order of channels.
  func notes(on parsed: ParsedSeries) -> [Advice] {
    var notes: [Advice] = []
    let (set, table) = (parsed.set, parsed.table)
    let short = set.cases.count { $0.length == 1 }
    if 2 * short >= set.cases.count {
      let channels = set.channels == 1 ? "" : " of \(set.channels) channels"
      notes.append(
        "\(short) of \(set.cases.count) series \(short == 1 ? "has" : "have") one step\(channels)"
          + (table == nil
            ? ""
            : ": in a table each step is a row; a series a line, its label first, is UCR text (.tsv)")
      )
    }
    if channels.table?.timeColumn != nil, set.times == nil {
      notes.append(
        "the file has no time stamps, and the model was trained with them: its samples are taken one "
          + "unit of time apart")
    }
    guard set.channels > 1 else { return notes }
    if case .named(let model) = channels, table == nil {
      notes.append(
        "the file does not name its channels: they are taken by position as "
          + "\(DataFault.list(model.channels))")
    }
    if channels == .positional, let table {
      notes.append(
        "the model does not know the names of its channels: "
          + "\(DataFault.list(table.channels)) are taken by position")
    }
    return notes
  }

  /// The number in the field of the label.
  func regressionTarget(_ text: SourceText, _ field: Range<Int>) throws(DataError) -> SeriesTarget {
    let field = text.trimmed(field)
    guard let value = DecimalNumber.parse(text.utf8, field), value.isFinite else {
      throw text.error(.targetNotANumber(text.string(field)), at: field.lowerBound)
    }
    return .value(value)
  }
}

extension SeriesReader {
  /// Reads a case from a line; one that cannot be read is kept if `keepsUnreadable`.
  func keepingPlace(
    line: Int, in cases: inout [SeriesCase], _ body: () throws(DataError) -> SeriesCase
  ) throws(DataError) {
    do throws(DataError) { cases.append(try body()) } catch {
      guard keepsUnreadable else { throw error }
      cases.append(.unreadable(error, channels: cases.first?.channels ?? 1, line: line))
    }
  }

  /// The targets of a file's cases alone: values and time stamps are not read.
  ///
  /// - Returns: A file whose cases have only targets and lines.
  /// - Throws: The errors of `read`.
  public func readTargets(_ path: String) throws(DataError) -> SeriesFile {
    var reader = self
    reader.readsValues = false
    return try reader.read(path)
  }
}

/// The result of reading a form.
struct ParsedSeries {
  var set: SeriesSet
  /// Whether the form can hold targets.
  var hasTargets = false
  /// The offset of the missing target of the first case without one.
  var firstUnlabelled: Int?
  /// The columns of a table.
  var table: SeriesTable?
  /// The labels of the steps of each case, if the reader reads them.
  var steps: [StepLabels] = []
  /// The delimiter of a table and the end of its header, if the reader reads labels of steps.
  var header: (delimiter: UInt8, end: Int)?

  init(_ set: SeriesSet, hasTargets: Bool = false, firstUnlabelled: Int? = nil) {
    (self.set, self.hasTargets, self.firstUnlabelled) = (set, hasTargets, firstUnlabelled)
  }
}
