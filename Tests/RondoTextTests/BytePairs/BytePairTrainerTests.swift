import Testing

@testable import RondoText

@Suite("Learning byte pairs")
struct BytePairTrainerTests {
  @Test("The example of Sennrich et al. (2016)")
  func sennrich() {
    // Their Algorithm 1, with a full stop for the end of a word. It prints e s, es t, est ·, l o,
    // lo w; from there on several pairs are equally frequent and the order is a matter of choice.
    let words = [("low.", 5), ("lower.", 2), ("newest.", 6), ("widest.", 3)]
    let pairs = BytePairs.learned(from: words, size: 256 + 5)
    #expect(
      pairs.joinedText == [["e", "s"], ["es", "t"], ["est", "."], ["l", "o"], ["lo", "w"]])
    #expect(pairs.units(of: "lowest.") == ["low", "est."])
    #expect(pairs.vocabulary.count == 261)
  }

  @Test("The example of Gage (1994): aaabdaaabac becomes five symbols")
  func gage() {
    let pairs = BytePairs.learned(from: [("aaabdaaabac", 1)], size: 259)
    #expect(pairs.joinedText == [["a", "a"], ["aa", "a"], ["aaa", "b"]])
    #expect(pairs.units(of: "aaabdaaabac") == ["aaab", "d", "aaab", "a", "c"])
  }

  @Test("Of equal pairs the one whose bytes come first is joined")
  func ties() {
    let pairs = BytePairs.learned(
      from: [("zx", 3), ("ba", 3), ("ab", 3), ("q\u{7F}", 3)], size: 999)
    #expect(pairs.joinedText == [["a", "b"], ["b", "a"], ["q", "\u{7F}"], ["z", "x"]])
  }

  @Test("What saves most comes first: a grapheme of n bytes saves n − 1 each time")
  func savings() {
    // ab saves 7; 中 2 · 3 = 6 and then ab中 3; é 1 · 4.
    let words = [("ab", 4), ("ab中", 3), ("é", 4)]
    let pairs = BytePairs.learned(from: words, size: 256 + 4)
    let learned = Set(pairs.vocabulary.symbols.filter { $0.count > 1 })
    #expect(learned == Set(["ab", "中", "é", "ab中"].map { Array($0.utf8) }))
    let smaller = BytePairs.learned(from: words, size: 256 + 2)
    #expect(
      Set(smaller.vocabulary.symbols.filter { $0.count > 1 }) == [
        Array("ab".utf8), Array("中".utf8),
      ])
  }

  @Test("What stands there once is not learned, nor what is rarer than asked for")
  func rareOnes() {
    let words = [("ab", 1), ("中", 1), ("xy", 2)]
    #expect(BytePairs.learned(from: words, size: 1000).joinedText == [["x", "y"]])
    let bytes = words.map { (Array($0.0.utf8), $0.1) }
    let none = BytePairs.learned(from: bytes, size: 1000, minimumCount: 3)
    #expect(none.vocabulary.count == 256 && none.merges.isEmpty)
    #expect(BytePairs.learned(from: words, size: 3).vocabulary.count == 256)
    #expect(BytePairs.learned(from: [], size: 1000).vocabulary.count == 256)
  }

  @Test("Counting around the places that change finds what counting anew finds")
  func equalsReference() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for round in 0..<60 {
      let words = Self.words(&generator)
      let size = 256 + Int.random(in: 1...30, using: &generator)
      let pairs = BytePairs.learned(from: words, size: size)
      var reference = BytePairReference(words)
      reference.learn(upTo: size)
      #expect(pairs.joined == reference.merges, "seed \(seed), round \(round)")
      #expect(Set(pairs.vocabulary.symbols) == reference.units, "seed \(seed), round \(round)")
      for ((word, _), (symbols, _)) in zip(words, reference.words) {
        let expected = symbols.flatMap {
          reference.units.contains($0) ? [$0] : $0.map { [$0] }
        }
        #expect(pairs.units(of: word) == expected, "seed \(seed), round \(round)")
      }
    }
  }

  @Test("The order of the words and those that do not occur make no difference")
  func isDeterministic() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<20 {
      let words = Self.words(&generator)
      let pairs = BytePairs.learned(from: words, size: 290)
      let other = words.shuffled(using: &generator) + [(Array("zzzzzz".utf8), 0)]
      #expect(BytePairs.learned(from: other, size: 290) == pairs, "seed \(seed)")
    }
  }

  /// Words over few graphemes, so that pairs overlap and are equally frequent.
  static func words(_ generator: inout SeededGenerator) -> [(word: [UInt8], count: Int)] {
    let graphemes = ["a", "a", "b", "c", "e\u{301}", "中", "🇩🇪", "\r\n"]
    var seen: Set<[UInt8]> = []
    return (0..<Int.random(in: 1...25, using: &generator)).compactMap { _ in
      let length = Int.random(in: 1...9, using: &generator)
      let word = (0..<length).map { _ in graphemes.randomElement(using: &generator) ?? "a" }
      let bytes = Array(word.joined().utf8)
      return seen.insert(bytes).inserted
        ? (bytes, Int.random(in: 1...4, using: &generator)) : nil
    }
  }
}
