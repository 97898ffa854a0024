import RondoFiles
import Testing

@testable import RondoEvaluation

struct SegmentScoreTests {
  private func score(_ truth: String, _ predicted: String) -> SegmentScore {
    SegmentScore(truth: [Array(truth)], predicted: [Array(predicted)])
  }

  /// Random labels; the figures are those of a literal transcription of the paper's definitions
  /// into numpy: the full table of the Levenshtein distance, and overlaps of all pairs of segments
  /// with `argmax`.
  @Test(arguments: [
    ("aaaaaccbbbbb", "aaaacccbbbbb", 100, [3, 3, 3], 3, 3),
    ("baaaaccccaaaaaaaabbb", "bcaaaaccaaaaaaaaabbb", 83.333_333_333_333_34, [5, 5, 5], 6, 5),
    (
      "cccaaaaaaabbbbbbbbbbbccc", "cccaaaaaaabbbabbbbbbbccc", 66.666_666_666_666_67, [4, 4, 4], 6, 4
    ),
    ("bbaccbbbbbbbccbbbccccccbbbcccc", "bacbcbbbbbbaccbbbccccabcbacccc", 56.25, [8, 8, 7], 16, 9),
    (
      "aaaaaaabbbbbbbcccccbbbbaaaaaaa", "aaaaaabbbbccbbcccccbbbbaaaacca", 55.555_555_555_555_56,
      [5, 5, 4], 9, 5
    ),
  ])
  func `edit score and overlaps are the paper's`(
    truth: String, predicted: String, edit: Double, right: [Int], found: Int, gold: Int
  ) {
    let score = score(truth, predicted)
    #expect(ExamplePredictions.isClose(score.editScore, edit))
    #expect(score.overlaps.map(\.percentage) == [10, 25, 50])
    let counts = right.map { SpanCounts(right: $0, found: found, gold: gold) }
    #expect(score.overlaps.map(\.counts) == counts)
  }

  /// By hand: the overlaps are 1/10, 1/4 and 1/2.
  @Test(arguments: [
    ("aaaaaaaaaa", "abbbbbbbbb", [1, 0, 0]), ("aaaa", "baaa", [1, 1, 1]),
    ("aaaa", "abbb", [1, 1, 0]), ("aaaa", "aabb", [1, 1, 1]),
    ("aaaaaaaaaaa", "abbbbbbbbbb", [0, 0, 0]),
  ])
  func `an overlap of just the percentage is enough`(
    truth: String, predicted: String, right: [Int]
  ) {
    #expect(score(truth, predicted).overlaps.map(\.counts.right) == right)
  }

  @Test func `a true segment is found once`() {
    let score = score("aaaaaaaabb", "aaacaaaabb")
    // Of the two predicted "a", which overlap the true one by 3/8 and 4/8, one is right at most.
    #expect(score.overlaps.map(\.counts.right) == [2, 2, 2])
    #expect(score.overlaps[0].counts == SpanCounts(right: 2, found: 4, gold: 2))
    #expect(score.accuracy == 0.9)
  }

  @Test func `series are scored apart and their order changes nothing`() throws {
    let (truth, predicted) = ([[0, 0, 1], [1, 1], []], [[0, 1, 1], [0, 1], []])
    let both = SegmentScore(truth: truth, predicted: predicted)
    #expect(both.steps == 5 && both.right == 3 && both.editScore == 75)
    #expect(both.overlaps[2].counts == SpanCounts(right: 3, found: 4, gold: 3))
    let other = SegmentScore(truth: truth.reversed(), predicted: predicted.reversed())
    #expect(both == other)
    let text = try JSONText.of(both)
    #expect(text.hasPrefix(#"{"accuracy":0.6,"editScore":75,"overlaps":[{"f1":"#))
    #expect(text.contains(#""found":4,"gold":3,"percentage":50,"precision":0.75,"#))
  }

  @Test func `equal labels score all, and no steps nothing`() {
    let labels = [["x", "x", "y"], ["y"]]
    let perfect = SegmentScore(truth: labels, predicted: labels)
    #expect(perfect.accuracy == 1 && perfect.editScore == 100)
    #expect(perfect.overlaps.allSatisfy { $0.counts.f1 == 1 })
    let empty = SegmentScore(truth: [[Int]](), predicted: [])
    #expect(empty.accuracy == 0 && empty.editScore == 0)
    #expect(empty.overlaps.allSatisfy { $0.counts == SpanCounts() })
  }
}
