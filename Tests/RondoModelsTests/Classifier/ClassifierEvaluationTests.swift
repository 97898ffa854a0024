import Foundation
import RondoEngine
import RondoEvaluation
import RondoFiles
import TestSupport
import Testing

@testable import RondoClassifier
@testable import RondoData
@testable import RondoModels

struct ClassifierEvaluationTests {
  private static let texts = LabelledText(
    [
      TextCase("good film", labels: ["pos"]), TextCase("bad film", labels: ["neg"]),
      TextCase("so bad", labels: ["neg"]),
      TextCase("so good", labels: ["pos"]),
    ], sources: [DataSource(path: "t.tsv", bytes: 1, sha256: "", encoding: "UTF-8")])

  private static let file = PredictionFiles.texts(texts.inputs)

  private static func test(_ cases: [TextCase]) -> LabelledText {
    LabelledText(
      cases.enumerated().map { index, item in
        TextCase(
          item.text, labels: item.labels,
          position: TextCase.Position(source: 0, line: index + 1))
      }, sources: texts.sources)
  }

  private func report(_ evaluation: ClassifierEvaluation) throws -> ClassificationReport {
    guard case .classification(let report) = evaluation.report else {
      throw CocoaError(.featureUnsupported)
    }
    return report
  }

  @Test func `texts are scored beside the baselines of the training data`() throws {
    let test = Self.test([
      TextCase("good", labels: ["pos"]), TextCase("Bad  FILM", labels: ["neg"]),
    ])
    let found = try Self.file.evaluate(test, training: Self.texts)
    let report = try report(found)
    let predictions = try Self.file.probabilities(of: test.inputs, on: Tape())
    #expect(report.confusion.labels == ["neg", "pos"] && report.cases == 2)
    #expect(report.logLoss == predictions.logLoss(truth: [1, 0]))
    #expect(report.baselines?.count == 3)
    #expect(found.leaks?.normalized.map(\.test) == [1] && found.leaks?.exact.isEmpty == true)
    #expect(found.leftOut == 0)
    let alone = try Self.file.evaluate(test, training: nil)
    #expect(try self.report(alone).baselines == nil && alone.leaks == nil)
  }

