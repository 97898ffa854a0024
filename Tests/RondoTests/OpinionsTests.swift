import Foundation
import Testing

/// What `corpora/README.md` promises of `opinions.tsv`.
@Suite struct OpinionsTests {
  private struct Opinion {
    let label: String
    let language: String
    let text: String

    /// The words in lower case, without punctuation.
    var words: [String] {
      text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
  }

  private let header: String
  private let opinions: [Opinion]

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let bytes = try Data(contentsOf: root.appending(path: "corpora/opinions.tsv"))
    let file = try #require(String(data: bytes, encoding: .utf8))
    let lines = file.split(separator: "\n", omittingEmptySubsequences: false)
    header = String(lines[0])
    try #require(lines.last == "")
    opinions = try lines.dropFirst().dropLast().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == 3, "\(line)")
      return Opinion(label: fields[0], language: fields[1], text: fields[2])
    }
  }

  @Test func `it has the promised columns, languages and counts`() {
    #expect(header == "label\tlanguage\ttext")
    var counts: [String: Int] = [:]
    for opinion in opinions { counts["\(opinion.language) \(opinion.label)", default: 0] += 1 }
    #expect(
      counts == [
        "en positive": 332, "en negative": 332, "de positive": 273, "de negative": 273,
        "es positive": 266, "es negative": 266,
      ])
  }

  @Test func `each text is one clean sentence of 3 to 30 words`() {
    for text in opinions.map(\.text) {
      let words = text.split(separator: " ", omittingEmptySubsequences: false)
      #expect((3...30).contains(words.count) && !words.contains(""), "\(text)")
      #expect(text.last.map { ".!?".contains($0) } == true, "\(text)")
      #expect(Array(text.precomposedStringWithCanonicalMapping.utf8) == Array(text.utf8), "\(text)")
    }
  }

  @Test func `no two are the same or nearly so`() {
    let words = opinions.map(\.words)
    #expect(Set(words).count == words.count, "but for case and punctuation")
    let runs = words.map { words in
      Set((0..<max(0, words.count - 3)).map { words[$0..<$0 + 4].joined(separator: " ") })
    }
    var places: [String: [Int]] = [:]
    for (index, runs) in runs.enumerated() {
      for run in runs { places[run, default: []].append(index) }
    }
    for (index, own) in runs.enumerated() {
      var shared: [Int: Int] = [:]
      for run in own { for other in places[run, default: []] { shared[other, default: 0] += 1 } }
      shared[index] = nil
      let most = shared.max { $0.value < $1.value }
      if let most, most.value * 2 > own.count {
        Issue.record("'\(opinions[index].text)' is close to '\(opinions[most.key].text)'")
      }
    }
  }

  @Test func `length and punctuation do not give the label away`() {
    let positive = opinions.filter { $0.label == "positive" }.map(\.text)
    let negative = opinions.filter { $0.label == "negative" }.map(\.text)
    func mean(_ texts: [String]) -> Double {
      Double(texts.reduce(0) { $0 + $1.count }) / Double(texts.count)
    }
    #expect(abs(mean(positive) - mean(negative)) < 2, "characters")
    for limit in stride(from: 10, through: 150, by: 10) {
      let short = positive.count { $0.count < limit } - negative.count { $0.count < limit }
      #expect(abs(short) < opinions.count / 20, "a rule at \(limit) characters is right by chance")
    }
    for mark in ",;:!?-'" as String {
      let (p, n) = (positive.count { $0.contains(mark) }, negative.count { $0.contains(mark) })
      // Four deviations of a fair coin.
      #expect(pow(Double(p - n), 2) <= 16 * Double(p + n), "\(mark): \(p) and \(n)")
    }
  }
}
