public import RondoData
import RondoEngine
import RondoEvaluation
import RondoFiles
public import RondoModels
public import RondoText

/// The settings that all runs that train a classifier share: its parts and its training.
///
/// `Sendable`.
public struct ClassifierSettings: Sendable, Hashable {
  /// The metric that selects the best model of a run.
  public enum Criterion: String, Sendable, Hashable, Codable, CaseIterable {
    /// The loss on the validation part.
    case loss
    /// Macro F₁ on the validation part.
    case f1
  }

  /// The parts and sizes of the classifier; input and outputs are unknown, because the data decide
  /// them.
  public var architecture = ClassifierArchitecture()
  /// The weights of labels in the loss.
  public var classWeights = ClassWeights.none
  /// The metric that selects the best model.
  public var criterion = Criterion.loss
  /// The number of seeds to train with, of which the best is kept.
  public var restarts = 1
  /// The index of the seed that was kept, from 0; that seed is `training.seed` plus the index.
  public var restart = 0
  /// The files of a separate validation set; none where a part of the training data is kept for it.
  public var validationSources: [DataSource] = []
  /// The fraction of the cases that is kept for validation; of fewer than 200 cases, none is.
  public var validationFraction = 0.1
  /// The SHA-256 of the file of the language model that training began with, in hexadecimal; empty
  /// where it began with a new model.
  @AddedSetting public var startedFrom = ""
  /// Whether the defaults are those of a quick first look: one network and a third of the epochs.
  @AddedSetting public var isQuick = false
  /// Whether the defaults are those of the textbook network: one tanh RNN that reads in one direction,
  /// without other parts and methods.
  @AddedSetting public var isPureRNN = false
  /// The training method.
  public var training = TrainingConfiguration()

  /// The defaults.
  public init() {}

  /// The training method with the seed of the restart that was kept, and the norm at which the
  /// gradient of all members together is clipped: that of one network times the root of their number.
  public var restarted: TrainingConfiguration {
    var result = training
    result.seed &+= UInt64(restart)
    result.clipNorm *= Double(architecture.members.rawValue).squareRoot()
    return result
  }

  /// The architecture of a model with this input.
  public func architecture(_ input: EncoderInput, outputs: Int) -> ClassifierArchitecture {
    var result = architecture
    (result.input, result.outputs) = (input, outputs)
    return result
  }

  /// Chooses an optimizer with the learning rate that suits classifiers and its usual weight decay.
  /// Adam, AdamW and RMSprop share a rate.
  public mutating func choose(_ optimizer: TrainingConfiguration.OptimizerName) {
    let sharing: [TrainingConfiguration.OptimizerName] = [.adam, .adamw, .rmsprop]
    let rate =
      if !sharing.contains(optimizer) {
        optimizer.defaultLearningRate
      } else if sharing.contains(training.optimizer) {
        training.learningRate
      } else {
        0.003
      }
    training.choose(optimizer, learningRate: rate)
  }
}

extension ClassifierSettings: Codable {
  private enum Key: String, CodingKey {
    case classWeights, criterion, restarts, restart, validationSources, validationFraction
    case startedFrom, isQuick, isPureRNN, training
  }

  /// Writes the architecture's values beside the others, where files have always had them.
  public func encode(to encoder: any Encoder) throws {
    try architecture.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(classWeights, forKey: .classWeights)
    try container.encode(criterion, forKey: .criterion)
    try container.encode(restarts, forKey: .restarts)
    try container.encode(restart, forKey: .restart)
    try container.encode(validationSources, forKey: .validationSources)
    try container.encode(validationFraction, forKey: .validationFraction)
    try container.encode(_startedFrom, forKey: .startedFrom)
    try container.encode(_isQuick, forKey: .isQuick)
    try container.encode(_isPureRNN, forKey: .isPureRNN)
    try container.encode(training, forKey: .training)
  }

