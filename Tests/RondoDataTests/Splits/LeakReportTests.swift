import RondoFiles
import Testing

@testable import RondoData

struct LeakReportTests {
  typealias Match = LeakReport.Match

  /// u.normalize("NFKC", u.normalize("NFKC", text).casefold()) in Python, and white space by hand.
  @Test(arguments: [
    ("Straße", "strasse"), ("STRAẞE", "strasse"), ("ΣΊΣΥΦΟΣ", "σίσυφοσ"), ("σίσυφος", "σίσυφοσ"),
    ("ﬁn", "fin"), ("İ", "i\u{307}"), ("\u{212A}", "k"), ("Ǆ", "dž"), ("և", "եւ"),
    ("Ｎaïve\u{3000}TEXT", "naïve text"), (" a \n\t b\u{A0}\u{2003}", "a b"), ("", ""), (" ", ""),
    ("e\u{301}", "\u{E9}"), ("猫\u{200B}", "猫\u{200B}"), ("É", "é"), ("a\u{0}b", "a\u{0}b"),
  ])
  func `texts that read alike become the same bytes`(text: String, expected: String) {
    #expect(TextFolding.folded(text) == Array(expected.utf8))
    #expect(TextFolding.folded(expected) == Array(expected.utf8), "folding again changes nothing")
  }

  @Test func `equal texts are found with their places`() {
    let report = LeakReport(
      training: ["Good.", "bad", "good.", "caf\u{E9}", "bad"],
      test: ["GOOD. ", "new", "bad", "cafe\u{301}", ""])
    #expect(report.exact == [Match(test: 2, training: [1, 4])])
    #expect(
      report.normalized == [
        Match(test: 0, training: [0, 2]), Match(test: 2, training: [1, 4]),
        Match(test: 3, training: [3]),
      ])
    #expect(
      report.warning?.description.hasPrefix(
        "3 of 5 test cases (60.0 %) are in the training part too (1 of ")
        == true)
    #expect(report.warning?.settings == [.removesLeaks])
    #expect(LeakReport(training: ["a"], test: ["b"]).warning == nil)
    #expect(LeakReport(training: [] as [String], test: []).warning == nil)
  }

  @Test func `equal series are found, also in another scale`() {
    let series: [Float] = [1, 2, 4, 2, -3.5, 0.25]
    let training = [series, [1, 1, 1, 1, 1, 1], [0, -0.0, .nan, 0, 0, 1]]
    let report = LeakReport(
      training: training,
      test: [
        series.map { $0 * 0.1 + 100 }, series, series.map { -$0 }, [7, 7, 7, 7, 7, 7],
        [-0.0, 0, -.nan, 0, 0, 1], [1, 2, 4, 2, -3.5], series.map { $0 + ($0 == 4 ? 0.1 : 0) },
      ], channels: 1)
    #expect(report.exact == [Match(test: 1, training: [0]), Match(test: 4, training: [2])])
    #expect(
      report.normalized == [
        Match(test: 0, training: [0]), Match(test: 1, training: [0]), Match(test: 3, training: [1]),
        Match(test: 4, training: [2]),
      ])
  }

  @Test func `each channel has a scale of its own`() {
    let one: [Float] = [1, 10, 2, 30, 3, 20]
    let scaled: [Float] = [1, 100, 2, 300, 3, 200]
    let crossed: [Float] = [10, 1, 30, 2, 20, 3]
    let report = LeakReport(training: [one], test: [scaled, crossed], channels: 2)
    #expect(report.normalized.map(\.test) == [0])
  }

  @Test func `what is in test is taken out of training`() {
    #expect(
      Deduplication.indices(of: ["a", "B", "c ", "b", "d"], notIn: ["b", "C"]) == [0, 4])
    #expect(Deduplication.indices(of: ["a", "a"], notIn: []) == [0, 1])
    #expect(
      Deduplication.indices(of: [[1, 2], [2, 1], [5]], notIn: [[10, 20]], channels: 1) == [1, 2])
  }

  @Test func `after that nothing leaks`() {
    let (training, test) = (["x", "Y", "z", "y ", "x"], ["X", "w"])
    let kept = Deduplication.indices(of: training, notIn: test)
    #expect(LeakReport(training: kept.map { training[$0] }, test: test).normalized.isEmpty)
  }

  @Test func `repeats are taken out but for the first`() {
    let texts = ["a", "b", "A", "b", "a"]
    #expect(Deduplication.indicesWithoutRepeats(of: texts, labels: nil) == [0, 1])
    #expect(Deduplication.indicesWithoutRepeats(of: texts, labels: [0, 0, 1, 0, 0]) == [0, 1, 2])
    #expect(
      Deduplication.indicesWithoutRepeats(
        of: [[1, 2], [3, 4], [1, 2, 1]], labels: nil, channels: 1) == [0, 2])
    #expect(Deduplication.indicesWithoutRepeats(of: [] as [String], labels: nil) == [])
  }
}
