/// A form of file with series, in addition to the built-in ones (`SeriesForm`).
///
///     /// A case a line: its label, a colon, its values between blanks.
///     struct LabelledLines: SeriesFormat {
///       func reads(_ path: String) -> Bool { path.hasSuffix(".lines") }
///
///       func series(in text: SourceText) throws(DataError) -> SeriesSet {
///         var cases: [SeriesCase] = []
///         for (index, line) in text.lines.enumerated() {
///           if text.isBlank(line) { continue }
///           guard let colon = text.first(UInt8(ascii: ":"), in: line) else {
///             throw text.error(DataFault("no colon ends the label"), at: line.lowerBound)
///           }
///           var values: [Double] = []
///           for word in text.words(colon + 1..<line.upperBound) {
///             values.append(try text.value(in: word))
///           }
///           let label = text.string(text.trimmed(line.lowerBound..<colon))
///           let target = label.isEmpty ? SeriesTarget.none : .label(ClassLabel(label))
///           cases.append(SeriesCase(values, target: target, line: index + 1))
///         }
///         return SeriesSet(cases, targets: SeriesSet.targets(of: cases))
///       }
///     }
///
///     var reader = SeriesReader()
///     reader.formats = [LabelledLines()]
///
/// The reader detects the file's encoding, refuses or omits cases without a target, and refuses a
/// file without cases. Its other settings apply to the built-in forms only; an error always ends
/// the reading.
public protocol SeriesFormat: Sendable {
  /// Whether a file of this name is in this form; "-" is standard input.
  func reads(_ path: String) -> Bool

  /// The series of a file. A case without a target has `.none`; each has its `line`, from 1, for
  /// messages about it.
  ///
  /// - Throws: `SourceText.error(_:at:)` if the text breaks the rules of the form.
  func series(in text: SourceText) throws(DataError) -> SeriesSet
}

extension ParsedSeries {
  /// Reads a text in an additional form.
  init(
    _ format: any SeriesFormat, _ text: SourceText, keepsValues: Bool
  ) throws(DataError) {
    if let first = text.damage.min(by: { $0.key < $1.key }) {
      throw text.error(first.value, onLine: first.key)
    }
    var set = try format.series(in: text)
    if set.cases.isEmpty { throw .unfit(path: text.path, .noCases) }
    for k in set.cases.indices {
      let channels = set.cases[k].channels
      precondition(
        channels == set.channels, "case \(k) has \(channels) channels, the set \(set.channels)")
      if !keepsValues { (set.cases[k].values, set.cases[k].times) = ([], nil) }
    }
    self.init(set, hasTargets: set.targets != .none || set.cases.contains { $0.target != .none })
    guard let first = set.cases.first(where: { $0.target == .none }) else { return }
    let lines = text.lines
    firstUnlabelled = first.line.map { lines[min(max($0, 1), lines.count) - 1].lowerBound } ?? 0
  }
}
