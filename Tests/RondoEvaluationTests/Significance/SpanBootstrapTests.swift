import RondoFiles
import RondoNumerics
import TestSupport
import Testing

@testable import RondoEvaluation

struct SpanBootstrapTests {
  /// Sentences of six tags, and predictions of which about this share of tags is wrong.
  private func tags(_ count: Int, wrong: Double, seed: Int) -> [[String]] {
    var (truth, errors) = (Draw(seed: 1), Draw(seed: seed))
    let names = ["O", "B-A", "I-A", "B-B"]
    return (0..<count).map { _ in
      (0..<6).map { _ in
        let tag = truth.integer(in: 0...3)
        return names[errors.number(in: 0...1) < wrong ? errors.integer(in: 0...3) : tag]
      }
    }
  }

  private func test(
    _ first: [[String]], _ second: [[String]], resamples: Int = 400, seed: UInt64 = 1,
    workers: any WorkSharing = SerialWork()
  ) -> SpanBootstrap {
    SpanBootstrap(
      truth: tags(first.count, wrong: 0, seed: 2), first: first, second: second,
      definition: .strictIOB2, resamples: resamples, seed: seed, workers: workers)
  }

  @Test func `a clear difference is significant, and none is not`() {
    let (good, bad) = (tags(100, wrong: 0.1, seed: 3), tags(100, wrong: 0.4, seed: 4))
    let clear = test(good, bad)
    #expect(clear.difference > 0.2 && clear.interval.lowerBound > 0.1)
    #expect(clear.interval.contains(clear.difference))
    #expect(clear.pValue == 2.0 / 401)
    let same = test(good, good)
    #expect(same.difference == 0 && same.interval == 0...0 && same.pValue == 1)
    let close = test(good, tags(100, wrong: 0.1, seed: 5))
    #expect(close.pValue > 0.05 && close.interval.contains(0))
  }

  @Test func `the difference is that of the two scores`() {
    let (first, second) = (tags(40, wrong: 0.2, seed: 6), tags(40, wrong: 0.3, seed: 7))
    let truth = tags(40, wrong: 0, seed: 2)
    func f1(_ tags: [[String]]) -> Double {
      SpanScore(truth: truth, predicted: tags, definition: .strictIOB2).micro.f1
    }
    #expect(test(first, second).difference == f1(first) - f1(second))
  }

  @Test func `taggers in the other order give the opposite`() {
    let (first, second) = (tags(30, wrong: 0.2, seed: 8), tags(30, wrong: 0.3, seed: 9))
    let (one, other) = (test(first, second), test(second, first))
    #expect(one.difference == -other.difference && one.pValue == other.pValue)
    #expect(one.interval == -other.interval.upperBound ... -other.interval.lowerBound)
  }

  @Test func `threads change nothing, another seed does`() {
    let (first, second) = (tags(30, wrong: 0.2, seed: 10), tags(30, wrong: 0.3, seed: 11))
    let one = test(first, second)
    #expect(one == test(first, second, workers: ScatteredWork()))
    #expect(one != test(first, second, seed: 2))
  }

  /// Of two sentences, of which the first tagger has both right and the second one, a resample has
  /// the right one twice with the probability ¼: F₁ are equal then.
  @Test func `the p value of two sentences is about ½`() {
    let truth = [["B-A"], ["B-A"]]
    let test = SpanBootstrap(
      truth: truth, first: truth, second: [["B-A"], ["O"]], definition: .conlleval,
      resamples: 2000)
    // Four standard deviations of twice the share of 2,000 draws.
    #expect(abs(test.pValue - 0.5) < 0.08)
    #expect(test.interval == 0...1)
  }

  @Test func `no sentences are no trap, and all is written`() throws {
    let none = test([], [])
    #expect(none.difference == 0 && none.pValue == 1)
    #expect(
      try JSONText.of(none)
        == #"{"difference":0,"high":0,"low":0,"pValue":1,"resamples":400}"#)
  }
}
