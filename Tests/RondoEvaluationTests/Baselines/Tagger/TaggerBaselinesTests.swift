import RondoNumerics
import TestSupport
import Testing

@testable import RondoEvaluation

struct TaggerBaselinesTests {
  private let words = [["the", "Ferry", "leaves"], ["the", "sails"], ["ferry", "sails", "the"]]
  private let tags = [["D", "P", "V"], ["D", "N"], ["N", "V", "D"]]

  @Test func `a word gets its most frequent tag`() {
    let tagger = FrequentTagTagger(sentences: words, tags: tags)
    #expect(tagger.tags == ["D", "N", "P", "V"])
    // "sails" is N and V once each.
    #expect(tagger.tags(of: ["the", "ferry", "Ferry", "sails"]) == ["D", "N", "P", "N"])
    let reversed = FrequentTagTagger(sentences: words.reversed(), tags: tags.reversed())
    for word in ["the", "sails", "leaves", "harbour", "X"] {
      #expect(reversed.tags(of: [word]) == tagger.tags(of: [word]))
    }
  }

  /// "Ferry", "leaves" and "ferry" occur once.
  @Test func `an unknown word gets a tag by shape and ending`() {
    let tagger = FrequentTagTagger(sentences: words, tags: tags)
    #expect(tagger.tags(of: ["merry", "Berry", "sleeves"]) == ["N", "P", "V"])
    #expect(tagger.tags(of: ["by", "By", "gas", "Max"]) == ["N", "P", "V", "P"])
    #expect(tagger.tags(of: ["42"]) == ["D"])  // no such word: the most frequent tag of all
    #expect(FrequentTagTagger(sentences: [], tags: []).tags(of: ["a"]) == [])
  }

  @Test func `both baselines of texts are there, threads change nothing`() {
    func baselines(_ workers: any WorkSharing) -> [TaggerBaseline<String>] {
      TaggerBaselines.text(training: words, tags: tags, evaluation: words, workers: workers)
    }
    let all = baselines(SerialWork())
    #expect(all.map(\.method) == ["most frequent tag", "averaged perceptron"])
    #expect(all.map(\.settings) == [nil, "10 iterations"])
    #expect(all[1].tags == tags)
    #expect(baselines(ScatteredWork()).map(\.tags) == all.map(\.tags))
    #expect(TaggerBaselines.text(training: [[]], tags: [[]], evaluation: [["a"]]).isEmpty)
  }

  @Test func `a perceptron learns from sentences at even distances where there are too many`() {
    let baselines = TaggerBaselines.text(
      training: words, tags: tags, evaluation: words, maximumTokens: 3)
    #expect(baselines[1].settings == "10 iterations, 1 of 3 sentences")
    #expect(baselines[1].tags[0] == tags[0] && baselines[1].tags[1] != tags[1])
    #expect(baselines[0].tags[1] == ["D", "N"])
  }
}

struct WindowNeighborTaggerTests {
  /// A step is labelled by whether the step before was high.
  private func delayed(_ count: Int, seed: Int) -> (values: [Float], labels: [Int]) {
    var draw = Draw(seed: seed)
    let high = (0..<count + 1).map { _ in draw.integer(in: 0...1) }
    let values = high.dropFirst().map { Float($0) + Float(draw.number(in: -0.2...0.2)) }
    return (values, Array(high.dropLast()))
  }

  @Test func `a window reaches as far as the labels need`() {
    let parts = (1...5).map { delayed(60, seed: $0) }
    let tagger = WindowNeighborTagger(
      training: parts.map(\.values), labels: parts.map(\.labels), channels: 1)
    #expect(tagger.radius == 1 && tagger.count == 300)
    let (values, labels) = delayed(200, seed: 9)
    let predicted = tagger.labels(of: [values, []])
    // The first step of a series has none before it, and its stored window looks like others.
    #expect(zip(predicted[0], labels).count { $0 == $1 } > 190 && predicted[1].isEmpty)
    #expect(tagger.labels(of: [values, []], on: ScatteredWork()) == predicted)
  }

  @Test(arguments: [1, 2, 3])
  func `few series hold the last one out, or its end`(count: Int) {
    let parts = (1...count).map { delayed(120, seed: $0) }
    let tagger = WindowNeighborTagger(
      training: parts.map(\.values), labels: parts.map(\.labels), channels: 1,
      workers: ScatteredWork())
    #expect(tagger.radius == 1)
  }

  @Test func `a label that the step itself shows needs no window`() {
    let tagger = WindowNeighborTagger(
      training: [[0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]],
      labels: [[0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]], channels: 1)
    #expect(tagger.radius == 0)  // 1 is as good
    #expect(tagger.labels(of: [[1, 0, 1]]) == [[1, 0, 1]])
  }

  /// The second channel is a thousand times the first, and says nothing.
  @Test func `channels are standardised, and missing values are the mean`() {
    var draw = Draw(seed: 3)
    let labels = (0..<80).map { $0 / 5 % 2 }
    let values = labels.flatMap { [Float($0), Float(draw.number(in: -1000...1000))] }
    let tagger = WindowNeighborTagger(training: [values], labels: [labels], channels: 2)
    let predicted = tagger.labels(of: [values])[0]
    #expect(zip(predicted, labels).count { $0 == $1 } == 80)
    let missing = WindowNeighborTagger(
      training: [[1, 2, 3, .nan]], labels: [[1, 2, 3, 4]], channels: 1)
    #expect(missing.labels(of: [[.nan, 1]]) == [[2, 1]])
  }

  @Test func `windows are stored at even distances up to the maximum`() {
    let tagger = WindowNeighborTagger(
      training: [[0, 1, 2, 3, 4, 5, 6, 7]], labels: [[0, 1, 2, 3, 4, 5, 6, 7]], channels: 1,
      maximumWindows: 4)
    #expect(tagger.count == 4 && tagger.radius == 0)
    #expect(tagger.labels(of: [[0, 1, 2.5, 7]]) == [[0, 0, 2, 6]])
  }

  @Test func `the baselines of series are majority and windows`() {
    let baselines = TaggerBaselines.series(
      training: [[0, 0, 0, 5], [], [5]], labels: [[1, 1, 1, 2], [], [2]], channels: 1,
      evaluation: [[5, 0], []])
    #expect(baselines.map(\.method) == ["majority", "1-NN of windows"])
    #expect(baselines.map(\.settings) == [nil, "1 step, 5 windows"])
    #expect(baselines.map(\.tags) == [[[1, 1], []], [[2, 1], []]])
    #expect(
      TaggerBaselines.series(training: [[]], labels: [[]], channels: 1, evaluation: [[1]]).isEmpty)
  }
}
