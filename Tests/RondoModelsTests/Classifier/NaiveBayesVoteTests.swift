import RondoData
import RondoEngine
import RondoFiles
import Testing

@testable import RondoClassifier
@testable import RondoEvaluation
@testable import RondoLanguageModel
@testable import RondoModels

/// A text classifier that asks naive Bayes too.
struct NaiveBayesVoteTests {
  /// Texts whose label is told by one word of many.
  private static func cases(_ count: Int, from first: Int) -> LabelledCases<String> {
    let words = ["good", "fine", "kind", "bad", "cold", "mean"]
    let texts = (first..<first + count).map { "a \(words[$0 % 6]) film, no. \($0 * 7 % 5)" }
    return LabelledCases(
      texts, labels: ["pos", "neg"], truth: (first..<first + count).map { $0 % 6 < 3 ? 0 : 1 })
  }

  private static func settings(members: MemberCount = 1) -> TextClassifierSettings {
    var settings = TextClassifierSettings()
    (settings.unit, settings.embeddingSize, settings.asksNaiveBayes) = (.word, 3, true)
    (settings.classifier.architecture.hiddenSize, settings.classifier.architecture.members) = (
      4, members
    )
    settings.classifier.training.batchSize = 8
    return settings
  }

  /// A run of two epochs, and its best model as a file has it.
  private static func trained(
    _ settings: TextClassifierSettings
  ) throws -> (file: TextClassifierFile, best: ValidationReport<ClassifierScore>) {
    let parts = ClassifierRun<TextClassifier>(
      training: cases(60, from: 0), validation: cases(24, from: 100), settings)
    let run = TrainingRun(
      Trainer(
        parts.model, parts.task, settings.classifier.restarted,
        totalSteps: 2 * parts.task.stepsPerEpoch),
      validation: parts.validation, limits: TrainingLimits(epochs: 2))
    var best: ValidationReport<ClassifierScore>?
    for case .validation(let report) in run where report.best { best = report }
    #expect(run.trainer.model.ensemble.opinionWeights?.scalars == [1, 0, 0])
    let file = TextClassifierFile(
      model: run.bestModel, preparation: parts.preparation, settings: settings,
      data: SmallRun.sources, split: SmallRun.split, best: run.best)
    return (file, try #require(best))
  }

  @Test(arguments: [MemberCount(1), 3])
  func `the best model answers as it did when it was measured`(members: MemberCount) throws {
    let (file, best) = try Self.trained(Self.settings(members: members))
    let weights = try #require(best.result.details.opinionWeights)
    #expect(file.model.ensemble.opinionWeights?.scalars == weights.map { Float($0) })
    #expect(weights.count == 3 && weights[1] + weights[2] > 0.1)
    let validation = Self.cases(24, from: 100)
    let predictions = try file.probabilities(of: validation.cases, on: Tape())
    #expect(predictions.logLoss(truth: validation.targets.labelIDs) == best.score.logLoss)
    var alone = file
    alone.model.ensemble.opinionWeights = Tensor([1, 0, 0], shape: [3])
    let networks = try alone.probabilities(of: validation.cases, on: Tape())
    #expect(
      networks.logLoss(truth: validation.targets.labelIDs)
        > predictions.logLoss(truth: validation.targets.labelIDs))
    #expect(try file.networksAlone.probabilities(of: validation.cases, on: Tape()) == networks)
  }

