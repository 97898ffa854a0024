import RondoData
import RondoFiles
import RondoLanguageModel
import RondoText
import Testing

@testable import RondoClassifier
@testable import RondoEngine
@testable import RondoModels

struct TransferTests {
  @Test(
    arguments: [0, 3, 4],
    [BuiltInCell.tanh, .gru, .lstm])
  func `logits before the first step are those of the language model's layers under a new head`(
    embeddingSize: Int, cell: BuiltInCell
  ) throws {
    let origin = try SmallTransfer.origin {
      ($0.cell, $0.layers, $0.embeddingSize) = (cell, 2, embeddingSize)
      $0.tieWeights = embeddingSize == 4
    }
    let settings = try SmallTransfer.settings(origin)
    // The cases have a symbol that the model lacks, before all others: their ids move.
    let cases = LabelledCases(
      SmallTransfer.texts + ["A", "aA"], labels: ["up", "down"],
      truth: SmallTransfer.cases.targets.labelIDs + [0, 1])
    let parts = SmallTransfer.parts(settings, origin, cases)
    var hand = SequenceClassifier<Float>(
      settings.classifier.architecture(
        .symbols(count: 4, embeddingSize: embeddingSize), outputs: 2),
      seed: 1)
    (hand.encoder.embedding, hand.encoder.rnn) = (
      origin.model.encoder.embedding, origin.model.encoder.rnn
    )
    (hand.readout, hand.output) = (
      parts.model.ensemble.members[0].readout, parts.model.ensemble.members[0].output
    )
    let known = origin.tokenizer
    let inputs = SmallTransfer.texts.map {
      SequenceInput(symbols: Array(known.encode($0)), unknown: known.vocabulary.unknownID)
    }
    let tape = Tape<Float>()
    let found = parts.model.ensemble.members[0].logits(
      SmallTransfer.texts.map(parts.preparation.sequence), on: tape)
    #expect(found.value.bits == hand.logits(inputs, on: tape).value.bits)
    #expect(parts.preparation.tokenizer.vocabulary.count == 5)
    #expect(parts.preparation.sequence(of: "aA").ids == [1, 0])
  }

