import RondoNumerics
import TestSupport
import Testing

@testable import RondoEvaluation

struct PerceptronTaggerTests {
  /// Sentences over few words whose tags depend on the word, its ending and the tag before.
  private func sentences(_ count: Int, seed: Int) -> (words: [[String]], tags: [[String]]) {
    var draw = Draw(seed: seed)
    let pairs = (0..<count).map { _ in
      var tag = "start"
      return (0..<draw.integer(in: 1...7)).map { _ in
        let stem = ["ferry", "sail", "Wick", "3", "tide", "row-"][draw.integer(in: 0...5)]
        let ending = ["", "s", "ing", "ed"][draw.integer(in: 0...3)]
        tag = ending == "" && tag != "N" ? "N" : ending == "s" && tag == "N" ? "V" : "X" + ending
        return (stem + ending, tag)
      }
    }
    return (pairs.map { $0.map(\.0) }, pairs.map { $0.map(\.1) })
  }

  @Test func `the weights are the exact sums over all steps`() {
    let data = sentences(40, seed: 1)
    let tagger = PerceptronTagger(sentences: data.words, tags: data.tags, iterations: 3, seed: 7)
    var plain = PlainPerceptron(tags: tagger.tags)
    for iteration in 0..<3 {
      let stream = RandomStream(seed: 7, purpose: .shuffling, index: UInt64(iteration))
      var order = Array(data.words.indices)
      for place in stride(from: order.count - 1, through: 1, by: -1) {
        order.swapAt(place, stream.integer(below: place + 1, at: UInt64(place)))
      }
      for index in order { plain.learn(data.words[index], data.tags[index]) }
    }
    #expect(tagger.rows.count == plain.sums.count && !plain.sums.isEmpty)
    for (number, sums) in plain.sums {
      let start = Int(tagger.rows[number] ?? 0) * tagger.tags.count
      #expect(Array(tagger.weights[start..<start + tagger.tags.count]) == sums)
    }
  }

  @Test func `it tags words of training, and others by ending, neighbours and tags`() {
    let data = sentences(200, seed: 2)
    let tagger = PerceptronTagger(sentences: data.words, tags: data.tags)
    #expect(tagger.tags == ["N", "V", "X", "Xed", "Xing", "Xs"])
    for (words, tags) in zip(data.words, data.tags) { #expect(tagger.tags(of: words) == tags) }
    let other = sentences(100, seed: 3)
    let predicted = other.words.map { tagger.tags(of: $0) }
    #expect(TokenScore(truth: other.tags, predicted: predicted).accuracy > 0.98)
    #expect(tagger.tags(of: ["oars", "mooring"]) == ["Xs", "Xing"])
    #expect(tagger.tags(of: []) == [])
  }

  @Test func `the seed alone decides the order`() {
    let data = sentences(60, seed: 4)
    func weights(_ seed: UInt64) -> [UInt64: Int64] {
      let tagger = PerceptronTagger(
        sentences: data.words, tags: data.tags, iterations: 2, seed: seed)
      return tagger.rows.mapValues { tagger.weights[Int($0) * tagger.tags.count] }
    }
    let first = weights(1)
    let (isRepeated, isOther) = (weights(1) == first, weights(2) != first)
    #expect(isRepeated && isOther)
  }

  @Test func `nothing to learn from gives no tags`() {
    #expect(PerceptronTagger(sentences: [], tags: []).tags(of: ["a"]) == [])
    let one = PerceptronTagger(sentences: [["a"]], tags: [["T"]])
    #expect(one.tags(of: ["b", "c"]) == ["T", "T"])
  }

  @Test func `words with other bytes are other words`() {
    let words = [["\u{E9}"], ["e\u{301}"]]
    let tagger = PerceptronTagger(sentences: words, tags: [["A"], ["B"]])
    #expect(words.map { tagger.tags(of: $0) } == [["A"], ["B"]])
  }
}

/// The definition: after each token all weights are added to their sums.
private struct PlainPerceptron {
  let tags: [String]
  private var weights: [UInt64: [Int64]] = [:]
  private(set) var sums: [UInt64: [Int64]] = [:]

  init(tags: [String]) { self.tags = tags }

  mutating func learn(_ words: [String], _ truth: [String]) {
    let features = TaggerFeatures(words)
    var numbers = Array(repeating: UInt64(0), count: TaggerFeatures.count)
    var (before, before2) = (-1, -1)
    for place in words.indices {
      features.write(place, tag: before, tag2: before2, to: &numbers)
      let scores = tags.indices.map { tag in
        numbers.reduce(0) { $0 + (weights[$1]?[tag] ?? 0) }
      }
      let guess = scores.firstIndex(of: scores.max() ?? 0) ?? 0
      let right = tags.firstIndex(of: truth[place]) ?? 0
      if guess != right {
        for number in numbers {
          weights[number, default: tags.map { _ in 0 }][right] += 1
          weights[number, default: []][guess] -= 1
        }
      }
      for (number, row) in weights {
        let sum = sums[number] ?? tags.map { _ in 0 }
        sums[number] = zip(sum, row).map { $0 + $1 }
      }
      (before, before2) = (guess, before)
    }
  }
}
