import Foundation
import RondoText
import Testing

@testable import RondoModels

/// Lines of the log and of `--format json`, whose keys are promised.
struct ReportLineTests {
  static let loss = LossUnits(
    total: log(2) * 6, extent: TextExtent(symbols: 3, bytes: 12, graphemes: 6))

  private func object(_ report: TrainingReport) throws -> NSDictionary {
    let line = try ReportLine.of(report)
    #expect(!line.contains("\n"))
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
    return try #require(object as? NSDictionary)
  }

  @Test(arguments: [nil, 2.5])
  func `progress has all its keys`(secondsLeft: Double?) throws {
    let report = ProgressReport(
      step: 3, epoch: 0.75, nats: 1.25, gradientNorm: 0.5, learningRate: 0.001,
      symbolsPerSecond: 1000, secondsLeft: secondsLeft)
    let expected: NSDictionary = [
      "event": "progress", "step": 3, "epoch": 0.75, "nats": 1.25, "gradientNorm": 0.5,
      "learningRate": 0.001, "symbolsPerSecond": 1000, "secondsLeft": secondsLeft ?? NSNull(),
    ]
    #expect(try object(.progress(report)) == expected)
  }

  @Test func `a validation has all its keys`() throws {
    let report = ValidationReport(step: 4, epoch: 1, loss: Self.loss, windowed: 2.25, best: true)
    let expected: NSDictionary = [
      "event": "validation", "step": 4, "epoch": 1, "nats": Self.loss.nats,
      "bitsPerCharacter": Self.loss.bitsPerCharacter, "bitsPerByte": Self.loss.bitsPerByte,
      "windowed": 2.25, "best": true,
    ]
    #expect(try object(.validation(report)) == expected)
  }

  @Test func `the end has all its keys`() throws {
    var report = FinishedReport(
      steps: 8, epochs: 2, seconds: 1.5, symbolsPerSecond: 900, parameters: 109,
      stoppedBy: .patience, bestValidation: BestValidation(loss: Self.loss, step: 4),
      model: "run/model.safetensors")
    let best: NSDictionary = [
      "nats": Self.loss.nats, "bitsPerCharacter": Self.loss.bitsPerCharacter,
      "bitsPerByte": Self.loss.bitsPerByte, "step": 4,
    ]
    let expected: NSMutableDictionary = [
      "event": "finished", "steps": 8, "epochs": 2, "seconds": 1.5, "symbolsPerSecond": 900,
      "parameters": 109, "stoppedBy": "patience", "bestValidation": best,
      "model": "run/model.safetensors",
    ]
    #expect(try object(.finished(report)) == expected)
    (report.bestValidation, report.model) = (nil, nil)
    (expected["bestValidation"], expected["model"]) = (NSNull(), NSNull())
    #expect(try object(.finished(report)) == expected)
  }

  @Test func `a best validation is read as it is written`() throws {
    let best = BestValidation(loss: Self.loss, step: 12)
    let text = try JSONText.of(best)
    #expect(try JSONDecoder().decode(BestValidation.self, from: Data(text.utf8)) == best)
  }
}
