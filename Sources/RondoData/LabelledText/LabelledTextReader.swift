import RondoFiles
public import RondoText

/// Reads labelled texts in the forms that people have them in.
///
///     var reader = LabelledTextReader()
///     reader.labelColumn = "stars"
///     let data = try reader.read(["reviews.csv"])
///
/// A path is a file in one of the forms of `LabelledTextForm`, told by its ending (`.csv`, `.tsv`,
/// `.jsonl`, `.json`) or, for other endings and "-", by its first line; or a folder with a file a
/// class or a folder a class; or several plain files are named, a class each
/// (`LabelledTextReader+Classes`). What cannot be read in exactly one way is refused with its line
/// and column. Linear in the bytes. `Sendable`.
public struct LabelledTextReader: Sendable {
  /// Whether a table's first row names its columns.
  public enum Header: String, Sendable, Hashable, Codable, CaseIterable {
    /// It does where a column was chosen by name, or where one of its fields is one of `textNames`
    /// or `labelNames`, whatever the case of its letters, and does not recur in its column.
    case auto
    /// It does.
    case yes
    /// It is a case.
    case no
  }

  /// Names by which the text's column or key is known, the first that occurs before the others.
  public static let textNames = [
    "text", "texts", "sentence", "document", "review", "content", "message", "comment", "tweet",
  ]
  /// Names by which the label's column or key is known, the first that occurs before the others.
  public static let labelNames = [
    "label", "labels", "class", "category", "sentiment", "target", "polarity", "language",
  ]

  /// The form of all files; nil to tell it from each name or first line.
  public var form: LabelledTextForm?
  /// The form of files whose names do not tell; nil to tell it from the first line.
  public var usualForm: LabelledTextForm?
  /// The delimiter of CSV; nil for a comma, or what the first rows show.
  public var delimiter: TableDelimiter?
  /// Where earlier data of the same kind held text and label; nil where there are none.
  public var layout: LabelledTextLayout?
  /// The text's column by its name or its number from 1, or its key in JSON; nil to find it.
  public var textColumn: String?
  /// The label's column by its name or its number from 1, or its key in JSON; nil to find it.
  public var labelColumn: String?
  /// The labels of that data, by which a table without the header that it had is checked.
  public var knownLabels: Set<ClassLabel> = []
  /// Whether a table's first row names its columns.
  public var header = Header.auto
  /// Whether a case may have several labels, or none where its form can say so.
  public var isMultiLabel = false
  /// False where cases without labels are meant to be read: texts to predict.
  public var requiresLabels = true
  /// Whether cases that lack the label they need are left out instead of refused.
  public var skipsUnlabelled = false
  /// Whether a case that cannot be read keeps its place, with its `fault`, instead of ending the
  /// reading; what is wrong with the file as a whole still does.
  public var keepsUnreadable = false
  /// What fastText's labels begin with.
  public var labelPrefix = "__label__"
  /// The encoding of the files.
  public var encoding = TextEncoding.auto
  /// True where invalid text is replaced instead of refused.
  public var lossy = false

  /// A reader that finds out what it can.
  public init() {}

  /// The cases of all files that the paths stand for, in order.
  ///
  /// - Throws: `DataError`: `missing` or `unreadable` for the first path that is; `text` for the
  ///   first file that is not text; `malformed` with line and column, or `unfit`, for the first that
  ///   breaks the rules of its form; `empty` for one without a byte.
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

  /// Leaves out cases without labels, or says how many there are.
  private func settleUnlabelled(_ data: inout LabelledText) throws(DataError) {
    guard let (count, error) = data.unlabelled else { return }
    let all = data.caseCount
    if count == all { throw error(all == 1 ? .emptyLabel : .allUnlabelled) }
    guard skipsUnlabelled else { throw error(.unlabelled(count, of: all)) }
    data.notes.append("\(count) of \(all) cases have no label and were left out")
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

  /// Gives the cases on damaged lines the fault of theirs.
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
  /// Reads a case; one that cannot be read keeps its place where that is wanted.
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

  /// Names by which the column or key of a case's own id is known.
  static let idNames = ["id", "case_id", "case"]

  /// Adds a case, or says at `offset` why its labels are too many or too few.
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
