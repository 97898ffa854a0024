import RondoFiles

/// How a file holds labelled texts.
public enum LabelledTextForm: String, Sendable, Codable, CaseIterable {
  /// RFC 4180: commas, or another delimiter, and quotation marks around what holds them, marks or
  /// line breaks.
  case csv = "CSV"
  /// A line a case and tabs between its columns; a quotation mark is text.
  case tsv = "TSV"
  /// A line a case, each a JSON object; or an array of such objects.
  case jsonLines = "JSON Lines"
  /// A line a case; its words that begin with a prefix are its labels.
  case fastText = "fastText lines"

  /// The form that a file's ending stands for; nil where it does not tell.
  public init?(path: String) {
    switch ASCII.lowercased(FileName(path).ending) {
    case "csv": self = .csv
    case "tsv", "tab": self = .tsv
    case "jsonl", "ndjson", "json": self = .jsonLines
    default: return nil
    }
  }

  /// The form that a text looks like; nil where it is not clear: a first line that begins with "{"
  /// or "[" is JSON, one with a label by its prefix is fastText's, one with a tab is TSV. In multi-label
  /// data, where a line may have no label, the first one with a label tells.
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

/// The last part of a path, cut at its last point.
struct FileName {
  /// The name without its ending.
  let stem: String
  /// What follows the last point; empty where there is none, or only one at the start.
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
