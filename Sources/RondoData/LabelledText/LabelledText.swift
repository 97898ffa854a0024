/// Texts with their labels, from one or more files.
///
///     let data = try LabelledTextReader().read(["reviews.csv"])
///     data.cases[0].text     // "A quiet, generous film."
///     data.cases[0].labels   // [ClassLabel("pos")]
///
/// `Sendable`.
public struct LabelledText: Sendable {
  /// The cases in the order of the files and of their lines.
  public var cases: [TextCase]
  /// The files, in order.
  public var sources: [DataSource]
  /// What the user should hear about how the files were read.
  public var notes: [String]
  /// Where the first table, or all objects of JSON, held text and label.
  public var layout: LabelledTextLayout?
  /// Cases that lack the label that they need: how many, and what is wrong with the first one.
  private(set) var unlabelled: (count: Int, error: @Sendable (DataFault) -> DataError)?

  /// Labelled texts.
  public init(_ cases: [TextCase] = [], sources: [DataSource] = [], notes: [String] = []) {
    (self.cases, self.sources, self.notes) = (cases, sources, notes)
  }

  /// Texts in memory with a label each: the label of `texts[i]` is `labels[i]`.
  public init(texts: [String], labels: [String]) {
    precondition(texts.count == labels.count, "\(labels.count) labels for \(texts.count) texts")
    self.init(zip(texts, labels).map { TextCase($0, labels: [ClassLabel($1)]) })
  }

  /// The number of cases with those that lack their label.
  var caseCount: Int { cases.count + (unlabelled?.count ?? 0) }

  /// Counts a case that lacks its label.
  mutating func addUnlabelled(_ error: @escaping @Sendable (DataFault) -> DataError) {
    unlabelled = ((unlabelled?.count ?? 0) + 1, unlabelled?.error ?? error)
  }

  /// Every label that occurs, once, in the order of their bytes.
  public var labels: [ClassLabel] { Set(cases.lazy.flatMap(\.labels)).sorted() }
}

/// One text and its labels.
///
/// Two cases are equal where their texts and labels are, byte for byte, wherever they stood.
/// `Sendable`.
public struct TextCase: Sendable, Equatable {
  /// The text; never blank when it comes from a reader.
  public var text: String
  /// The labels: one, or any number in multi-label data.
  public var labels: [ClassLabel]
  /// Where it was read; nil for a case that was made otherwise.
  public var position: Position?
  /// What its file calls it: the column or key `id`; nil where there is none.
  public var id: String?
  /// What is wrong with a case that could not be read and whose place is kept, without text and
  /// labels; nil for all others.
  public internal(set) var fault: DataError?

  /// Where a case was read.
  public struct Position: Sendable, Equatable {
    /// The file's index in `LabelledText.sources`.
    public var source: Int
    /// The line on which the case begins, from 1.
    public var line: Int

    /// A position.
    public init(source: Int, line: Int) { (self.source, self.line) = (source, line) }
  }

  /// A case.
  public init(_ text: String, labels: [ClassLabel], position: Position? = nil) {
    (self.text, self.labels, self.position) = (text, labels, position)
  }

  /// The place of a case that could not be read: its position and its name.
  package static func unreadable(_ fault: DataError, like item: TextCase) -> TextCase {
    var result = TextCase("", labels: [], position: item.position)
    (result.id, result.fault) = (item.id, fault)
    return result
  }

  public static func == (first: Self, second: Self) -> Bool {
    first.labels == second.labels && first.text.utf8.elementsEqual(second.text.utf8)
  }
}

extension LabelledText {
  /// An error in the case with an index, with its file and line.
  public func error(_ fault: DataFault, at index: Int) -> DataError {
    guard let position = cases[index].position else {
      return .unfit(path: "case \(index + 1)", fault)
    }
    return .malformed(
      path: sources[position.source].path, line: position.line, column: 1, fault)
  }
}
