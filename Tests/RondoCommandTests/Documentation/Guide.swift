import Foundation
import Testing

/// The README or an article of the documentation catalogue, with the commands that stand in it.
///
/// In a block marked `console` a line that begins with `$ ` is a command, also over several lines
/// that end in `\` or form a here-document; the lines after it are all that it prints, on standard
/// output and standard error. A line `…` stands for any number of lines. A block marked `sh` has
/// commands only. No command stands in any other block.
struct Guide {
  /// A command, and where it stands.
  struct Command {
    /// The text for the shell.
    let text: String
    /// The number of its first line in the document, from 1.
    let line: Int
    /// The lines of the document that are its output; nil in a block without output.
    let output: Range<Int>?
  }

  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The paths of all documents from the repository's folder.
  static let paths: [String] = {
    let catalogue = "Sources/Rondo/Rondo.docc"
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: root.appending(path: catalogue).path)
    let articles = (names ?? []).filter { $0.hasSuffix(".md") }.sorted()
    return ["README.md"] + articles.map { "\(catalogue)/\($0)" }
  }()

  let path: String
  private(set) var lines: [String]
  private(set) var commands: [Command] = []
  /// The languages of its blocks.
  private(set) var languages: Set<String> = []

  init(_ path: String) throws {
    let url = Self.root.appending(path: path)
    try self.init(path, text: String(contentsOf: url, encoding: .utf8))
  }

  init(_ path: String, text: String) throws {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var index = 0
    while index < lines.count {
      let line = lines[index]
      index += 1
      guard line.hasPrefix("```") else { continue }
      let language = String(line.dropFirst(3))
      languages.insert(language)
      let end = try #require(lines[index...].firstIndex(of: "```"), "\(path):\(index): no end")
      if language == "console" || language == "sh" {
        readBlock(index..<end, hasOutput: language == "console")
      }
      index = end + 1
    }
  }

  private mutating func readBlock(_ block: Range<Int>, hasOutput: Bool) {
    func begins(_ index: Int) -> Bool { !hasOutput || lines[index].hasPrefix("$ ") }
    var index = block.lowerBound
    while index < block.upperBound {
      let first = index
      var text = hasOutput ? String(lines[first].dropFirst(2)) : lines[first]
      let mark = text.firstMatch(of: /<<(\w+)$/).map { String($0.1) }
      index += 1
      while index < block.upperBound, mark != nil || text.hasSuffix("\\") {
        text += "\n" + lines[index]
        index += 1
        if lines[index - 1] == mark { break }
      }
      let start = index
      if hasOutput { while index < block.upperBound, !begins(index) { index += 1 } }
      commands.append(
        Command(text: text, line: first + 1, output: hasOutput ? start..<index : nil))
    }
  }

  /// The output that the document shows for a command.
  func output(of command: Command) -> [String]? { command.output.map { Array(lines[$0]) } }

  /// The document's text with other lines in some places. Where an output omits lines, as many at the
  /// beginning and at the end stay as the document shows.
  func text(replacing places: [Range<Int>: [String]]) -> String {
    var result = lines
    for (range, new) in places.sorted(by: { $0.key.lowerBound > $1.key.lowerBound }) {
      let old = lines[range]
      var shown = new
      if let first = old.firstIndex(of: "…"), let last = old.lastIndex(of: "…") {
        let (head, tail) = (first - old.startIndex, old.endIndex - 1 - last)
        shown = new.prefix(head) + ["…"] + new.suffix(tail)
      }
      result.replaceSubrange(range, with: shown)
    }
    return result.joined(separator: "\n")
  }
}

/// What a command prints, without what differs from machine to machine and from call to call.
struct PrintedLines {
  let lines: [String]

  init(_ lines: [String]) { self.lines = lines.map(Self.withoutMeasurements) }

  /// The lines of a text but those that show progress or what is done before training, which come as
  /// time passes.
  static func of(_ text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last == "" { lines.removeLast() }
    return lines.filter { line in
      line.wholeMatch(of: /step [\d,]+ .* left/) == nil
        && line.wholeMatch(of: /(cross-validation: (seed .*, )?run|seed) \d+ of \d+/) == nil
        && line.wholeMatch(of: /timing a few steps|measuring .*|preparing [\d,]+ cases/) == nil
    }
  }

  /// Rates, durations, kernels, threads and the version of ICU are replaced by their names.
  private static func withoutMeasurements(_ line: String) -> String {
    line.replacing(/[\d.,]+( [kM])? (?<unit>[a-z ]+)\/s\b/) { "N \($0.unit)/s" }
      .replacing(/\b(\d+ h )?(\d+ min )?[\d.]+ m?s\b/, with: "T")
      .replacing(/\w+ kernels, \d+ threads?/, with: "kernels, threads")
      .replacing(/ICU [\d.]+, Unicode [\d.]+/, with: "ICU, Unicode")
  }

  /// Whether these lines are those that a document shows, in which `…` stands for any number.
  func match(_ shown: PrintedLines) -> Bool {
    let parts = shown.lines.split(separator: "…", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return lines == shown.lines }
    guard lines.starts(with: parts[0]) else { return false }
    var rest = lines.dropFirst(parts[0].count)
    for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
      guard let place = rest.firstRange(of: part) else { return false }
      rest = rest[place.upperBound...]
    }
    let last = parts[parts.count - 1]
    return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
  }
}
