public import RondoFiles

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
  /// Notes for the user about how the files were read.
  public var notes: [Advice]
  /// The places of text and label in the first table, or in all objects of JSON.
  public var layout: LabelledTextLayout?
  /// The number of cases without a required label, and the error of the first one.
  private(set) var unlabelled: (count: Int, error: @Sendable (DataFault) -> DataError)?

  /// Labelled texts.
  public init(_ cases: [TextCase] = [], sources: [DataSource] = [], notes: [Advice] = []) {
    (self.cases, self.sources, self.notes) = (cases, sources, notes)
  }

  /// Texts in memory with a label each: the label of `texts[i]` is `labels[i]`.
  public init(texts: [String], labels: [String]) {
    precondition(texts.count == labels.count, "\(labels.count) labels for \(texts.count) texts")
    self.init(zip(texts, labels).map { TextCase($0, labels: [ClassLabel($1)]) })
  }

  /// The number of cases, including those without their label.
  var caseCount: Int { cases.count + (unlabelled?.count ?? 0) }

  /// Counts a case without its label.
  mutating func addUnlabelled(_ error: @escaping @Sendable (DataFault) -> DataError) {
    unlabelled = ((unlabelled?.count ?? 0) + 1, unlabelled?.error ?? error)
  }

  /// The distinct labels in byte order.
  public var labels: [ClassLabel] { Set(cases.lazy.flatMap(\.labels)).sorted() }
}

/// One text and its labels.
///
/// Two cases are equal if their texts and labels are, byte for byte, regardless of their positions.
/// `Sendable`.
public struct TextCase: Sendable, Equatable {
  /// The text; never blank when it comes from a reader.
  public var text: String
  /// The labels: one, or any number in multi-label data.
  public var labels: [ClassLabel]
  /// The position in its file; nil for a case that was not read from one.
  public var position: Position?
  /// The id in its file: the column or key `id`; nil if there is none.
  public var id: String?
  /// The error of a case that could not be read and was kept, without text and labels; nil for all
  /// others.
  public internal(set) var fault: DataError?

  /// The position of a case in its file.
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

  /// A case that could not be read, with its position and id.
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
  /// The error for a fault of the case at an index, with its file and line.
  public func error(_ fault: DataFault, at index: Int) -> DataError {
    guard let position = cases[index].position else {
      return .unfit(path: "case \(index + 1)", fault)
    }
    return .malformed(
      path: sources[position.source].path, line: position.line, column: 1, fault)
  }
}