  @Test func `what is new is trained alone, then one layer more each epoch`() throws {
    let origin = try SmallTransfer.origin()
    var trainer = SmallTransfer.trainer(try SmallTransfer.settings(origin), origin)
    #expect(trainer.task.stepsPerEpoch == 3)
    var models = [trainer.model]
    for _ in 0..<8 {
      try trainer.advance()
      models.append(trainer.model)
    }
    for step in 1...8 {
      let (before, after) = (models[step - 1], models[step])
      #expect(after.bits("output.") != before.bits("output."))
      #expect((after.bits("rnn.") == before.bits("rnn.")) == (step <= 3), "step \(step)")
      #expect(
        (after.bits("embedding.") == before.bits("embedding.")) == (step <= 6), "step \(step)")
    }
  }

  @Test func `a layer learns 2.6 times as slowly as the one above it`() throws {
    let origin = try SmallTransfer.origin { $0.layers = 2 }
    let ensemble = SmallTransfer.parts(try SmallTransfer.settings(origin), origin).model.ensemble
    func paces(totalSteps: Int) -> [String: ParameterRates.Pace] {
      let rates = GradualUnfreezing(stepsPerEpoch: 10, totalSteps: totalSteps).rates(of: ensemble)
      let entries = ensemble.layout.entries.map { ($0.name, rates.pace(at: $0.offset) ?? .full) }
      return Dictionary(uniqueKeysWithValues: entries)
    }
    let found = paces(totalSteps: .max)
    #expect(found["output.weight"] == .full && found["output.bias"] == .full)
    for name in ["weight_ih", "weight_hh", "bias_ih", "bias_hh"] {
      #expect(found["rnn.\(name)_l1"] == .init(factor: 1 / 2.6, firstStep: 10))
      #expect(found["rnn.\(name)_l0"] == .init(factor: 1 / 2.6 / 2.6, firstStep: 20))
    }
    #expect(found["embedding.weight"] == .init(factor: 1 / 2.6 / 2.6 / 2.6, firstStep: 30))
    #expect(found.count == 11)
    // At least half of a short run trains everything.
    #expect(paces(totalSteps: 24)["embedding.weight"]?.firstStep == 12)
    #expect(paces(totalSteps: 3)["embedding.weight"]?.firstStep == 0)
  }

  @Test func `each member of an ensemble begins with the model, and thaws like one alone`() throws {
    let origin = try SmallTransfer.origin { $0.layers = 2 }
    let settings = try SmallTransfer.settings(origin) { $0.architecture.members = 3 }
    let ensemble = SmallTransfer.parts(settings, origin).model.ensemble
    let bits = origin.model.encoder.rnn.parameters.map(\.value.bits)
    for member in ensemble.members {
      #expect(member.encoder.rnn.parameters.map(\.value.bits) == bits)
      #expect(member.encoder.embedding?.weight.bits == origin.model.encoder.embedding?.weight.bits)
    }
    #expect(Set(ensemble.members.map { $0.output.weight.bits }).count == 3)
    let rates = GradualUnfreezing(stepsPerEpoch: 10, totalSteps: .max).rates(of: ensemble)
    let alone = SequenceEnsemble<Float>(ensemble.architecture.ofMember, seed: 1)
    let ofAlone = GradualUnfreezing(stepsPerEpoch: 10, totalSteps: .max).rates(of: alone)
    for (index, entry) in ensemble.layout.entries.enumerated() {
      let other = alone.layout.entries[index % alone.layout.entries.count]
      #expect(entry.name.hasSuffix("." + other.name))
      #expect(rates.pace(at: entry.offset) == ofAlone.pace(at: other.offset), "\(entry.name)")
    }
  }

  @Test func `the same model with any number of threads`() throws {
    let origin = try SmallTransfer.origin(hasBorder: true)
    let settings = try SmallTransfer.settings(origin) {
      $0.training.regularization.dropout = 0.2
      $0.training.regularization.weightDecay = 0.1
    }
    let bits = try [1, 2, 3].map { threads in
      var trainer = SmallTransfer.trainer(settings, origin, threads: threads)
      for _ in 0..<9 { try trainer.advance() }
      return trainer.model.bits("")
    }
    #expect(bits[1] == bits[0] && bits[2] == bits[0] && !bits[0].isEmpty)
  }

  /// Within the stage of the head, at its end, within that of a layer, and with all.
  @Test(arguments: [1, 3, 4, 6, 7])
  func `a run gone on with in the middle of a stage ends in the same bits`(steps: Int) throws {
    let origin = try SmallTransfer.origin()
    let settings = try SmallTransfer.settings(origin)
    var whole = SmallTransfer.trainer(settings, origin)
    for _ in 0..<9 { try whole.advance() }
    var trainer = SmallTransfer.trainer(settings, origin)
    for _ in 0..<steps { try trainer.advance() }
    let limits = TrainingLimits(steps: 24)
    let run = TrainingRun(trainer, validation: nil, limits: limits)
    let file = try TrainingStateFile(
      of: run, settings: settings, limits: RunLimits(limits), data: []
    ).encoded().encoded()
    let state = try TrainingStateFile<ClassifierTask<TextClassifier>>(
      SafetensorsFile.decode(file, path: "t").file, architecture: trainer.model.architecture,
      path: "t")
    // Without the language model, from what is stored alone.
    let preparation = SmallTransfer.parts(settings, origin).preparation
    let parts = ClassifierRun<TextClassifier>(
      training: SmallTransfer.cases, validation: nil, state.settings, preparation: preparation)
    var resumed = Trainer(
      parts.model, parts.task, state.settings.training, totalSteps: state.progress.scheduleSteps)
    resumed.restore(
      model: state.model, optimizerSlots: state.slots.map(\.value), steps: state.progress.step,
      state: state.state)
    while resumed.step < 9 { try resumed.advance() }
    #expect(resumed.model.bits("") == whole.model.bits(""))
  }

  @Test func `trials begin with the language model too`() throws {
    let origin = try SmallTransfer.origin()
    let settings = try SmallTransfer.settings(origin) { $0.restarts = 2 }
    let choice = try #require(
      try ClassifierTrials<TextClassifier>(
        settings, origin: origin, limits: TrainingLimits(epochs: 4)
      ).best(crossValidating: SmallTransfer.cases) { _, _ in })
    #expect([1, 2, 4].contains(choice.epochs) && choice.objective < 1)
  }
}
