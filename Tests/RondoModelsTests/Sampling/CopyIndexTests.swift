import RondoEngine
import RondoNumerics
import RondoText
import TestSupport
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

struct CopyIndexTests {
  private func stands(_ run: some Collection<Int32>, in text: [Int32]) -> Bool {
    run.count <= text.count
      && (0...text.count - run.count).contains { text[$0...].starts(with: run) }
  }

  private func longest(_ ids: [Int32], _ text: [Int32]) -> Range<Int> {
    for length in stride(from: ids.count, to: 0, by: -1) {
      for start in 0...ids.count - length where stands(ids[start..<start + length], in: text) {
        return start..<start + length
      }
    }
    return 0..<0
  }

  @Test(arguments: UInt64(0)..<60)
  func `the longest copy is the one that a plain search finds`(seed: UInt64) {
    let alphabet = 2 + Int(seed % 4)
    let text = drawnIDs(Int(seed) * 2, below: alphabet, seed: seed)
    let ids = drawnIDs(30, below: alphabet + 1, seed: seed + 100)
    let index = CopyIndex(text)
    #expect(index.longestCopy(in: ids) == longest(ids, text), "\(ids) \(text)")
    #expect(index.longestCopy(in: text) == 0..<text.count)
    #expect(index.longestCopy(in: []) == 0..<0)
  }

  @Test(arguments: UInt64(0)..<20)
  func `runs and what follows them are those of the text`(seed: UInt64) {
    let text = drawnIDs(70, below: 3, seed: seed)
    let index = CopyIndex(text)
    for length in 0...4 {
      for start in 0..<20 {
        let run = drawnIDs(length + start, below: 3, seed: seed + 50).suffix(length)
        #expect(index.contains(run) == stands(run, in: text))
        let followers = Set((0..<Int32(4)).filter { stands(run + [$0], in: text) })
        let found = index.match(endOf: run)
        let isThere = found.length == length
        #expect(Set(isThere ? Array(index.successors(of: found.places)) : []) == followers)
      }
    }
  }

  /// Reference: for each step, a symbol is excluded where it would end a run of N + 1 symbols that
  /// stands in the text.
  @Test(arguments: 1...9 as ClosedRange<Int>, UInt64(0)..<4)
  func `a limit excludes what would make a longer copy, and nothing else`(
    length: Int, seed: UInt64
  ) {
    let text = drawnIDs(300, below: 3, seed: seed)
    // Copies from the text and drawn symbols by turns.
    let stream = RandomStream(seed: seed, purpose: .general, index: 5)
    var ids: [Int32] = []
    while ids.count < 120 {
      let start = stream.integer(below: 280, at: UInt64(ids.count))
      ids += text[start..<start + 12] + drawnIDs(3, below: 3, seed: UInt64(ids.count))
    }
    var rule = CopyLimit(CopyIndex(text), length: length)
    for place in ids.indices {
      var candidates = Candidates()
      candidates.load([0, 0, 0])
      rule.apply(to: &candidates)
      for id in 0..<3 {
        let run = ids[max(0, place - length)..<place] + [Int32(id)]
        let isCopy = run.count == length + 1 && stands(run, in: text)
        #expect((candidates.logits[id] == -.infinity) == isCopy, "\(place)")
      }
      rule.take(ids[place])
    }
  }

  @Test(arguments: [2, 4, 6])
  func `no text holds a longer copy than allowed`(length: Int) throws {
    let file = try LanguageModelFile.drawing(["a", "b", "c"], unit: .scalar)
    var limits = TextLimits()
    limits.length = 120
    let index = CopyIndex(wholeSamples(file, limits, count: 4).flatMap(\.ids))
    (limits.maximumCopy, limits.trainingText) = (length, index)
    let samples = wholeSamples(file, limits, count: 8)
    for sample in samples { #expect(index.longestCopy(in: sample.ids).count <= length) }
    #expect(samples.contains { index.longestCopy(in: $0.ids).count == length })
  }

  @Test func `a text ends where every symbol would make a copy`() throws {
    let file = try LanguageModelFile.drawing(["a", "b"], unit: .scalar)
    var limits = TextLimits()
    (limits.maximumCopy, limits.trainingText) = (1, CopyIndex([0, 0, 1, 1, 0]))
    for sample in wholeSamples(file, limits, count: 4) {
      #expect(sample.ids.count == 1 && sample.ending == .deadEnd)
    }
  }
}

struct SuffixArrayTests {
  private func plainly(_ ids: [Int32]) -> [Int32] {
    ids.indices.sorted { ids[$0...].lexicographicallyPrecedes(ids[$1...]) }.map { Int32($0) }
  }

  @Test(arguments: UInt64(0)..<60)
  func `suffixes are in the order of a plain sort`(seed: UInt64) {
    let stream = RandomStream(seed: seed, purpose: .general)
    let (count, alphabet) = (stream.integer(below: 60, at: 0), 1 + stream.integer(below: 5, at: 1))
    let ids = drawnIDs(count, below: alphabet, seed: seed)
    #expect(SuffixArray.sorted(ids, alphabet: alphabet) == plainly(ids), "\(ids)")
  }

  @Test(
    arguments: [
      [], [0], [3], [0, 0], [1, 0], [0, 1], [2, 2, 2, 2, 2], [1, 0, 1, 0, 1, 0, 1],
      [0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1], [9, 1, 9, 1, 9],
    ] as [[Int32]])
  func `so are those of texts that repeat themselves`(ids: [Int32]) {
    #expect(SuffixArray.sorted(ids, alphabet: 10) == plainly(ids))
  }
}
