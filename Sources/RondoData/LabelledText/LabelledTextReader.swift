import RondoFiles
public import RondoText

/// A reader of labelled texts from tables, JSON, fastText lines and folders.
///
///     var reader = LabelledTextReader()
///     reader.labelColumn = "stars"
///     let data = try reader.read(["reviews.csv"])
///
/// A path is a file in one of the forms of `LabelledTextForm`, recognized by its extension (`.csv`,
/// `.tsv`, `.jsonl`, `.json`) or, for other names and "-", by its first line; or a folder with a
/// file a class or a folder a class; or several plain files are named, one a class
/// (`LabelledTextReader+Classes`). Ambiguous input is refused with its line and column. Linear in
/// the bytes. `Sendable`.
public struct LabelledTextReader: Sendable {
  /// Whether a table's first row names its columns.
  public enum Header: String, Sendable, Hashable, Codable, CaseIterable {
    /// It does if a column was chosen by name, or if one of its fields is one of `textNames` or
    /// `labelNames`, in any case of letters, and does not recur in its column.
    case auto
    /// It does.
    case yes
    /// It is a case.
    case no
  }

  /// Usual names of the column or key of the text, in order of preference.
  public static let textNames = [
    "text", "texts", "sentence", "document", "review", "content", "message", "comment", "tweet",
  ]
  /// Usual names of the column or key of the label, in order of preference.
  public static let labelNames = [
    "label", "labels", "class", "category", "sentiment", "target", "polarity", "language",
  ]

  /// The form of all files; nil to recognize it by each name or first line.
  public var form: LabelledTextForm?
  /// The form of files with other names; nil to recognize it by the first line.
  public var usualForm: LabelledTextForm?
  /// The delimiter of CSV; nil to recognize it by the first rows.
  public var delimiter: TableDelimiter?
  /// The places of text and label in earlier data of the same kind; nil if there are none.
  public var layout: LabelledTextLayout?
  /// The text's column by its name or its number from 1, or its key in JSON; nil to find it.
  public var textColumn: String?
  /// The label's column by its name or its number from 1, or its key in JSON; nil to find it.
  public var labelColumn: String?
  /// The labels of those data, with which a table without their header is checked.
  public var knownLabels: Set<ClassLabel> = []
  /// Whether a table's first row names its columns.
  public var header = Header.auto
  /// Whether a case may have several labels, or none if its form can express that.
  public var isMultiLabel = false
  /// Whether cases need a label; false for texts to predict.
  public var requiresLabels = true
  /// Whether cases without a required label are omitted instead of refused.
  public var skipsUnlabelled = false
  /// Whether a case that cannot be read is kept, with its `fault`, instead of ending the reading;
  /// faults of the file as a whole still do.
  public var keepsUnreadable = false
  /// The prefix of fastText's labels.
  public var labelPrefix = "__label__"
  /// The encoding of the files.
  public var encoding = TextEncoding.auto
  /// Whether invalid text is replaced by U+FFFD instead of refused.
  public var lossy = false

  /// Creates a reader that recognizes forms and columns.
  public init() {}

  /// The cases of all files that the paths refer to, in order.
  ///
  /// - Throws: `DataError`: `missing` or `unreadable` for the first path that is; `text` for the
  ///   first file that is not text; `malformed` with line and column, or `unfit`, for the first
  ///   that breaks the rules of its form; `empty` for an empty one.
  public func read(_ paths: [String]) throws(DataError) -> LabelledText {
    if let classes = try classFiles(paths) {
      if isMultiLabel, requiresLabels { throw .unfit(path: paths[0], .oneLabelOnly) }
      return try readClasses(classes)
    }
    var data = LabelledText()
    for path in paths { try readFile(path, into: &data) }
    if paths.isEmpty { throw .empty(paths: []) }
    try settleUnlabelled(&data)
    return data
  }