  @Test func `saved and loaded it answers with the same bits, in any batch`() throws {
    let file = try Self.trained(Self.settings(members: 2)).file
    let bytes = try file.encoded().encoded()
    let copy = try TextClassifierFile(SafetensorsFile.decode(bytes, path: "m").file, path: "m")
    #expect(copy.preparation == file.preparation && copy.preparation.naiveBayes.count == 2)
    #expect(try copy.encoded().encoded() == bytes)
    let texts = ["a good film", "", "cold", "\u{1F600} new words", "a bad bad bad bad film, no. 4"]
    let expected = try file.probabilities(of: texts, on: Tape())
    #expect(try copy.probabilities(of: texts, on: Tape(), batch: 1) == expected)
    let reversed = try copy.probabilities(of: texts.reversed(), on: Tape())
    for index in texts.indices {
      let other = texts.count - 1 - index
      for label in 0..<2 {
        #expect(
          reversed.logProbabilities[2 * other + label]
            == expected.logProbabilities[2 * index + label])
      }
    }
  }

  /// Labels that are exchanged would change the answers of counts made again.
  @Test func `an evaluation takes the counts of the model where validation data were separate`()
    throws
  {
    var file = try Self.trained(Self.settings()).file
    func labelled(_ cases: LabelledCases<String>, exchanged: Bool = false) -> LabelledText {
      LabelledText(
        texts: cases.cases,
        labels: cases.targets.labelIDs.map { cases.labels[exchanged ? 1 - $0 : $0].name })
    }
    let training = Self.cases(60, from: 0)
    // Log-losses of naive Bayes on characters and on words.
    func losses(exchanged: Bool = false) throws -> [Double?] {
      let evaluation = try file.evaluate(
        labelled(Self.cases(24, from: 201)), training: labelled(training, exchanged: exchanged))
      guard case .classification(let report) = evaluation.report else { return [] }
      return report.baselines?.dropFirst().map(\.logLoss) ?? []
    }
    let (counted, again) = (try losses(), try losses(exchanged: true))
    #expect(counted.count == 2 && !zip(counted, again).contains { $0 == $1 })
    file.settings.classifier.validationSources = SmallRun.sources
    #expect(try losses() == counted)
    #expect(try losses(exchanged: true) == counted)
  }

  @Test func `a file whose counts do not fit is refused`() throws {
    let file = try Self.trained(Self.settings()).file.encoded()
    let changes: [(String, (SafetensorsTensor) -> SafetensorsTensor?)] = [
      ("naive_bayes.character.keys", { _ in nil }),
      ("naive_bayes.word.words", { _ in nil }),
      ("naive_bayes.character.keys", { Self.changed($0, to: UInt64.max) }),
      ("naive_bayes.character.keys", { Self.changed($0, to: UInt64(0)) }),
      ("naive_bayes.character.entries", { Self.changed($0, to: Int32(-1)) }),
      ("naive_bayes.word.labels", { Self.changed($0, to: Int32(2)) }),
      ("naive_bayes.word.counts", { Self.changed($0, to: Int32(0)) }),
      ("naive_bayes.word.lengths", { Self.changed($0, to: Int32.max) }),
      ("naive_bayes.word.counts", { Self.changed($0, to: Float(1)) }),
      ("opinions.weight", { _ in nil }),
    ]
    for (name, change) in changes {
      var bad = file
      bad.tensors = file.tensors.compactMap { $0.name == name ? change($0) : $0 }
      #expect(bad.tensors != file.tensors)
      #expect(throws: (any Error).self, "\(name)") { try TextClassifierFile(bad, path: "m") }
    }
    for (text, other) in [
      (#""smoothing":"#, #""smoothing":-"#), (#""order":"#, #""order":-"#),
      (#""texts":["#, #""texts":[1,"#), (#""unit":"word""#, #""unit":"line""#),
    ] {
      var bad = file
      let record = try #require(file.metadata["naive_bayes"])
      bad.metadata["naive_bayes"] = record.replacing(text, with: other)
      #expect(bad.metadata != file.metadata, "\(text)")
      #expect(throws: (any Error).self, "\(text)") { try TextClassifierFile(bad, path: "m") }
    }
  }

  /// A tensor of numbers of this type, the last of which is this one.
  private static func changed<Scalar: SafetensorsScalar & Numeric>(
    _ tensor: SafetensorsTensor, to value: Scalar
  ) -> SafetensorsTensor {
    var values =
      (try? tensor.values(as: Scalar.self)) ?? Array(repeating: 0, count: tensor.shape[0])
    values[values.count - 1] = value
    return SafetensorsTensor(name: tensor.name, shape: tensor.shape, values: values)
  }

  @Test func `keys of a table are each there once, after what they continue`() {
    func key(_ prefix: UInt64, _ symbol: UInt64) -> UInt64 { prefix << 32 | symbol + 1 }
    let table = NGramTable(keys: [key(0, 97), key(0, 98), key(1, 98), key(3, 97)])
    #expect(table?.orders == [1, 1, 2, 3])
    for keys in [
      [key(0, 97), key(0, 97)], [key(0, 97), key(0, 98), key(0, 97)], [key(1, 97)],
      [key(0, 97), key(3, 97)], [0],
    ] {
      #expect(NGramTable(keys: keys)?.orders == nil, "\(keys)")
    }
  }

  @Test(arguments: [0, 255, 256, 65_535, 65_536])
  func `counts take the smallest type that holds them`(greatest: Int32) throws {
    let tensor = SafetensorsTensor(name: "c", counts: [0, 3, greatest])
    let expected: SafetensorsType = greatest < 256 ? .u8 : greatest < 65_536 ? .u16 : .i32
    #expect(tensor.type == expected && tensor.shape == [3])
    #expect(try tensor.counts() == [0, 3, greatest])
  }

  @Test func `what naive Bayes says is what the baseline says`() throws {
    let cases = Self.cases(60, from: 0)
    let preparation = TextPreparation(
      cases.cases, targets: cases.targets.space, truth: cases.targets.labelIDs, Self.settings())
    let texts = ["a good film", "bad film, no. 3", "something else", ""]
    for (index, unit) in NGramUnit.allCases.enumerated() {
      let baseline = NaiveBayesBaseline(
        texts: cases.cases, labels: cases.targets.labelIDs, classes: 2, unit: unit)
      let expected = try #require(baseline.predictions(for: texts).probabilities)
      let found = texts.flatMap { preparation.opinions(on: $0)[2 * index..<2 * index + 2] }
      for (one, other) in zip(found, expected.logProbabilities) {
        #expect(abs(one - max(other, -30)) < 1e-9)
      }
    }
  }

  @Test func `without validation the networks answer alone`() throws {
    let parts = ClassifierRun<TextClassifier>(
      training: Self.cases(60, from: 0), validation: nil, Self.settings())
    let texts = Self.cases(10, from: 0).cases
    let file = TextClassifierFile(
      model: parts.model, preparation: parts.preparation, settings: Self.settings(),
      data: SmallRun.sources, split: SmallRun.split)
    let logits = parts.model.ensemble.outputs(
      of: texts.map(parts.preparation.sequence), on: Tape())
    #expect(
      try file.probabilities(of: texts, on: Tape()) == ClassPredictions(logits: logits, classes: 2))
  }
}
