import RondoData
import RondoEngine
import RondoEvaluation
import RondoLanguageModel
import RondoModels
import RondoText
import TestSupport
import Testing

/// The examples of a lecture on recurrent networks, at the level of the library.
struct CourseTests {
  private func configuration(
    batch: Int, length: Int, rate: Double
  ) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    (configuration.batchSize, configuration.sequenceLength) = (batch, length)
    (configuration.learningRate, configuration.schedule) = (rate, Schedule())
    return configuration
  }

  @Test func `a network that has read hello over and over says hello`() throws {
    let symbols = "ehlo".utf8.map { [$0] }
    let tokenizer = Tokenizer(unit: .grapheme, vocabulary: try Vocabulary(symbols: symbols))
    let ids = tokenizer.encode(String(repeating: "hello", count: 13))
    let model = LanguageModel<Float>(
      LanguageModelArchitecture(vocabularySize: 4, hiddenSize: 8), seed: 1)
    var trainer = LanguageModelTrainer(
      model, on: TextStreams(ids, batch: 2, chunkLength: 5),
      configuration(batch: 2, length: 5, rate: 0.03), totalSteps: 120)
    while trainer.step < 120 { _ = try trainer.advance() }
    let file = LanguageModelFile(
      model: trainer.model, preparation: tokenizer, settings: LanguageModelSettings(), data: [],
      split: .init(training: ids.count, validation: 0))
    var generator = TextGenerator(
      file, prompt: Array("h".utf8), count: 1, length: 14, SymbolChooserTests.sampling(0))
    var text = "h"
    while let pieces = generator.next() {
      for piece in pieces { text += String(decoding: piece.text, as: UTF8.self) }
    }
    #expect(text == "hellohellohello")
  }

  @Test func `a network on characters does better than their frequencies`() throws {
    let words = ["the ", "theme ", "comes ", "back ", "again.\n"]
    let text = drawnIDs(260, below: words.count).map { words[Int($0)] }.joined()
    var builder = TokenizedCorpus.Builder(unit: .grapheme)
    builder.append(Array(text.utf8))
    let corpus = builder.finish { $0 * 9 / 10 }
    let size = corpus.tokenizer.vocabulary.count
    let model = LanguageModel<Float>(
      LanguageModelArchitecture(vocabularySize: size, hiddenSize: 16), seed: 1)
    let streams = TextStreams(corpus.training, batch: 8, chunkLength: 8)
    let trainer = LanguageModelTrainer(
      model, on: streams, configuration(batch: 8, length: 8, rate: 0.02), totalSteps: 100)
    let run = TrainingRun(
      trainer,
      validation: ValidationText(
        corpus.validation, after: corpus.training, extent: corpus.validationExtent),
      limits: TrainingLimits(steps: 100))
    let finished = try #require(run.finish().finished)
    let unigram = UnigramBaseline(
      training: corpus.training.map { UInt32($0) }, vocabularySize: size)
    let loss = try #require(finished.bestValidation?.score.nats)
    #expect(loss < unigram.entropy / 2, "only the first letter of a word is hard to tell")
  }
}
