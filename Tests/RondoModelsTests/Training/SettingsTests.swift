import Foundation
import RondoEngine
import RondoFiles
import RondoText
import Testing

@testable import RondoClassifier
@testable import RondoLanguageModel
@testable import RondoModels

struct SettingsTests {
  /// The error of settings after a change.
  private func error(_ change: (inout LanguageModelSettings) -> Void) throws -> SettingsError {
    var settings = LanguageModelSettings()
    change(&settings)
    return try #require(throws: SettingsError.self) { try settings.check() }
  }

  private func classifierError(_ change: (inout TextClassifierSettings) -> Void) throws
    -> SettingsError
  {
    var settings = TextClassifierSettings()
    change(&settings)
    return try #require(throws: SettingsError.self) { try settings.check() }
  }

  @Test func `defaults can be used`() throws {
    try LanguageModelSettings().check()
    try TextClassifierSettings().check()
    try SeriesClassifierSettings().check()
    #expect(LanguageModelSettings().isUsable && TextClassifierSettings().isUsable)
  }

  @Test func `a setting out of its range is named with its value`() throws {
    let size = try error { $0.architecture.hiddenSize = 0 }
    #expect(size.remedies == ["hiddenSize"])
    #expect("\(size)" == "hiddenSize must be from 1 to 16777216, not 0")
    let rate = try error { $0.training.learningRate = .nan }
    #expect("\(rate)" == "learningRate must be a positive number, not nan")
    let dropout = try error { $0.training.regularization.dropout = 1 }
    #expect("\(dropout)" == "dropout must be from 0 to below 1, not 1.0")
    let count = try classifierError { $0.minimumCount = -1 }
    #expect(count.remedies == ["minimumCount"])
    #expect(try error { $0.training.schedule.decayFactor = 0 }.remedies == ["decayFactor"])
  }

  @Test func `settings that do not fit together are all named`() throws {
    let tied = try error { $0.architecture.tieWeights = true }
    #expect(
      "\(tied)"
        == "tieWeights needs embeddingSize = 256, the size of the recurrent output, not 0")
    let cell = try error {
      ($0.architecture.cell, $0.training.regularization.recurrentDropout) = (.minGRU, 0.1)
    }
    #expect(cell.remedies == ["recurrentDropout", "cell"])
    let plateau = try error {
      ($0.training.schedule.shape, $0.validationFraction) = (.plateau, 0)
    }
    #expect("\(plateau)" == "schedule = plateau needs a validation part")
    let decay = try error { $0.training.schedule.decaySteps = 3 }
    #expect("\(decay)" == "decaySteps needs schedule = step or exponential")
    let pairs = try error { ($0.unit, $0.maximumVocabularySize) = (.bpe, 256) }
    #expect(pairs.remedies == ["maximumVocabularySize", "unit"])
    let average = try error { ($0.training.averageDecay, $0.validationFraction) = (0.9, 0) }
    #expect(average.remedies == ["averageDecay"])
    let mask = try error { $0.training.regularization.variationalDropout = true }
    #expect(mask.remedies == ["variationalDropout", "dropout"])
    let labels = try classifierError { settings in
      settings.reading.isMultiLabel = true
      settings.classifier.training.regularization.labelSmoothing = 0.1
    }
    #expect(labels.remedies == ["labelSmoothing", "isMultiLabel"])
    let weights = try classifierError { settings in
      settings.classifier.classWeights = .balanced
      settings.classifier.training.regularization.labelSmoothing = 0.1
    }
    #expect(weights.remedies == ["classWeights", "labelSmoothing"])
  }

  @Test func `seeds are compared only where something validates`() throws {
    var settings = ClassifierSettings()
    settings.restarts = 2
    try settings.check(isValidated: true)
    try settings.check(isValidated: false, isCrossValidated: true)
    let error = try #require(throws: SettingsError.self) {
      try settings.check(isValidated: false)
    }
    #expect(error.remedies == ["restarts", "validationFraction"])
  }

  @Test func `an optimizer and a unit bring their own defaults`() {
    var settings = LanguageModelSettings()
    settings.choose(.adamw)
    #expect(settings.training.regularization.weightDecay == 0.01)
    settings.choose(.rmsprop)
    #expect(settings.training.learningRate == 0.002)
    #expect(settings.training.regularization.weightDecay == 0)
    settings.choose(.bpe)
    #expect(settings.maximumVocabularySize == 1024)
    var classifier = ClassifierSettings()
    classifier.choose(.rmsprop)
    #expect(classifier.training.learningRate == 0.003)
    var texts = TextClassifierSettings.recommended().classifier
    texts.choose(.adamw)
    #expect(texts.training.learningRate == 0.008)
    texts.choose(.sgd)
    #expect(texts.training.learningRate == 0.5)
    texts.choose(.adam)
    #expect(texts.training.learningRate == 0.003)
  }

  @Test func `both spellings of an original GRU in files are one cell`() throws {
    let sizes = #""hiddenSize":4,"layers":2,"vocabularySize":5}"#
    func architecture(_ start: String) throws -> LanguageModelArchitecture {
      try JSONDecoder().decode(LanguageModelArchitecture.self, from: Data((start + sizes).utf8))
    }
    let form = #"{"cell":"gru","gruForm":"original","#
    let found = try architecture(form)
    #expect(found.cell == .originalGRU)
    #expect(try architecture(#"{"cell":"original-gru","#) == found)
    #expect(try architecture(#"{"cell":"gru","gruForm":"pytorch","#).cell == .gru)
    #expect(try JSONText.of(found) == form + sizes)
  }
}
