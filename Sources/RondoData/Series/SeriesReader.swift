import RondoFiles
public import RondoText

/// Reads a file of series.
///
///     let file = try SeriesReader().read("ucr/GunPoint/GunPoint_TRAIN.ts")
///     file.set.cases.count        // 50
///     file.set.cases[0].length    // 150
///
/// Numbers are read to the nearest `Double`; labels keep their spelling, but for the numbers that are
/// the labels of the UCR archive's text files (see `SeriesReader+UCR`). A case has one value at
/// least. What breaks the rules of its form is refused with its line and column; cases without labels
/// are counted first. Linear in the bytes.
/// `Sendable`.
public struct SeriesReader: Sendable {
  /// Forms of a program's own, asked in order before the file's ending is looked at; none of them
  /// where `form` is given.
  public var formats: [any SeriesFormat] = []
  /// The form; nil to tell it from `formats` or the file's ending.
  public var form: SeriesForm?
  /// The form of a file whose name does not tell; nil where there is none.
  public var usualForm: SeriesForm?
  /// The delimiter of CSV; nil for a comma, or what the first rows show.
  public var delimiter: TableDelimiter?
  /// True where the targets are numbers to be predicted, which only `.ts` files and ARFF say
  /// themselves.
  public var isRegression = false
  /// False where cases without labels or targets are meant to be read, series to predict: `?` in the
  /// place of one, or in CSV nothing, is none.
  public var requiresTargets = true
  /// True where cases without labels or targets are left out, where those are required.
  public var skipsUnlabelled = false
  /// False where the lines of UCR text begin with a value and not with a label.
  public var hasTargetColumn = true
  /// In CSV, the column that tells the cases apart, by its name or its number from 1; nil to find it.
  public var caseColumn: String?
  /// In CSV, the column with the time stamps; nil to find it.
  public var timeColumn: String?
  /// In CSV, the column with the label or target; nil to find it.
  public var labelColumn: String?
  /// In CSV, where a row is one value of one channel, the column that names the channel.
  public var channelColumn: String?
  /// In CSV, the column of that value; nil to find it.
  public var valueColumn: String?
  /// In CSV, the columns that are left out, by their names or numbers from 1.
  public var ignoredColumns: [String] = []
  /// The channels that are expected, and their order.
  public var channels = SeriesChannels.any
  /// The encoding of the file.
  public var encoding = TextEncoding.auto
  /// True where invalid text is replaced instead of refused.
  public var lossy = false
  /// Whether a case that cannot be read keeps its place, with its `fault`, instead of ending the
  /// reading; what is wrong with the file as a whole still does.
  public var keepsUnreadable = false
  /// False where nothing but labels and targets is read, and cases are empty.
  var readsValues = true

  /// A reader that finds out what it can.
  public init() {}

  /// The series of one file; "-" is standard input, whose form must be given.
  ///
  /// - Throws: `DataError`: `missing` or `unreadable`; `text` where it is not text; `empty`;
  ///   `malformed` with line and column, or `unfit`, where it breaks the rules of its form.
  public func read(_ path: String) throws(DataError) -> SeriesFile {
    // First, so that what is no text at all is said to be that.
    var corpusReader = CorpusReader(encoding: encoding, lossy: lossy)
    corpusReader.keepsDamage = keepsUnreadable
    let text = try SourceText(path, corpusReader)
    var notes = text.notes
    var parsed = try parse(text, notes: &notes)
    if requiresTargets { try settleTargets(of: &parsed, text, &notes) }
    if readsValues { notes += self.notes(on: parsed).map { "\(path): \($0)" } }
    return SeriesFile(set: parsed.set, source: text.source, notes: notes, table: parsed.table)
  }

  /// The series of a text in whichever form it has; at least one.
  private func parse(
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

  /// Leaves the cases without a target out, or refuses them, all at once.
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
    notes.append("\(text.path): \(all - kept.count) of \(all) cases have no label and are left out")
  }

  /// What is odd about series that were read, or was done about their channels.
  private func notes(on parsed: ParsedSeries) -> [Advice] {
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

  /// The number in the place of a label.
  func regressionTarget(_ text: SourceText, _ field: Range<Int>) throws(DataError) -> SeriesTarget {
    let field = text.trimmed(field)
    guard let value = DecimalNumber.parse(text.utf8, field), value.isFinite else {
      throw text.error(.targetNotANumber(text.string(field)), at: field.lowerBound)
    }
    return .value(value)
  }
}

extension SeriesReader {
  /// Reads a case from a line; one that cannot be read keeps its place where that is wanted.
  func keepingPlace(
    line: Int, in cases: inout [SeriesCase], _ body: () throws(DataError) -> SeriesCase
  ) throws(DataError) {
    do throws(DataError) { cases.append(try body()) } catch {
      guard keepsUnreadable else { throw error }
      cases.append(.unreadable(error, channels: cases.first?.channels ?? 1, line: line))
    }
  }

  /// The targets of a file's cases, and nothing else of it: neither its values nor its time stamps are
  /// looked at.
  ///
  /// - Returns: a file whose cases are empty but for their targets and lines.
  /// - Throws: as `read`.
  public func readTargets(_ path: String) throws(DataError) -> SeriesFile {
    var reader = self
    reader.readsValues = false
    return try reader.read(path)
  }
}

/// What the reader of a form gives.
struct ParsedSeries {
  var set: SeriesSet
  /// Whether the form has a place for a target.
  var hasTargets = false
  /// Where the target of the first case without one should be.
  var firstUnlabelled: Int?
  /// The columns of a table.
  var table: SeriesTable?

  init(_ set: SeriesSet, hasTargets: Bool = false, firstUnlabelled: Int? = nil) {
    (self.set, self.hasTargets, self.firstUnlabelled) = (set, hasTargets, firstUnlabelled)
  }
}
