public import RondoData
import RondoEngine
import RondoFiles
public import RondoModels
import RondoText

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
  /// Whether tags form a linear-chain CRF: if they describe spans, unless it is chosen.
  public var chain = ChainUse.automatic
  /// Whether the defaults are those of a quick first look: one network and a third of the epochs.
  @AddedSetting public var isQuick = false
  /// How the data are read.
  public var reading = TaggedTextReading()

  /// Use of a linear-chain CRF.
  public enum ChainUse: String, Sendable, Hashable, Codable, CaseIterable {
    /// If tags describe spans.
    case automatic
    /// Always.
    case on
    /// Never: each tag has a softmax.
    case off
  }

  /// Creates the settings of a plain network, `recommended` those of `rondo train tagger`.
  public init() {}

  /// Default settings of `rondo train tagger`: four networks of GRUs in both directions over words
  /// and their characters; tags of spans form a linear-chain CRF.
  ///
  /// - Parameter isQuick: Whether to train a single network for a third of the epochs, for a first
  ///   look.
  public static func recommended(isQuick: Bool = false) -> TaggerSettings {
    var settings = TaggerSettings()
    settings.isQuick = isQuick
    settings.architecture.members = isQuick ? 1 : 4
    settings.training.batchSize = 16
    settings.training.learningRate = 0.004
    settings.training.schedule = Schedule(.cosine, warmupSteps: 50)
    settings.training.regularization.dropout = 0.5
    settings.training.regularization.embeddingDropout = 0.2
    return settings
  }

  /// Default number of epochs for a number of training tokens: few tokens need many epochs.
  public static func usualEpochs(tokens: Int) -> Int {
    min(max(650_000 / max(tokens, 1), 10), 60)
  }

  /// Number of epochs: the usual one, or a third of it for a quick first look.
  func epochs(tokens: Int) -> Int {
    let usual = Self.usualEpochs(tokens: tokens)
    return isQuick ? (usual + 2) / 3 : usual
  }

  /// Part of the validations of a run without improvement after which it stops by default.
  public static let usualPatience = 0.5

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

  /// Chooses an optimizer with the learning rate that suits taggers and its usual weight decay. Adam,
  /// AdamW and RMSprop share a rate.
  public mutating func choose(_ optimizer: TrainingConfiguration.OptimizerName) {
    let shares = [.adam, .adamw, .rmsprop].contains(optimizer)
    training.choose(
      optimizer,
      learningRate: shares
        ? Self.recommended().training.learningRate : optimizer.defaultLearningRate)
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

/// How tagged text is read: the settings of a `TaggedTextReader`, stored with a model.
///
/// `Sendable`.
public struct TaggedTextReading: Sendable, Hashable, Codable {
  /// Form of the files; nil to detect it.
  public var form: TaggedTextForm?
  /// Column, field or key of the words; nil to find it.
  public var textColumn: String?
  /// Column, field or key of the tags; nil to find it.
  public var tagColumn: String?
  /// Whether sentences without tags are omitted.
  public var skipsUnlabelled = false
  /// Whether illegal tags of spans are changed into legal ones.
  public var repairsSpans = false
  /// Name of the files' encoding, or "auto".
  public var encoding = "auto"
  /// True if invalid text is replaced instead of refused.
  public var lossy = false
  /// Places of words and tags in the training data; nil before they are read.
  public var layout: TaggedTextLayout?

  /// Creates settings that detect forms and columns.
  public init() {}

  /// Reader with these settings.
  public var reader: TaggedTextReader {
    var reader = TaggedTextReader()
    (reader.form, reader.textColumn, reader.tagColumn) = (form, textColumn, tagColumn)
    (reader.skipsUnlabelled, reader.repairsSpans) = (skipsUnlabelled, repairsSpans)
    reader.encoding = encoding == "auto" ? .auto : .named(encoding)
    (reader.lossy, reader.layout) = (lossy, layout)
    return reader
  }
}
