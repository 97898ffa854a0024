import RondoData
import RondoEngine
import RondoFiles
import RondoModels
import TestSupport
import Testing

@testable import RondoTagger

struct TaggerTests {
  /// Sentences in which names of a crew, spelled with a capital, form spans.
  static let sentences = (0..<24).map { index -> TaggedSentence in
    let names = [["Orrin", "Vale"], ["Mara"], ["Tess", "Oak", "Lind"]][index % 3]
    let verb = ["sails", "rows", "waits"][index / 3 % 3]
    let place = ["Overwater", "Quay 12"][index % 2].split(separator: " ").map(String.init)
    let tokens = names + [verb, "to"] + place
    let tags =
      names.indices.map { $0 == 0 ? "B-PER" : "I-PER" } + ["O", "O"]
      + place.indices.map { $0 == 0 ? "B-PLACE" : "I-PLACE" }
    return TaggedSentence(tokens: tokens, tags: tags)
  }

  static func settings(chain: Bool, members: Int = 2) -> TaggerSettings {
    var settings = TaggerSettings.recommended()
    (settings.architecture.hasChain, settings.architecture.members) = (
      chain, MemberCount(rawValue: members)
    )
    (settings.architecture.hiddenSize, settings.embeddingSize, settings.characterSize) = (6, 5, 4)
    settings.training.batchSize = 5
    settings.training.learningRate = 0.02
    return settings
  }

  static func file(chain: Bool, members: Int = 2) -> TaggerFile {
    let settings = settings(chain: chain, members: members)
    let preparation = TaggerPreparation(sentences, scheme: .iob2, settings)
    let architecture = settings.architecture(preparation.input, tags: preparation.tags.count)
    var model = Tagger(architecture, seed: 3)
    for index in model.members.indices where chain {
      var draw = Draw(seed: index)
      let k = preparation.tags.count
      model.members[index].chain?.transitions = Tensor(draw.floats(k * k), shape: [k, k])
    }
    return TaggerFile(
      model: model, preparation: preparation, settings: settings, data: [],
      split: DataSplit(training: 24, validation: 0))
  }

  @Test(arguments: [false, true])
  func `a sentence has the same bits alone, among others and on any number of threads`(
    chain: Bool
  ) throws {
    let file = Self.file(chain: chain)
    let all = Self.sentences.prefix(7).map(\.tokens) + [["unheard", "of"]]
    let expected = try all.map { try file.predict([$0])[0] }
    for threads in [1, 2, 8] {
      let found = try file.predict(all.reversed(), workers: Workers(threads: threads))
      #expect(Array(found.reversed()) == expected, "\(threads)")
    }
    #expect(try file.predict([[], ["Mara"]])[0].tags.isEmpty)
  }

  @Test(arguments: [false, true])
  func `predicted spans are legal whatever the scores, and have their probabilities`(
    chain: Bool
  ) throws {
    let file = Self.file(chain: chain)
    let decoder = TagDecoder(file.model, file.preparation)
    let sequences = Self.sentences.map { file.preparation.sequence(of: $0.tokens) }
    for scores in file.model.emissions(of: sequences, on: Tape<Float>()) {
      let learned = decoder.path(scores).map { file.preparation.tags[$0] }
      #expect(SpanScheme.bioes.firstIllegal(in: learned) == nil)
    }
    for prediction in try file.predict(Self.sentences.map(\.tokens)) {
      #expect(SpanScheme.iob2.firstIllegal(in: prediction.tags) == nil)
      #expect(prediction.spans.map(\.span) == SpanScheme.spans(of: prediction.tags))
      #expect(prediction.confidence.allSatisfy { (0...1).contains($0) })
      // A span is at most as probable as the tag of any of its tokens; rounding of Float.
      for span in prediction.spans {
        let least = prediction.confidence[span.span.range].min() ?? 0
        #expect(span.probability <= least + 1e-5 && span.probability > 0)
      }
    }
  }

