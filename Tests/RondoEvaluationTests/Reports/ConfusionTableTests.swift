import Testing

@testable import RondoEvaluation

struct ConfusionTableTests {
  private func pets(_ labels: [String] = ["cat", "dog"]) -> ConfusionMatrix {
    ConfusionMatrix(
      labels: labels, truth: (0..<100).map { $0 < 52 ? 0 : 1 },
      predicted: (0..<100).map { $0 < 50 ? 0 : $0 < 52 ? 1 : $0 < 55 ? 0 : 1 })
  }

  /// Labels whose ids are truth, each taken for the next one once in ten cases.
  static func many(_ classes: Int) -> ConfusionMatrix {
    let truth = (0..<10 * classes).map { $0 / 10 }
    return ConfusionMatrix(
      labels: (0..<classes).map { "label \($0)" }, truth: truth,
      predicted: truth.enumerated().map { $0 % 10 == 0 ? ($1 + 1) % classes : $1 })
  }

  @Test func `a small matrix has labels, recall, precision and accuracy`() {
    #expect(
      ConfusionTable(pets()).text == """
        true \\ predicted     cat     dog  recall
        cat                   50       2  96.2 %
        dog                    3      45  93.8 %
        precision         94.3 %  95.7 %  95.0 %

        """)
  }

  @Test(arguments: [
    ["日本語ラベル", "né"], ["ne\u{301}e\u{301}", "👨‍👩‍👧 family"], ["ภาษาไทย", "한국어"],
    ["a label that is far too long for any table that one may want to read", "b"],
  ])
  func `columns stand under each other whatever the labels`(labels: [String]) {
    let lines = ConfusionTable(pets(labels)).text.split(separator: "\n").map(String.init)
    let widths = lines.map { DisplayWidth.columns(of: $0) }
    #expect(lines.count == 4)
    #expect(Set(widths).count == 1 && widths[0] <= 80, "\(lines)")
  }

  @Test func `columns are numbered where their labels are too wide`() {
    let text = ConfusionTable(Self.many(10)).text
    #expect(text.hasSuffix("\naccuracy 90.0 % of 100 cases\n"))
    let lines = text.split(separator: "\n").dropLast()
    #expect(lines[0].split(separator: " ").suffix(3) == ["9", "10", "recall"])
    #expect(lines[1].hasPrefix(" 1 label 0 "))
    #expect(lines.allSatisfy { $0.count == lines[0].count && $0.count <= 80 })
  }

  @Test func `the most frequent mistakes are listed where the matrix is too wide`() {
    let lines = ConfusionTable(Self.many(50)).text.split(separator: "\n")
    #expect(lines.count == 23)
    #expect(lines[0] == "cases  true      predicted")
    #expect(lines[1] == "    1  label 0   label 1")
    #expect(lines[21] == "and 30 cases in 30 other pairs")
    #expect(lines[22] == "accuracy 90.0 % of 500 cases")
  }

  @Test func `a label cannot break a line`() {
    let text = ConfusionTable(pets(["a\nb", "c\u{1B}[0m"])).text
    #expect(text.split(separator: "\n").count == 4)
    #expect(!text.unicodeScalars.contains("\u{1B}"))
  }

  @Test func `no cases are no shares`() {
    let text = ConfusionTable(ConfusionMatrix(labels: ["a"], truth: [], predicted: [])).text
    #expect(text.contains("precision         –       –"))
  }
}