  /// Reads the output of `encode`.
  public init(from decoder: any Decoder) throws {
    architecture = try ClassifierArchitecture(from: decoder)
    let container = try decoder.container(keyedBy: Key.self)
    classWeights = try container.decode(ClassWeights.self, forKey: .classWeights)
    criterion = try container.decode(Criterion.self, forKey: .criterion)
    restarts = try container.decode(Int.self, forKey: .restarts)
    restart = try container.decode(Int.self, forKey: .restart)
    validationSources = try container.decode([DataSource].self, forKey: .validationSources)
    validationFraction = try container.decode(Double.self, forKey: .validationFraction)
    _startedFrom = try container.decode(AddedSetting.self, forKey: .startedFrom)
    _isQuick = try container.decode(AddedSetting.self, forKey: .isQuick)
    _isPureRNN = try container.decode(AddedSetting.self, forKey: .isPureRNN)
    training = try container.decode(TrainingConfiguration.self, forKey: .training)
  }
}

extension ClassifierSettings {
  var isUsable: Bool { (try? checkRanges()) != nil && architecture.members.rawValue > 0 }

  /// Checks that each setting is in its range; 0 networks are a number still to be chosen.
  public func checkRanges() throws(SettingsError) {
    try SettingsError.check(architecture.hiddenSize, in: 1...SettingsError.largestSize, .hiddenSize)
    try SettingsError.check(architecture.layers, in: 1...SettingsError.largestSize, .layers)
    try SettingsError.check(architecture.members.rawValue, in: 0...100, .members)
    try SettingsError.check(restarts, in: 1...1000, .restarts)
    try SettingsError.check(restart, in: 0...999, "restart")
    try SettingsError.check(part: validationFraction, .validationFraction)
    try training.checkRanges()
  }

  /// Checks that each setting is in its range and that they fit together.
  ///
  /// - Parameters:
  ///   - isValidated: Whether there is a validation part.
  ///   - isCrossValidated: Whether the number of epochs is found by cross-validation.
  public func check(
    isValidated: Bool = true, isCrossValidated: Bool = false
  ) throws(SettingsError) {
    try checkRanges()
    if classWeights != .none, training.regularization.labelSmoothing > 0 {
      throw SettingsError("\(.classWeights) and \(.labelSmoothing) exclude each other")
    }
    if restarts > 1, !isValidated, !isCrossValidated {
      throw SettingsError(
        "\(.restarts) compares models by validation, for which \(.validationFraction) keeps no case"
      )
    }
    try training.check(cell: architecture.cell, isValidated: isValidated)
  }
}

/// The settings of a run that trains a classifier.
public protocol ClassifierRunSettings: TaskSettings {
  /// The classifier's parts and how they are trained.
  var classifier: ClassifierSettings { get set }

  /// Checks that each setting is in its range and that they fit together.
  ///
  /// - Parameters:
  ///   - isValidated: Whether there is a validation part.
  ///   - isCrossValidated: Whether the number of epochs is found by cross-validation.
  func check(isValidated: Bool, isCrossValidated: Bool) throws(SettingsError)
}

extension ClassifierRunSettings {
  public var training: TrainingConfiguration { classifier.training }
}

/// The settings that decide the result of training a text classifier.
///
/// `Sendable`.
public struct TextClassifierSettings: ClassifierRunSettings {
  public var classifier = ClassifierSettings()
  /// The unit of a time step.
  public var unit = TextUnit.grapheme
  /// True where upper and lower case, and compatibility characters, are treated as the same.
  public var foldsCase = false
  /// The normal form that texts are brought to.
  public var normalization = Normalization.none
  /// The least number of occurrences of a symbol or word in the vocabulary; rarer ones are unknown.
  public var minimumCount = 1
  /// The maximum size of the vocabulary, whose rarest entries are dropped first; nil for no limit.
  public var maximumVocabularySize: Int?
  /// The size of a vector of the embedding; 0 for one-hot vectors.
  public var embeddingSize = 0
  /// The size of the network that reads a word's characters, where the unit is both.
  public var characterSize = 64
  /// Whether the networks are combined with naive Bayes on n-grams of characters and words, weighted
  /// on the validation part.
  @AddedSetting public var asksNaiveBayes = false
  /// How the data are read.
  public var reading = LabelledTextReading()