  @Test func `cases that training has are left out where that is wanted`() throws {
    let test = Self.test([
      TextCase("good", labels: ["pos"]), TextCase("Bad  FILM", labels: ["neg"]),
    ])
    let found = try Self.file.evaluate(test, training: Self.texts, removesLeaks: true)
    #expect(try report(found).cases == 1 && found.leftOut == 1)
    let all = Self.test([TextCase("so bad", labels: ["neg"])])
    #expect(throws: EvaluationError.noCases) {
      try Self.file.evaluate(all, training: Self.texts, removesLeaks: true)
    }
  }

  @Test func `a label that was not trained on and one that is missing are named with their lines`()
    throws
  {
    let strange = Self.test([TextCase("a", labels: ["pos"]), TextCase("b", labels: ["other"])])
    var error = try #require(throws: DataError.self) {
      try Self.file.evaluate(strange, training: nil)
    }
    #expect("\(error)".hasPrefix("t.tsv:2:1: the label \"other\" is not one of the model's: "))
    error = try #require(throws: DataError.self) {
      try Self.file.evaluate(Self.test([TextCase("a", labels: [])]), training: nil)
    }
    #expect("\(error)".hasPrefix("t.tsv:1:1: the case has no label"))
  }

  private static func series(_ cases: [SeriesCase], channels: Int = 1) -> SeriesFile {
    SeriesFile(
      set: SeriesSet(cases, channels: channels, targets: SeriesSet.targets(of: cases)),
      source: DataSource(path: "s.ts", bytes: 1, sha256: "", encoding: "UTF-8"), notes: [])
  }

  @Test func `series are scored, and others than the model's refused`() throws {
    let training = Self.series([
      SeriesCase([0, 1], target: .label("a")), SeriesCase([1, 0], target: .label("b")),
    ])
    let file = PredictionFiles.series(training.inputs)
    let found = try file.evaluate(
      Self.series([SeriesCase([0, 1], target: .label("b"), line: 7)]), training: training)
    #expect(try report(found).baselines?.map(\.accuracy) == [0, 0, 0, 0, 0])
    #expect(found.leaks?.exact.count == 1)
    let wide = Self.series([SeriesCase([0, 1], channels: 2, target: .label("a"))], channels: 2)
    let error = try #require(throws: DataError.self) { try file.evaluate(wide, training: nil) }
    #expect("\(error)".hasPrefix("s.ts: its series have 2 channels"))
    let number = Self.series([SeriesCase([0, 1], target: .value(3), line: 7)])
    let other = try #require(throws: DataError.self) { try file.evaluate(number, training: nil) }
    #expect("\(other)".hasPrefix("s.ts:7:1: the case has no label"))
  }

  @Test func `a regression is scored beside its baselines`() throws {
    let training = Self.series([
      SeriesCase([0, 1], target: .value(4)), SeriesCase([1, 0], target: .value(6)),
    ])
    let file = PredictionFiles.series(
      training.inputs, targets: .values(mean: 5, deviation: 1))
    let test = Self.series([SeriesCase([0, 2], target: .value(4), line: 3)])
    let found = try file.evaluate(test, training: training)
    guard case .regression(let report) = found.report else {
      Issue.record("no regression")
      return
    }
    let value = file.values(of: test.inputs, on: Tape())[0]
    #expect(report.scores.meanAbsoluteError == abs(value - 4))
    let errors = try #require(report.baselines?.map(\.scores.meanAbsoluteError))
    #expect(errors.prefix(3) == [1, 0, 0] && errors.count == 4 && errors[3] < 0.1)
    let labelled = Self.series([SeriesCase([0, 2], target: .label("a"), line: 3)])
    let error = try #require(throws: DataError.self) { try file.evaluate(labelled, training: nil) }
    #expect("\(error)".hasPrefix("s.ts:3:1: the case has no number"))
    let json = try ReportLine.line("evaluation", found)
    for key in ["mae", "rmse", "r2", "baselines", "leaks", "nearer"] {
      #expect(json.contains("\"\(key)\":"), "\(json)")
    }
  }

  @Test func `training data are read again as long as they are the same`() throws {
    try withTemporaryFolder { folder in
      let cases = [TextCase("good", labels: ["pos"]), TextCase("bad", labels: ["neg"])]
      for (form, name) in zip(ClassFilesWriter.Form.allCases, ["files", "folders"]) {
        let root = "\(folder)/\(name)"
        try ClassFilesWriter(form: form).write(cases, to: root)
        let sources = try LabelledTextReader().read([root]).sources
        let file = PredictionFiles.texts(["good", "bad"], data: sources)
        #expect(try file.trainingData().cases == [cases[1], cases[0]], "\(form)")
        #expect(try file.trainingData(at: [root]).cases.count == 2)
      }
      let path = "\(folder)/t.csv"
      try Data("text,label\na,pos\nb,neg\n".utf8).write(to: URL(filePath: path))
      let sources = try LabelledTextReader().read([path]).sources
      let file = PredictionFiles.texts(["a", "b"], data: sources)
      #expect(try file.trainingData().cases.count == 2)
      try Data("text,label\na,pos\nc,neg\n".utf8).write(to: URL(filePath: path))
      let changed = try #require(throws: TrainingTextError.self) { try file.trainingData() }
      #expect(changed == .changed(path: path, reason: "other contents"))
      #expect(changed.remedies == [.trainingData] && changed.category == .unusable)
      try FileManager.default.removeItem(atPath: path)
      let missing = try #require(throws: TrainingTextError.self) { try file.trainingData() }
      #expect(missing == .missing(path: path, reason: "no such file"))
      #expect(missing.remedies == [.trainingData] && missing.category == .missing)
    }
  }
}
