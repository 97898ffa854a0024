import RondoFiles

/// A form of file with labelled texts.
public enum LabelledTextForm: String, Sendable, Codable, CaseIterable {
  /// RFC 4180: fields separated by commas or another delimiter, in quotation marks if they contain
  /// delimiters, quotation marks or line breaks.
  case csv = "CSV"
  /// A line a case, with columns separated by tabs; a quotation mark is text.
  case tsv = "TSV"
  /// A line a case, each a JSON object; or an array of such objects.
  case jsonLines = "JSON Lines"
  /// A line a case; its words that begin with a prefix are its labels.
  case fastText = "fastText lines"

  /// The form indicated by a file's extension; nil for an unknown one.
  public init?(path: String) {
    switch ASCII.lowercased(FileName(path).ending) {
    case "csv": self = .csv
    case "tsv", "tab": self = .tsv
    case "jsonl", "ndjson", "json": self = .jsonLines
    default: return nil
    }
  }

  /// The form indicated by the first line of a text; nil if it is not clear: one that begins with
  /// "{" or "[" is JSON, one with a prefixed label fastText's, one with a tab TSV. In multi-label
  /// data, where a line may have no label, the first one with a label is decisive.
  static func looking(
    at text: SourceText, labelPrefix: String, isMultiLabel: Bool = false
  ) -> Self? {
    var lines = LineScanner(text)
    while let line = lines.next() {
      if text.isBlank(line) { continue }
      let first = text.utf8[text.trimmed(line).lowerBound]
      if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return .jsonLines }
      var words = FastTextWords(text, line, prefix: labelPrefix)
      while let word = words.next() { if word.isLabel { return .fastText } }
      if isMultiLabel { continue }
      return text.first(0x09, in: line) == nil ? nil : .tsv
    }
    return nil
  }
}

/// The last component of a path, divided at its last dot.
struct FileName {
  /// The name without its extension.
  let stem: String
  /// The extension after the last dot; empty if there is none, or only one at the start.
  let ending: String

  init(_ path: String) {
    let name = PathParts(path).name
    guard let point = name.utf8.lastIndex(of: UInt8(ascii: ".")), point > name.startIndex else {
      (stem, ending) = (name, "")
      return
    }
    stem = String(name[..<point])
    ending = String(name[name.utf8.index(after: point)...])
  }
}