  /// The defaults.
  public init() {}

  public var isUsable: Bool {
    classifier.isUsable && (try? checkRanges()) != nil && minimumCount > 0
  }

  /// Checks that each setting is in its range; a least count of 0 is still to be chosen.
  public func checkRanges() throws(SettingsError) {
    try classifier.checkRanges()
    try SettingsError.check(minimumCount, in: 0...SettingsError.largestSize, .minimumCount)
    try SettingsError.check(
      maximumVocabularySize ?? 1, in: 1...SettingsError.largestSize, .maximumVocabularySize)
    try SettingsError.check(embeddingSize, in: 0...SettingsError.largestSize, .embeddingSize)
    try SettingsError.check(characterSize, in: 1...SettingsError.largestSize, .characterSize)
  }

  /// Checks that each setting is in its range and that they fit together.
  public func check(
    isValidated: Bool = true, isCrossValidated: Bool = false
  ) throws(SettingsError) {
    try checkRanges()
    try classifier.check(isValidated: isValidated, isCrossValidated: isCrossValidated)
    if reading.isMultiLabel, classifier.training.regularization.labelSmoothing > 0 {
      throw SettingsError(
        """
        \(.labelSmoothing) distributes the probability of a single label: omit it with \
        \(.isMultiLabel)
        """)
    }
  }
}

/// How labelled texts are read: what a `LabelledTextReader` is told, as it is stored with a model.
///
/// `Sendable`.
public struct LabelledTextReading: Sendable, Hashable, Codable {
  /// The text's column or key; nil to find it.
  public var textColumn: String?
  /// The label's column or key; nil to find it.
  public var labelColumn: String?
  /// Whether a table's first row names its columns.
  public var header = LabelledTextReader.Header.auto
  /// What fastText's labels begin with.
  public var labelPrefix = "__label__"
  /// The name of the files' encoding, or "auto".
  public var encoding = "auto"
  /// True where invalid text is replaced instead of refused.
  public var lossy = false
  /// Whether a case may have any number of labels.
  @AddedSetting public var isMultiLabel = false
  /// The form of the files; nil to tell it from their names.
  public var form: LabelledTextForm?
  /// The delimiter of CSV; nil to recognize it.
  public var delimiter: TableDelimiter?
  /// Whether cases without a label are left out.
  @AddedSetting public var skipsUnlabelled = false
  /// Where the training data hold text and label; nil where they say it themselves, and in models of
  /// releases that did not store it.
  public var layout: LabelledTextLayout?

  /// What finds out what it can.
  public init() {}

  /// A reader that reads so.
  public var reader: LabelledTextReader {
    var reader = LabelledTextReader()
    (reader.textColumn, reader.labelColumn) = (textColumn, labelColumn)
    (reader.header, reader.labelPrefix) = (header, labelPrefix)
    reader.encoding = encoding == "auto" ? .auto : .named(encoding)
    (reader.lossy, reader.isMultiLabel) = (lossy, isMultiLabel)
    (reader.form, reader.delimiter) = (form, delimiter)
    (reader.skipsUnlabelled, reader.layout) = (skipsUnlabelled, layout)
    return reader
  }
}

