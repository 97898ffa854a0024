public import RondoData
import RondoEngine
import RondoFiles
public import RondoModels

/// Settings that decide the result of training a tagger.
///
/// `Sendable`.
public struct TaggerSettings: TaskSettings {
  /// Metric that selects the best model of a run.
  public enum Criterion: String, Sendable, Hashable, Codable, CaseIterable {
    /// Loss on the validation part, in nats a token.
    case loss
    /// Span F₁ if tags describe spans, else the accuracy of tags.
    case score
  }

  /// Parts and sizes; input and tags are unknown, because the data decide them.
  public var architecture = TaggerArchitecture()
  /// Training.
  public var training = TrainingConfiguration()
  /// Metric that selects the best model.
  public var criterion = Criterion.score
  /// Size of a word's vector.
  public var embeddingSize = 100
  /// Number of units of the network that reads the characters of a word, for each direction.
  public var characterSize = 50
  /// Least number of occurrences of a word with a vector of its own; rarer ones share that of unknown
  /// words.
  public var minimumCount = 1
  /// Fraction of the sentences that is kept for validation.
  public var validationFraction = 0.1
  /// Files of separate validation data; none if a part of the training data is kept.
  public var validationSources: [DataSource] = []

  /// Creates the settings of a plain network, `recommended` those of `rondo train tagger`.
  public init() {}

  /// Default settings of `rondo train tagger`: four networks of GRUs in both directions over words
  /// and their characters; tags of spans form a linear-chain CRF.
  ///
  /// - Parameters:
  ///   - tagsSpans: Whether the tags describe spans.
  ///   - isQuick: Whether to train a single network for a third of the epochs, for a first look.
  public static func recommended(
    tagsSpans: Bool = false, isQuick: Bool = false
  ) -> TaggerSettings {
    var settings = TaggerSettings()
    settings.architecture.hasChain = tagsSpans
    settings.architecture.members = isQuick ? 1 : 4
    settings.training.batchSize = 16
    settings.training.learningRate = 0.004
    settings.training.schedule = Schedule(.cosine, warmupSteps: 50)
    settings.training.regularization.dropout = 0.5
    settings.training.regularization.embeddingDropout = 0.2
    return settings
  }

  /// Architecture of a model for an input and a number of tags.
  public func architecture(_ input: EncoderInput, tags: Int) -> TaggerArchitecture {
    var result = architecture
    (result.input, result.tags) = (input, tags)
    return result
  }

  /// Training settings for all members together: the norm at which the gradient is clipped grows with
  /// the root of their number.
  var ofMembers: TrainingConfiguration {
    var result = training
    result.clipNorm *= Double(architecture.members.rawValue).squareRoot()
    return result
  }

  public var isUsable: Bool { (try? check()) != nil }

  /// Checks that each setting is in its range and that they fit together.
  ///
  /// - Parameter isValidated: Whether there is a validation part.
  public func check(isValidated: Bool = true) throws(SettingsError) {
    let sizes = 1...SettingsError.largestSize
    try SettingsError.check(architecture.hiddenSize, in: sizes, .hiddenSize)
    try SettingsError.check(architecture.layers, in: sizes, .layers)
    try SettingsError.check(architecture.members.rawValue, in: 1...100, .members)
    try SettingsError.check(embeddingSize, in: sizes, .embeddingSize)
    try SettingsError.check(characterSize, in: sizes, .characterSize)
    try SettingsError.check(minimumCount, in: sizes, .minimumCount)
    try SettingsError.check(part: validationFraction, .validationFraction)
    try training.checkRanges()
    if architecture.hasChain, training.regularization.labelSmoothing > 0 {
      throw SettingsError("\(.labelSmoothing) has no meaning for a chain of tags")
    }
    try training.check(cell: architecture.cell, isValidated: isValidated)
  }
}
