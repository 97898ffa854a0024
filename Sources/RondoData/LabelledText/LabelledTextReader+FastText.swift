extension LabelledTextReader {
  /// Reads fastText's lines: words that begin with the prefix are labels at any place; the rest
  /// without the blanks before labels and at both ends is the text. In multi-label data a line
  /// without a label is a case without labels.
  func readFastText(_ text: SourceText, into data: inout LabelledText) throws(DataError) {
    var lines = LineScanner(text)
    var first: Int?  // without a label
    let before = data.cases.count
    while let line = lines.next() {
      if FastTextWords(text, line, prefix: labelPrefix).isEmpty { continue }
      try keepingPlace(in: &data, line: lines.line) { (data) throws(DataError) in
        let (string, labels) = try parts(of: line, in: text)
        if labels.isEmpty, requiresLabels, !isMultiLabel {
          first = first ?? line.lowerBound
          return data.addUnlabelled { text.error($0, at: line.lowerBound) }
        }
        try add(
          string, labels, line: lines.line, to: &data, failingAt: line.lowerBound, in: text)
      }
    }
    if let first, data.cases.count == before {
      throw text.error(.noPrefixedLabel(labelPrefix), at: first)
    }
  }

  /// The text and the labels of a line that is not empty.
  private func parts(
    of line: Range<Int>, in text: SourceText
  ) throws(DataError) -> (String, [ClassLabel]) {
    var words = FastTextWords(text, line, prefix: labelPrefix)
    var labels: [ClassLabel] = []
    var rest: [UInt8] = []
    while let word = words.next() {
      if word.isLabel {
        let name = word.range.dropFirst(labelPrefix.utf8.count)
        if name.isEmpty { throw text.error(.emptyLabel, at: word.range.lowerBound) }
        labels.append(ClassLabel(text.string(name)))
      } else {
        let start = rest.isEmpty ? word.range.lowerBound : word.blankStart
        rest += text.utf8[start..<word.range.upperBound]
      }
    }
    if rest.isEmpty { throw text.error(.emptyText, at: line.upperBound) }
    return (String(decoding: rest, as: UTF8.self), labels)
  }
}

/// The words of a line, separated by fastText's blanks: space, tab, VT, FF, CR and NUL.
struct FastTextWords {
  struct Word {
    /// The start of the blanks before the word.
    let blankStart: Int
    let range: Range<Int>
    let isLabel: Bool
  }

  private let bytes: [UInt8]
  private let end: Int
  private let prefix: [UInt8]
  private var offset: Int

  init(_ text: SourceText, _ line: Range<Int>, prefix: String) {
    (bytes, offset, end) = (text.utf8, line.lowerBound, line.upperBound)
    self.prefix = Array(prefix.utf8)
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || (0x0B...0x0D).contains(byte) || byte == 0
  }

  /// Whether no word is left.
  var isEmpty: Bool { (offset..<end).allSatisfy { Self.isBlank(bytes[$0]) } }

  mutating func next() -> Word? {
    let blankStart = offset
    while offset < end, Self.isBlank(bytes[offset]) { offset += 1 }
    guard offset < end else { return nil }
    let start = offset
    while offset < end, !Self.isBlank(bytes[offset]) { offset += 1 }
    return Word(
      blankStart: blankStart, range: start..<offset,
      isLabel: bytes[start..<offset].starts(with: prefix))
  }
}