/// The settings that decide the result of training a series classifier.
///
/// `Sendable`.
public struct SeriesClassifierSettings: ClassifierRunSettings {
  public var classifier = ClassifierSettings()
  /// How values are scaled.
  public var scaling = SeriesScaling.Kind.set
  /// The number of samples per time step.
  public var samplesPerStep = 1
  /// True where the networks are combined with other methods: convolution features with a linear
  /// classifier, and nearest neighbors by dynamic time warping.
  @AddedSetting public var asksOthers = false
  /// True where the differences between consecutive samples are channels too.
  @AddedSetting public var readsDifferences = false
  /// True where the targets are numbers.
  public var isRegression = false
  /// How the data are read.
  public var reading = SeriesReading()

  /// The defaults.
  public init() {}

  public var isUsable: Bool {
    classifier.isUsable && (try? checkRanges()) != nil && samplesPerStep > 0
  }

  /// Checks that each setting is in its range; 0 samples per time step are still to be chosen.
  public func checkRanges() throws(SettingsError) {
    try classifier.checkRanges()
    try SettingsError.check(samplesPerStep, in: 0...1 << 20, .samplesPerStep)
  }

  /// Checks that each setting is in its range and that they fit together.
  public func check(
    isValidated: Bool = true, isCrossValidated: Bool = false
  ) throws(SettingsError) {
    try checkRanges()
    try classifier.check(isValidated: isValidated, isCrossValidated: isCrossValidated)
  }

  /// A reader of the run's data.
  public var reader: SeriesReader {
    var reader = reading.reader
    reader.isRegression = isRegression
    return reader
  }
}

/// How series are read: what a `SeriesReader` is told, as it is stored with a model.
///
/// `Sendable`.
public struct SeriesReading: Sendable, Hashable, Codable {
  /// In CSV, the column that tells the cases apart; nil to find it.
  public var caseColumn: String?
  /// In CSV, the column with the time stamps; nil to find it.
  public var timeColumn: String?
  /// In CSV, the column with the label or target; nil to find it.
  public var labelColumn: String?
  /// In CSV, the column that names the channel of a row; nil for none, or to find it.
  public var channelColumn: String?
  /// In CSV, the column with the value of a row; nil for none, or to find it.
  public var valueColumn: String?
  /// In CSV, the columns that are left out; nil for none.
  public var ignoredColumns: [String]?
  /// The columns of the table that a model was trained on, with the names of its channels; nil where
  /// its data were no table or it was trained before names were kept, and `SeriesTable.unknown` where
  /// they are to be found in training.
  public var table: SeriesTable?
  /// True where cases without labels are left out of training and of evaluation.
  @AddedSetting public var skipsUnlabelled = false
  /// The name of the file's encoding, or "auto".
  public var encoding = "auto"
  /// True where invalid text is replaced instead of refused.
  public var lossy = false
  /// The form of the file; nil to tell it from its name.
  public var form: SeriesForm?
  /// The delimiter of CSV; nil to recognize it.
  public var delimiter: TableDelimiter?

  /// What finds out what it can.
  public init() {}

  /// A reader that reads so: any channels for training; for a model those that it was trained on, whose
  /// columns are found by name even where they were chosen by number.
  public var reader: SeriesReader {
    var reader = SeriesReader()
    reader.skipsUnlabelled = skipsUnlabelled
    reader.channels = table.map { $0 == .unknown ? .any : .named($0) } ?? .positional
    let known = reader.channels.table
    func choice(_ chosen: String?, _ name: String?) -> String? {
      guard chosen != nil, let name, !ColumnFinder.isUnnamed(name) else { return chosen }
      return name
    }
    reader.caseColumn = choice(caseColumn, known?.caseColumn)
    reader.timeColumn = choice(timeColumn, known?.timeColumn)
    reader.labelColumn = choice(labelColumn, known?.labelColumn)
    if known == nil {
      (reader.channelColumn, reader.valueColumn) = (channelColumn, valueColumn)
      reader.ignoredColumns = ignoredColumns ?? []
    }
    reader.encoding = encoding == "auto" ? .auto : .named(encoding)
    reader.lossy = lossy
    (reader.form, reader.delimiter) = (form, delimiter)
    return reader
  }
}
