import RondoEngine
import RondoNumerics
import RondoText
import TestSupport
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

struct BannedStringsTests {
  private static func strings(_ seed: UInt64) -> [[UInt8]] {
    let stream = RandomStream(seed: seed, purpose: .general, index: 7)
    let count = 1 + stream.integer(below: 4, at: 0)
    return (0..<count).map { k -> [UInt8] in
      let length = 1 + stream.integer(below: 5, at: UInt64(k + 1))
      return drawnIDs(length, below: 2, seed: seed * 10 + UInt64(k)).map { UInt8(0x61 + $0) }
    }
  }

  @Test(arguments: UInt64(0)..<40)
  func `the matcher finds what a plain search finds`(seed: UInt64) {
    let strings = Self.strings(seed)
    let matcher = ByteMatcher(strings)
    let text = drawnIDs(200, below: 2, seed: seed).map { UInt8(0x61 + $0) }
    var (state, start) = (0, 0)
    for end in 1...text.count {
      let read = text[start..<end]
      let isThere = strings.contains { read.suffix($0.count).elementsEqual($0) }
      let next = matcher.advance(state, [text[end - 1]])
      #expect((next == nil) == isThere, "\(strings) \(read)")
      if next == nil { start = end }
      state = next ?? 0
    }
  }

  @Test(
    arguments: [["ab"], ["aba", "bb"], ["aab", "ba"], ["abab", "c"], ["a"]],
    [["a", "b"], ["a", "ab", "abba", "b", "ba", "c"]])
  func `a banned string is in no text, wherever its symbols are cut`(
    banned: [String], symbols: [String]
  ) throws {
    let file = try LanguageModelFile.drawing(symbols, unit: .word)
    var limits = TextLimits()
    (limits.length, limits.banned) = (80, banned.map { Array($0.utf8) })
    for sample in wholeSamples(file, limits, count: 8) {
      #expect(!banned.contains { sample.string.contains($0) }, "\(sample.string)")
      #expect(sample.text == file.tokenizer.decode(sample.ids))
      #expect((sample.ending == .length) == (sample.ids.count == 80))
    }
  }

  @Test func `a text ends where every symbol would complete a banned string`() throws {
    let file = try LanguageModelFile.drawing(["a", "b"], unit: .scalar)
    var limits = TextLimits()
    limits.banned = ["aa", "ab", "bb"].map { Array($0.utf8) }
    for sample in wholeSamples(file, limits, count: 6) {
      #expect(sample.ending == .deadEnd && ["a", "ba"].contains(sample.string))
    }
  }

  @Test func `a banned string is banned in the normal form of the model`() throws {
    let plain = try LanguageModelFile.drawing(["a", "e", "\u{301}"], unit: .scalar)
    var file = plain
    file.tokenizer = Tokenizer(
      unit: .scalar, normalization: .nfd, vocabulary: plain.tokenizer.vocabulary)
    var limits = TextLimits()
    limits.length = 60
    let free = wholeSamples(file, limits, count: 4)
    limits.banned = [Array("\u{E9}".utf8)]
    let samples = wholeSamples(file, limits, count: 4)
    let accented = Array("e\u{301}".utf8)
    func holds(_ text: [UInt8]) -> Bool {
      text.indices.contains { text[$0...].starts(with: accented) }
    }
    #expect(free.contains { holds($0.text) } && !samples.contains { holds($0.text) })
  }

  @Test func `samples that several threads draw are the same`() throws {
    let file = try LanguageModelFile.drawing(["a", "ab", "b", "ba"], unit: .word)
    var limits = TextLimits()
    (limits.length, limits.banned) = (8, [Array("abba".utf8), Array("bbb".utf8)])
    let one = wholeSamples(file, limits, count: 4000)
    let four = wholeSamples(file, limits, count: 4000, workers: Workers(threads: 4))
    #expect(one == four)
  }

  /// The rest keeps its proportions: what the mask leaves is the exact distribution.
  @Test func `the other symbols keep their proportions`() throws {
    let vocabulary = try Vocabulary(symbols: (0..<8).map { [UInt8(0x61 + $0)] })
    let table = BannedStrings.Table([[0x62, 0x63], [0x67]], vocabulary)
    var logits = SymbolChooserTests.logits
    var counts = logits.map { _ in 0 }
    for sample in 0..<8_000 {
      var rule = BannedStrings(table)
      rule.take(1)
      var chooser = SymbolChooser(
        SymbolChooserTests.sampling(topK: 4).chain, sample: sample, constraints: [rule])
      counts[chooser.next(logits[...]) ?? 0] += 1
    }
    (logits[2], logits[6]) = (-.infinity, -.infinity)
    let exact = exactDistribution(logits, SymbolChooserTests.sampling(topK: 4))
    let (value, limit) = chiSquare(counts, against: exact)
    #expect(value <= limit && counts[2] + counts[6] == 0, "\(counts)")
  }
}

struct NoRepeatedNGramsTests {
  /// What a look at every earlier run says.
  private func forbidden(after text: [Int32], length: Int, symbols: Int) -> Set<Int32> {
    Set(
      (0..<Int32(symbols)).filter { id in
        let all = text + [id]
        guard all.count >= length else { return false }
        let last = Array(all.suffix(length))
        return (0..<all.count - length).contains { Array(all[$0..<$0 + length]) == last }
      })
  }

  @Test(arguments: 1...5 as ClosedRange<Int>, [0, 7, 40])
  func `what is excluded is what every earlier run says`(length: Int, promptCount: Int) {
    let text = drawnIDs(80, below: 3, seed: UInt64(length))
    var rule = NoRepeatedNGrams(length: length)
    rule.read(Array(text[..<promptCount]))
    for place in promptCount..<text.count {
      var candidates = Candidates()
      candidates.load([0, 0, 0])
      rule.apply(to: &candidates)
      let found = Set((0..<Int32(3)).filter { candidates.logits[Int($0)] == -.infinity })
      #expect(
        found == forbidden(after: Array(text[..<place]), length: length, symbols: 3), "\(place)")
      rule.take(text[place])
    }
  }

  @Test(arguments: [1, 2, 3])
  func `no run stands in a text twice, and the text ends where every symbol would make one`(
    length: Int
  ) throws {
    let file = try LanguageModelFile.drawing(["a", "b", "c"], unit: .scalar)
    var limits = TextLimits()
    (limits.length, limits.unrepeatedLength) = (100, length)
    let samples = wholeSamples(file, limits, count: 5)
    for sample in samples {
      let runs = sample.ids.indices.dropLast(length - 1).map { sample.ids[$0..<$0 + length] }
      #expect(Set(runs).count == runs.count)
      #expect(sample.ending == .deadEnd, "there are only 3^\(length) runs")
    }
  }
}