  /// Omits cases without labels, or refuses them with their number.
  private func settleUnlabelled(_ data: inout LabelledText) throws(DataError) {
    guard let (count, error) = data.unlabelled else { return }
    let all = data.caseCount
    if count == all { throw error(all == 1 ? .emptyLabel : .allUnlabelled) }
    guard skipsUnlabelled else { throw error(.unlabelled(count, of: all)) }
    data.notes.append("\(count) of \(all) cases have no label and were omitted")
  }

  private func readFile(_ path: String, into data: inout LabelledText) throws(DataError) {
    let text = try open(path, into: &data)
    let found =
      form ?? LabelledTextForm(path: path) ?? usualForm
      ?? LabelledTextForm.looking(
        at: text, labelPrefix: labelPrefix, isMultiLabel: isMultiLabel && requiresLabels)
    guard let found else { throw .unfit(path: path, .unknownTextForm) }
    let (before, first) = (data.caseCount, data.cases.count)
    let layout = layout ?? data.layout
    switch found {
    case .csv: try readTable(text, isQuoting: true, layout, into: &data)
    case .tsv: try readTable(text, isQuoting: false, layout, into: &data)
    case .jsonLines: try readJSON(text, layout, into: &data)
    case .fastText: try readFastText(text, into: &data)
    }
    if data.caseCount == before { throw .unfit(path: path, .noCases) }
    try markDamage(in: text, of: &data, from: first)
  }

  /// Marks the cases on damaged lines with their faults.
  private func markDamage(
    in text: SourceText, of data: inout LabelledText, from first: Int
  ) throws(DataError) {
    for (line, damage) in text.damage.sorted(by: { $0.key < $1.key }) {
      let error = text.error(damage, onLine: line)
      let lines = data.cases[first...].map { $0.position?.line ?? 0 }
      guard let index = lines.lastIndex(where: { $0 <= line }) else { throw error }
      if data.cases[first + index].fault == nil {
        data.cases[first + index] = .unreadable(error, like: data.cases[first + index])
      }
    }
  }

  /// Reads and records one file.
  func open(_ path: String, into data: inout LabelledText) throws(DataError) -> SourceText {
    var reader = CorpusReader(encoding: encoding, lossy: lossy)
    reader.keepsDamage = keepsUnreadable
    let text = try SourceText(path, reader)
    data.sources.append(text.source)
    data.notes += text.notes
    return text
  }
}

extension LabelledTextReader {
  /// Reads a case; one that cannot be read is kept if `keepsUnreadable`.
  func keepingPlace(
    in data: inout LabelledText, line: Int, id: String? = nil,
    _ body: (inout LabelledText) throws(DataError) -> Void
  ) throws(DataError) {
    let before = data.cases.count
    do throws(DataError) {
      try body(&data)
      if data.cases.count > before { data.cases[before].id = id }
    } catch {
      guard keepsUnreadable else { throw error }
      var item = TextCase(
        "", labels: [], position: TextCase.Position(source: data.sources.count - 1, line: line))
      item.id = id
      data.cases.append(.unreadable(error, like: item))
    }
  }

  /// Usual names of the column or key of the id of a case.
  static let idNames = ["id", "case_id", "case"]

  /// Adds a case; refuses a wrong number of labels with the position of `offset`.
  func add(
    _ string: String, _ labels: [ClassLabel], line: Int, to data: inout LabelledText,
    failingAt offset: Int, in text: SourceText
  ) throws(DataError) {
    if labels.count > 1, !isMultiLabel {
      throw text.error(.severalLabels(labels.count), at: offset)
    }
    if labels.count > 1 {
      var seen: Set<ClassLabel> = []
      for label in labels where !seen.insert(label).inserted {
        throw text.error(.repeatedLabel(label.name), at: offset)
      }
    }
    let position = TextCase.Position(source: data.sources.count - 1, line: line)
    data.cases.append(TextCase(string, labels: labels, position: position))
  }
}
