import RondoFiles
import Testing

@testable import RondoEvaluation

struct ClassificationTextTests {
  private func report(
    labels: [String] = ["bad", "good"], baseline: [Int]? = nil, count: Int = 4
  ) throws -> ClassificationReport {
    let truth = (0..<count).map { $0 % 2 }
    // One mistake in four.
    let rows: [[Double]] = (0..<count).map { index in
      index % 4 == 0 ? [0.4, 0.6] : truth[index] == 0 ? [0.75, 0.25] : [0.25, 0.75]
    }
    return try ClassificationReport(
      labels: labels, truth: truth, predictions: ExamplePredictions.predictions(rows),
      baselines: baseline.map { labels in
        [
          MajorityBaseline(labels: [0, 0, 1], classes: 2).predictions(count: count),
          BaselinePredictions(method: "guess", settings: "by hand", labels: labels),
        ]
      })
  }

  @Test func `a report is a summary, its labels, the matrix and the baselines`() throws {
    let text = try ClassificationText(report(baseline: [0, 0, 0, 1])).text
    #expect(
      text == """
        accuracy 75.0 %, macro F1 73.3 %, log-loss 0.445 nats, calibration error 33.8 %; 4 cases

        label  precision   recall      F1  cases
        bad      100.0 %   50.0 %  66.7 %      2
        good      66.7 %  100.0 %  80.0 %      2
        mean      83.3 %   75.0 %  73.3 %      4

        true \\ predicted      bad    good   recall
        bad                     1       1   50.0 %
        good                    0       2  100.0 %
        precision         100.0 %  66.7 %   75.0 %

        baseline  accuracy  macro F1  log-loss    McNemar  settings
        majority    50.0 %    33.3 %     0.714  p = 1.000
        guess       75.0 %    73.3 %         –  p = 1.000  by hand

        as good as the best baseline, guess (McNemar's test: p = 1.000; 1 case only the model gets right, 1 only the baseline)

        """)
  }

  @Test func `without baselines the text ends with the matrix`() throws {
    let text = try ClassificationText(report()).text
    #expect(text.hasSuffix("precision         100.0 %  66.7 %   75.0 %\n"))
    #expect(try ClassificationText(report(baseline: nil)).verdict == nil)
  }

  @Test func `a difference is called chance unless it is rare`() throws {
    let truth = (0..<40).map { $0 % 2 }
    let wrong = (0..<200).map { 1 - $0 % 2 }
    let better = try ClassificationText(report(baseline: wrong, count: 200)).verdict
    #expect(
      better?.hasPrefix(
        "better than the best baseline, majority, by 25.0 points (McNemar's test: p")
        == true)
    var near = truth
    for index in stride(from: 0, to: 24, by: 2) { near[index] = 1 - near[index] }
    let chance = try ClassificationText(report(baseline: near, count: 40)).verdict
    #expect(
      chance?.hasPrefix(
        "better than the best baseline, guess, by 5.0 points, which may be chance (")
        == true, "\(chance ?? "")")
    let worse = try ClassificationText(report(baseline: truth, count: 40)).verdict
    #expect(worse?.hasPrefix("worse than the best baseline, guess, by 25.0 points (") == true)
    #expect(worse?.contains("; 0 cases only the model gets right, 10 only the baseline)") == true)
  }

  @Test(arguments: [["日本語", "né"], ["ภาษาไทย", "한국어"], ["mean", "a\nb\u{1B}[0m"]])
  func `columns stand under each other whatever the labels`(labels: [String]) throws {
    let lines = try ClassificationText(report(labels: labels)).text.split(separator: "\n")
    let widths = lines[1...4].map { DisplayWidth.columns(of: String($0)) }
    #expect(Set(widths).count == 1, "\(lines)")
    #expect(lines.count == 9 && !lines.joined().unicodeScalars.contains("\u{1B}"))
  }

  @Test(arguments: [
    (0, 3, "0.000"), (-0.0004, 3, "0.000"), (-0.0006, 3, "-0.001"), (1.9996, 3, "2.000"),
    (0.5, 0, "1"), (12.345, 1, "12.3"), (1e12, 2, "1000000000000"), (.nan, 1, "–"),
    (.infinity, 1, "–"),
  ])
  func `numbers have fixed digits`(value: Double, digits: Int, text: String) {
    #expect(DecimalText.fixed(value, digits) == text)
  }

  @Test func `p values and sizes say what matters`() {
    let values = [0, 0.00009, 0.0001, 0.00312, 0.0312, 1]
    #expect(
      values.map(DecimalText.probability) == [
        "p < 0.0001", "p < 0.0001", "p = 0.0001", "p = 0.0031", "p = 0.031", "p = 1.000",
      ])
    let sizes = [0, 0.00001234, 0.0123456, 0.5, 12.3456, 123.456, 12345.6]
    #expect(
      sizes.map(DecimalText.significant) == [
        "0", "1.234e-05", "0.012346", "0.500", "12.35", "123.5", "12346",
      ])
  }

  @Test func `a regression is told beside its baselines`() throws {
    let baselines = [
      BaselineValues(method: "mean", settings: nil, values: [2, 2, 2]),
      BaselineValues(method: "1-NN DTW", settings: "full window", values: [1, 2, 4]),
    ]
    let report = try RegressionReport(
      truth: [1, 2, 3], predicted: [1, 2.5, 3], baselines: baselines)
    #expect(
      RegressionText(report).text == """
        RMSE 0.289, MAE 0.167, R² 0.875; 3 cases

        baseline   RMSE    MAE     R²  sign test  settings
        mean      0.816  0.667  0.000  p = 1.000
        1-NN DTW  0.577  0.333  0.500  p = 1.000  full window

        better than the best baseline, 1-NN DTW: nearer to the truth on 1 case, farther on 1 (sign test: p = 1.000)

        """)
    let alone = try RegressionReport(truth: [1, 2], predicted: [1, 2], baselines: nil)
    #expect(RegressionText(alone).text == "RMSE 0, MAE 0, R² 1.000; 2 cases\n")
  }
}
