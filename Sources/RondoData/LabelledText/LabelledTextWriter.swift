/// A writer of labelled texts that `LabelledTextReader` reads back unchanged.
///
///     let data = LabelledText(texts: ["A quiet film.", "Too long."], labels: ["pos", "neg"])
///     let bytes = try LabelledTextWriter(form: .csv).bytes(of: data.cases)
///     try AtomicFile.write(bytes, to: "reviews.csv")
///
/// Tables have the columns `text` and `label`, JSON the keys `text` and `label` (an array unless
/// there is exactly one label); fastText's labels precede the text. Data that a form cannot hold
/// are refused. `Sendable`.
public struct LabelledTextWriter: Sendable {
  /// The form to write.
  public var form: LabelledTextForm
  /// The prefix of fastText's labels.
  public var labelPrefix: String

  /// A writer.
  public init(form: LabelledTextForm, labelPrefix: String = "__label__") {
    (self.form, self.labelPrefix) = (form, labelPrefix)
  }

  /// The contents of a file, in UTF-8 with LF after each line; linear.
  ///
  /// - Throws: `DataError.unwritable` for the first case that the form cannot hold.
  public func bytes(of cases: [TextCase]) throws(DataError) -> [UInt8] {
    var bytes: [UInt8] = []
    switch form {
    case .csv: bytes += "text,label\n".utf8
    case .tsv: bytes += "text\tlabel\n".utf8
    case .jsonLines, .fastText: break
    }
    if cases.isEmpty { throw .unwritable(form: form.rawValue, index: nil, .noCases) }
    for (index, item) in cases.enumerated() {
      do throws(WritingFault) {
        try Self.check(item)
        try append(item, to: &bytes)
      } catch { throw .unwritable(form: form.rawValue, index: index, error) }
      bytes.append(0x0A)
    }
    return bytes
  }

  /// Refuses cases that no form can hold, because no reader accepts them.
  static func check(_ item: TextCase) throws(WritingFault) {
    if item.text.utf8.allSatisfy({ ASCII.isSpace($0) }) { throw .emptyText }
    if item.text.utf8.contains(0) { throw .character("NUL", in: .text) }
    var seen: Set<ClassLabel> = []
    for label in item.labels {
      if label.name.utf8.allSatisfy({ ASCII.isSpace($0) }) { throw .emptyLabel }
      if label.name.utf8.contains(0) { throw .character("NUL", in: .label(label.name)) }
      if !seen.insert(label).inserted { throw .repeatedLabel(label.name) }
    }
  }

  private func append(_ item: TextCase, to bytes: inout [UInt8]) throws(WritingFault) {
    switch form {
    case .csv:
      CSVField.append(item.text, to: &bytes)
      bytes.append(UInt8(ascii: ","))
      CSVField.append(try onlyLabel(of: item), to: &bytes)
    case .tsv:
      let label = try onlyLabel(of: item)
      for (name, byte) in [("a tab", UInt8(0x09)), ("a line feed", 0x0A)] {
        if item.text.utf8.contains(byte) { throw .character(name, in: .text) }
        if label.utf8.contains(byte) { throw .character(name, in: .label(label)) }
      }
      if label.utf8.last == 0x0D { throw .character("a carriage return", in: .label(label)) }
      bytes += item.text.utf8
      bytes.append(0x09)
      bytes += label.utf8
    case .jsonLines: appendJSON(item, to: &bytes)
    case .fastText: try appendFastText(item, to: &bytes)
    }
  }

  private func onlyLabel(of item: TextCase) throws(WritingFault) -> String {
    guard item.labels.count == 1 else { throw .labelCount(item.labels.count) }
    return item.labels[0].name
  }

  private func appendJSON(_ item: TextCase, to bytes: inout [UInt8]) {
    bytes += #"{"text":"#.utf8
    JSONString.append(item.text, to: &bytes)
    bytes += #","label":"#.utf8
    if item.labels.count == 1 {
      JSONString.append(item.labels[0].name, to: &bytes)
    } else {
      bytes.append(UInt8(ascii: "["))
      for (index, label) in item.labels.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        JSONString.append(label.name, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private func appendFastText(_ item: TextCase, to bytes: inout [UInt8]) throws(WritingFault) {
    if item.labels.isEmpty { throw .labelCount(0) }
    for label in item.labels {
      if label.name.utf8.contains(where: { FastTextWords.isBlank($0) || $0 == 0x0A }) {
        throw .character("a blank", in: .label(label.name))
      }
      bytes += labelPrefix.utf8
      bytes += label.name.utf8
      bytes.append(0x20)
    }
    if item.text.utf8.contains(0x0A) { throw .character("a line feed", in: .text) }
    for byte in [item.text.utf8.first, item.text.utf8.last] {
      if let byte, FastTextWords.isBlank(byte) { throw .blankAtEnd }
    }
    for word in item.text.utf8.split(whereSeparator: FastTextWords.isBlank)
    where word.starts(with: labelPrefix.utf8) { throw .labelInText(labelPrefix) }
    bytes += item.text.utf8
  }
}
