import Foundation
import RondoEvaluation
import RondoFiles
import RondoText
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

/// Lines of the log and of `--format json`, whose keys are promised.
struct ReportLineTests {
  static let loss = LossUnits(
    total: 6 * log(2), extent: TextExtent(symbols: 3, bytes: 12, graphemes: 6))
  static let units = #""bitsPerByte":0.5,"bitsPerCharacter":1,"#

  @Test(arguments: [(nil, "null"), (2.5, "2.5")])
  func `progress has all its keys`(secondsLeft: Double?, text: String) throws {
    let report = ProgressReport(
      step: 3, epoch: 0.75, loss: 1.25, gradientNorm: 0.5, learningRate: 0.001,
      symbolsPerSecond: 1000, secondsLeft: secondsLeft)
    #expect(
      try ReportLine.of(TrainingReport<LossUnits>.progress(report))
        == #"{"epoch":0.75,"event":"progress","gradientNorm":0.5,"learningRate":0.001,"#
        + #""nats":1.25,"secondsLeft":\#(text),"step":3,"symbolsPerSecond":1000}"#)
  }

  @Test func `a validation has all its keys`() throws {
    let report = ValidationReport(
      step: 4, epoch: 1, result: ValidationResult(Self.loss, details: WindowedLoss(windowed: 2.25)),
      best: true)
    #expect(
      try ReportLine.of(.validation(report))
        == #"{"best":true,\#(Self.units)"epoch":1,"event":"validation","#
        + #""nats":1.3862943611198906,"step":4,"windowed":2.25}"#)
  }

  @Test(arguments: [true, false])
  func `the end has all its keys`(isSaved: Bool) throws {
    let report = FinishedReport<LossUnits>(
      steps: 8, epochs: 2, seconds: 1.5, symbolsPerSecond: 900, parameters: 109,
      stoppedBy: .patience,
      bestValidation: isSaved ? BestValidation(score: Self.loss, step: 4) : nil,
      model: isSaved ? "run/model" : nil)
    let best = #"{\#(Self.units)"nats":1.3862943611198906,"step":4}"#
    #expect(
      try ReportLine.of(.finished(report))
        == #"{"bestValidation":\#(isSaved ? best : "null"),"epochs":2,"event":"finished","#
        + #""model":\#(isSaved ? #""run/model""# : "null"),"parameters":109,"seconds":1.5,"#
        + #""steps":8,"stoppedBy":"patience","symbolsPerSecond":900}"#)
  }

  @Test func `a best validation is read as it is written`() throws {
    let best = BestValidation(score: Self.loss, step: 12)
    let text = try JSONText.of(best)
    #expect(try JSONDecoder().decode(BestValidation.self, from: Data(text.utf8)) == best)
  }
}
