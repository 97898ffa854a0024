import RondoFiles
import TestSupport
import Testing

@testable import RondoEvaluation

struct TokenScoreTests {
  private let truth = [["DET", "NOUN", "VERB"], ["NOUN"], [], ["VERB", "DET"]]
  private let predicted = [["DET", "VERB", "VERB"], ["NOUN"], [], ["VERB", "NOUN"]]
  private let words = [["the", "ferry", "leaves"], ["Ferry"], [], ["see", "a"]]

  @Test func `tokens, unknown words and sentences are counted`() {
    let known = KnownWords([["the", "ferry", "see"]])
    #expect(known.unknown(in: words) == [[false, false, true], [true], [], [false, true]])
    let score = TokenScore(
      truth: truth, predicted: predicted, unknown: known.unknown(in: words))
    #expect(score.tokens == 6 && score.accuracy == 4.0 / 6)
    #expect(score.unknown == 3 && score.unknownRight == 2 && score.unknownAccuracy == 2.0 / 3)
    #expect(score.sentences == 3 && score.exactSentences == 1)
    #expect(score.sentenceAccuracy == 1.0 / 3)
    #expect(score.confusion.labels == ["DET", "NOUN", "VERB"])
    #expect(score.confusion.counts == [1, 1, 0, 0, 1, 1, 0, 0, 2])
    // F₁ of the three: 2/3, 1/2, 4/5.
    #expect(ExamplePredictions.isClose(score.macroF1, (2.0 / 3 + 0.5 + 0.8) / 3))
  }

  @Test func `words are told apart by their bytes`() {
    let known = KnownWords([["\u{E9}"]])
    #expect(known.contains("\u{E9}") && !known.contains("e\u{301}"))
  }

  @Test func `the order of sentences changes nothing, and perfect tags score 1`() throws {
    let score = TokenScore(truth: truth, predicted: predicted)
    let other = TokenScore(truth: truth.reversed(), predicted: predicted.reversed())
    #expect(try JSONText.of(score) == JSONText.of(other))
    let perfect = TokenScore(
      truth: truth, predicted: truth, unknown: truth.map { $0.map { _ in true } })
    #expect(perfect.accuracy == 1 && perfect.unknownAccuracy == 1 && perfect.macroF1 == 1)
    #expect(perfect.sentenceAccuracy == 1)
  }

  @Test func `nothing to score is 0, and what is not known is null`() throws {
    let empty = TokenScore(truth: [[]], predicted: [[]], unknown: [[]])
    #expect(empty.accuracy == 0 && empty.sentenceAccuracy == 0 && empty.unknownAccuracy == nil)
    let text = try JSONText.of(TokenScore(truth: truth, predicted: predicted))
    #expect(text.contains(#""sentenceAccuracy":0.333"#) && text.contains(#""tokens":6"#))
    #expect(text.contains(#""unknownAccuracy":null,"unknownTokens":null"#))
  }
}
