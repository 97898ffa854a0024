import Foundation
import RondoFiles
import RondoText
import TestSupport
import Testing

@testable import RondoEvaluation

struct BaselineReportTests {
  private let training = IDSequence(drawnIDs(60, below: 3))
  private let validation = IDSequence(drawnIDs(20, below: 3, seed: 2) + [3])
  private let extent = TextExtent(symbols: 21, bytes: 42, graphemes: 21)

  private func reports(_ limits: BaselineLimits = BaselineLimits()) -> [BaselineReport] {
    BaselineReport.all(
      training: training, validation: validation, extent: extent, vocabularySize: 3,
      limits: limits)
  }

  @Test func `both baselines are those of the plain parts`() {
    let plain = training.map { UInt32($0) }
    let text = validation.map { UInt32($0) }
    let unigram = UnigramBaseline(training: plain, vocabularySize: 3).evaluate(text)
    let best = NGramBaseline.best(training: plain, evaluation: text, vocabularySize: 3)
    let reports = reports()
    #expect(reports.map(\.order) == [0, best.order])
    #expect(reports.map(\.method) == ["unigram frequencies", "interpolated Kneser-Ney"])
    for (report, result) in zip(reports, [unigram, best]) {
      #expect(abs(report.loss.nats - result.natsPerSymbol) < 1e-14)
      #expect(report.loss.bitsPerCharacter == report.loss.bitsPerByte * 2)
      #expect(report.unknownSymbols == 1 && report.note == nil)
    }
  }

  @Test func `a report is a line with method, order and the three units`() throws {
    let report = reports()[0]
    let line = try JSONText.of(report)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(
      object.keys.sorted() == [
        "bitsPerByte", "bitsPerCharacter", "method", "nats", "order",
      ])
    #expect(object["order"] as? Int == 0)
    #expect(object["nats"] as? Double == report.loss.nats)
  }

  @Test(arguments: [
    (60, 21, nil), (50, 21, "both trained on the last 50 of 60 symbols of the training part"),
    (60, 20, "measured on the first 20 of 21 symbols"),
    (
      1, 2,
      "both trained on the last 1 of 60 symbols of the training part; measured on the first 2 of 21 "
        + "symbols"
    ),
  ])
  func `what a limit leaves out is said`(trained: Int, evaluated: Int, note: String?) {
    let reports = reports(
      BaselineLimits(maximumTrainingSymbols: trained, maximumEvaluationSymbols: evaluated))
    #expect(reports.map(\.note) == [note, note])
  }

  @Test func `a limit keeps what stands next to the border`() {
    let reports = reports(
      BaselineLimits(maximumTrainingSymbols: 30, maximumEvaluationSymbols: 10))
    let unigram = UnigramBaseline(
      training: training.suffix(30).map { UInt32($0) }, vocabularySize: 3
    ).evaluate(validation.prefix(10).map { UInt32($0) })
    #expect(abs(reports[0].loss.nats - unigram.natsPerSymbol) < 1e-14)
  }
}