  @Test func `without a chain a confidence is the softmax of the mean scores`() throws {
    let file = Self.file(chain: false)
    let tokens = Self.sentences[0].tokens
    let scores = file.model.emissions(
      of: [file.preparation.sequence(of: tokens)], on: Tape<Float>())[0]
    let k = file.preparation.tags.count
    let softmax = Tape<Float>().constant(Tensor(scores, shape: [tokens.count, k])).softmax().value
    let found = try file.predict([tokens])[0]
    let ids = try file.preparation.ids(of: found.tags).map { try #require($0) }
    for (step, id) in ids.enumerated() {
      #expect(abs(Double(softmax.scalars[step * k + id]) - found.confidence[step]) < 1e-5)
    }
  }

  @Test func `a causal tagger does not see later words`() throws {
    var settings = Self.settings(chain: false)
    settings.architecture.isBidirectional = false
    let preparation = TaggerPreparation(Self.sentences, scheme: nil, settings)
    let model = Tagger(
      settings.architecture(preparation.input, tags: preparation.tags.count), seed: 1)
    func scores(_ tokens: [String]) -> [Float] {
      model.emissions(of: [preparation.sequence(of: tokens)], on: Tape<Float>())[0]
    }
    let whole = scores(["Mara", "sails", "to", "Overwater"])
    let part = scores(["Mara", "sails"])
    #expect(bitDifference(Array(whole.prefix(part.count)), from: part) == nil)
  }

  @Test(arguments: [1, 2])
  func `a saved tagger predicts the same bits`(members: Int) throws {
    let file = Self.file(chain: true, members: members)
    let bytes = try file.encoded().encoded()
    let loaded = try TaggerFile.decode(bytes, path: "m").model
    let tokens = Self.sentences.map(\.tokens)
    #expect(try loaded.predict(tokens) == file.predict(tokens))
    #expect(loaded.preparation.tags == file.preparation.tags)
  }

  @Test func `sentences in memory are trained on, all but a tenth for validation`() throws {
    let data = TaggedText(Self.sentences)
    #expect(data.scheme == .iob2)
    let training = try TaggerTraining(
      on: .sentences(data), settings: Self.settings(chain: false, members: 1))
    #expect(training.validationSentences?.count == 2 && training.trainingSentences.count == 22)
    #expect(training.settings.architecture.hasChain)
    var settings = Self.settings(chain: false, members: 1)
    settings.chain = .off
    let model = try TaggerFile.train(on: data, settings, limits: RequestedLimits(steps: 3))
    #expect(model.model.members[0].chain == nil && model.best != nil)
    #expect(try model.predict([["Mara", "rows"]])[0].tags.count == 2)
  }

  @Test func `words are known in any case and with any digits, tags only if they occur`() {
    let preparation = TaggerPreparation(
      Self.sentences, scheme: .iob2, Self.settings(chain: true))
    #expect(preparation.knows("oVERWATER") && preparation.knows("99") && !preparation.knows("9"))
    #expect(preparation.tags.contains("E-PLACE") && preparation.tags.contains("S-PLACE"))
    let ids = preparation.ids(of: ["B-PER", "I-PER", "O", "B-SHIP"])
    #expect(ids.map { $0 == nil } == [false, false, false, true])
    #expect(preparation.tags(of: ids.prefix(3).compactMap { $0 }) == ["B-PER", "I-PER", "O"])
  }

  @Test(arguments: [false, true])
  func `training learns the spans, with the same bits on any number of threads`(
    chain: Bool
  ) throws {
    func trained(_ threads: Int) throws -> Tagger {
      let settings = Self.settings(chain: chain)
      let preparation = TaggerPreparation(Self.sentences, scheme: .iob2, settings)
      let architecture = settings.architecture(preparation.input, tags: preparation.tags.count)
      let task = TaggerTask(Self.sentences, preparation, settings)
      var trainer = Trainer(
        Tagger(architecture, seed: 1), task, settings.ofMembers, totalSteps: 60,
        workers: Workers(threads: threads))
      for _ in 0..<60 { _ = try trainer.advance() }
      return trainer.model
    }
    let (one, two) = (try trained(1), try trained(2))
    let bits = { (model: Tagger) in model.parameters.flatMap { $0.value.scalars } }
    #expect(bitDifference(bits(one), from: bits(two)) == nil)
    let file = Self.file(chain: chain)
    let validation = TaggerValidation(Self.sentences, file.preparation)
    let result = validation.measure(one, batch: 8, on: Tape()) { false }
    let score = try #require(result?.score)
    #expect(score.spanF1 == 1 && score.tokenAccuracy == 1 && score.nats < 0.5)
    let random = try #require(validation.measure(file.model, batch: 8, on: Tape()) { false }?.score)
    #expect(random.nats > score.nats && validation.objective(of: random) > 0)
  }
}
