import Foundation
import Testing

/// What `corpora/README.md` promises of `tagged.conllu` and `entities.conll`.
@Suite struct TaggedSentencesTests {
  private struct Sentence {
    var comments: [String] = []
    var lines: [[String]] = []

    /// The lines of words, without those of multiword tokens.
    var words: [[String]] { lines.filter { !$0[0].contains("-") } }
  }

  private let sentences: [Sentence]
  private let entities: [[[String]]]

  init() throws {
    sentences = try Self.blocks("tagged.conllu").map { block in
      let comments = block.filter { $0.hasPrefix("#") }
      let lines = block.dropFirst(comments.count).map(Self.fields)
      try #require(lines.allSatisfy { $0.count == 10 && !$0.contains("") }, "\(block)")
      return Sentence(comments: comments, lines: lines)
    }
    entities = try Self.blocks("entities.conll").map { block in
      let lines = block.map(Self.fields)
      try #require(lines.allSatisfy { $0.count == 3 && !$0.contains("") }, "\(block)")
      return lines
    }
  }

  /// The sentences of a file, each the lines before an empty one.
  private static func blocks(_ name: String) throws -> [[String]] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "corpora/\(name)"), encoding: .utf8)
    try #require(text.utf8.allSatisfy { $0 < 0x7F && $0 != 0x0D } && text.hasSuffix("\n\n"))
    let blocks = text.dropLast(2).components(separatedBy: "\n\n")
    try #require(blocks.allSatisfy { !$0.isEmpty && !$0.hasPrefix("\n") && !$0.hasSuffix("\n") })
    return blocks.map { $0.components(separatedBy: "\n") }
  }

  private static func fields(_ line: String) -> [String] { line.components(separatedBy: "\t") }

  @Test func `it has 306 different sentences of 5 to 28 words`() {
    #expect(sentences.count == 306)
    #expect(sentences.reduce(0) { $0 + $1.words.count } == 3385)
    let lengths = sentences.map(\.words.count)
    #expect(lengths.min() == 5 && lengths.max() == 28)
    #expect(Set(sentences.map { $0.words.map { $0[1].lowercased() } }).count == 306)
  }

  @Test func `words count from 1 and multiword tokens join two of them`() {
    var multiword = 0
    for sentence in sentences {
      #expect(sentence.words.map { $0[0] } == (1...sentence.words.count).map(String.init))
      for (line, after) in zip(sentence.lines, sentence.lines.dropFirst())
      where line[0].contains("-") {
        multiword += 1
        let first = Int(after[0]) ?? 0
        #expect(line[0] == "\(first)-\(first + 1)")
        #expect(line[1] == sentence.words[first - 1][1] + sentence.words[first][1])
        #expect(line[2...8].allSatisfy { $0 == "_" })
      }
    }
    #expect(multiword == 36)
  }

  @Test func `tags are the universal ones, and all seventeen occur`() {
    let universal: Set = [
      "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN",
      "PUNCT", "SCONJ", "SYM", "VERB", "X",
    ]
    #expect(Set(sentences.flatMap { $0.words.map { $0[3] } }) == universal)
    for word in sentences.flatMap(\.words) {
      let isMark = word[1].allSatisfy { !$0.isLetter && !$0.isNumber }
      #expect(["PUNCT", "SYM"].contains(word[3]) == isMark, "\(word[1])")
      #expect(word[3] != "PROPN" || word[1].first?.isUppercase == true, "\(word[1])")
    }
  }

  @Test func `forms and spaces give the text that stands above each sentence`() {
    for (number, sentence) in zip(1..., sentences) {
      var text = ""
      var covered = 0
      for line in sentence.lines {
        let ids = line[0].split(separator: "-").compactMap { Int($0) }
        if ids.count == 1 && ids[0] <= covered { continue }
        covered = ids.last ?? 0
        text += line[1] + (line[9] == "SpaceAfter=No" ? "" : " ")
      }
      let id = String("00\(number)".suffix(3))
      let trimmed = text.trimmingCharacters(in: .whitespaces)
      #expect(sentence.comments == ["# sent_id = quay-\(id)", "# text = \(trimmed)"])
    }
  }

  @Test func `the entities are legal IOB2 over the same words and tags`() {
    #expect(
      entities.map { $0.map { [$0[0], $0[1]] } }
        == sentences.map { $0.words.map { [$0[1], $0[3]] } })
    var spans: [String: Int] = [:]
    for sentence in entities {
      var previous = "O"
      for tag in sentence.map({ $0[2] }) {
        let kind = tag.dropFirst(2)
        if tag.hasPrefix("B-") { spans[String(kind), default: 0] += 1 }
        let isLegal =
          tag == "O" || tag.hasPrefix("B-")
          || tag.hasPrefix("I-") && previous != "O" && previous.dropFirst(2) == kind
        #expect(isLegal, "\(tag) after \(previous)")
        previous = tag
      }
      #expect(sentence.allSatisfy { $0[2] == "O" || ["PROPN", "PART"].contains($0[1]) })
    }
    #expect(spans == ["PER": 77, "PLACE": 70, "SHIP": 30])
  }

  @Test func `most words of the last fifth occur before it`() {
    let words = sentences.map { $0.words.map { $0[1].lowercased() } }
    let known = Set(words.prefix(245).joined())
    let last = Array(words.dropFirst(245).joined())
    let share = Double(last.count { known.contains($0) }) / Double(last.count)
    #expect(share > 0.8 && share < 1, "\(share)")
  }
}
