import RondoEngine
import RondoFiles
import RondoLanguageModel
import RondoModels
import RondoText
import TestSupport
import Testing

struct RegularizationTests {
  private func trainer(
    _ variant: RegularizationVariant, threads: Int = 1
  ) -> LanguageModelTrainer {
    SmallRun.trainer(variant.settings, threads: threads)
  }

  @Test(arguments: RegularizationVariant.all, [2, 3])
  func `threads change no bits`(variant: RegularizationVariant, threads: Int) throws {
    var (one, many) = (trainer(variant), trainer(variant, threads: threads))
    for _ in 0..<9 { #expect(try one.advance().loss == many.advance().loss) }
    #expect(one.model.bits == many.model.bits)
    #expect(one.averagedModel?.bits == many.averagedModel?.bits)
  }

  @Test func `each part changes the training, and none the first loss reported but dropout`() throws
  {
    let parts =
      RegularizationVariant.all + [
        RegularizationVariant("AR") { $0.regularization.activationPenalty = 2 },
        RegularizationVariant("TAR") { $0.regularization.temporalPenalty = 2 },
        RegularizationVariant("symbols") { $0.regularization.embeddingDropout = 0.5 },
        RegularizationVariant("dropconnect") { $0.regularization.recurrentDropout = 0.5 },
        RegularizationVariant("weight decay") { $0.regularization.weightDecay = 0.5 },
        RegularizationVariant("smoothing") { $0.regularization.labelSmoothing = 0.5 },
      ]
    var plain = SmallRun.trainer()
    let first = try plain.advance().loss
    for _ in 0..<7 { _ = try plain.advance() }
    for part in parts where part.testDescription != "a plateau schedule" {
      var other = trainer(part)
      let loss = try other.advance().loss
      let drops = other.configuration.regularization.dropout(seed: 1, step: 0) != nil
      // Lengths that are drawn are another first chunk.
      if !other.configuration.randomLengths {
        #expect((loss != first) == drops, "\(part.testDescription)")
      }
      for _ in 0..<7 { _ = try other.advance() }
      #expect(other.model.bits != plain.model.bits, "\(part.testDescription)")
    }
  }

  @Test func `the loss of a step is what its parts add up to`() {
    let model = LanguageModel<Float>.drawn(vocabulary: 5, hidden: 4, layers: 2)
    var regularization = Regularization()
    (regularization.dropout, regularization.labelSmoothing) = (0.4, 0.2)
    (regularization.activationPenalty, regularization.temporalPenalty) = (0.7, 0.3)
    let dropout = regularization.dropout(seed: 3, step: 4)
    let (ids, targets) = (drawnIDs(12, below: 5), drawnIDs(12, below: 5, seed: 2))
    let tape = Tape<Float>()
    let start = model.encoder.rnn.initialState(batch: 2)
    let found = model.loss(
      of: ids, predicting: targets, on: tape, from: start, regularization, dropout: dropout)
    let (raw, state) = model.encoder.rnn.sequence(ids, on: tape, from: start, dropout: dropout)
    let kept = raw.dropout(dropout?.mask(.outputs(layer: 1)))
    let logits = model.output(kept)
    let changes = raw.slice(1..<6) - raw.slice(0..<5)
    let expected =
      logits.crossEntropy(targets, labelSmoothing: 0.2).loss.scalar
      + 0.7 * kept.squared().mean().scalar + 0.3 * changes.squared().mean().scalar
    #expect(abs(found.loss.scalar - expected) < 1e-6)
    #expect(found.plain == logits.crossEntropy(targets).scalar)
    #expect(found.state.tensors == state.tensors)
  }

  @Test func `settings without regularisation are stored as ever`() throws {
    let plain = try TrainingStateFile<LanguageModelTask>(
      of: TrainingRun(SmallRun.trainer(), validation: nil, limits: .init()),
      settings: SmallRun.settings(), limits: RunLimits(.init()), data: []
    ).encoded()
    let settings = plain.metadata["settings"] ?? ""
    for word in ["regular", "average", "random", "decay", "plateau"] {
      #expect(!settings.contains(word), "\(word)")
      #expect(plain.metadata["progress"]?.contains(word) == false, "\(word)")
    }
  }

  @Test func `a state keeps the average, and one that lacks it is refused`() throws {
    let settings = RegularizationVariant.all[3].settings
    let run = TrainingRun(
      SmallRun.trainer(settings), validation: nil, limits: TrainingLimits(steps: 3))
    run.finish()
    var file = try TrainingStateFile<LanguageModelTask>(
      of: run, settings: settings, limits: RunLimits(run.limits), data: []
    ).encoded()
    #expect(file.tensors.last.map { "\($0.name) \($0.shape)" } == "average.weights [109]")
    let architecture = settings.architecture(vocabularySize: 5)
    let read = try TrainingStateFile<LanguageModelTask>(
      file, architecture: architecture, path: "t")
    #expect(read.average?.bits == run.trainer.average?.value?.bits)
    file.tensors.removeLast()
    let error = #expect(throws: ModelFileError.self) {
      try TrainingStateFile<LanguageModelTask>(file, architecture: architecture, path: "t")
    }
    #expect("\(error!)".contains("average.weights"))
  }

  @Test(arguments: [
    ("\"dropout\":0.4", "\"dropout\":1"), ("\"dropout\":0.4", "\"dropout\":-0.1"),
    ("\"dropout\":0.4", "\"weightDecay\":-1"), ("\"dropout\":0.4", "\"labelSmoothing\":1"),
    ("\"dropout\":0.4", "\"activationPenalty\":-1"),
    ("\"randomLengths\":true", "\"averageDecay\":1"),
    ("\"decayFactor\":0.25", "\"decayFactor\":0"),
    ("\"decayFactor\":0.25", "\"decaySteps\":-1"),
    ("\"decayFactor\":0.25", "\"plateauPatience\":0"),
  ])
  func `numbers that no run can have are refused`(old: String, new: String) throws {
    var settings = SmallRun.settings()
    settings.training.regularization.dropout = 0.4
    settings.training.schedule.decayFactor = 0.25
    settings.training.randomLengths = true
    var file = try TrainingStateFile<LanguageModelTask>(
      of: TrainingRun(SmallRun.trainer(settings), validation: nil, limits: .init()),
      settings: settings, limits: RunLimits(.init()), data: []
    ).encoded()
    let architecture = settings.architecture(vocabularySize: 5)
    let text = file.metadata["settings"] ?? ""
    #expect(
      try TrainingStateFile<LanguageModelTask>(file, architecture: architecture, path: "t")
        .settings == settings)
    file.metadata["settings"] = text.replacing(old, with: new)
    #expect(file.metadata["settings"] != text)
    #expect(
      throws: ModelFileError.inconsistentState(
        path: "t", reason: "its settings or its progress are out of range")
    ) { try TrainingStateFile<LanguageModelTask>(file, architecture: architecture, path: "t") }
  }
}
