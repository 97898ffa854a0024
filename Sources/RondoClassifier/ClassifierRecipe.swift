public import RondoData
public import RondoEngine
public import RondoFiles
public import RondoLanguageModel
public import RondoModels
import RondoText

extension TextClassifierSettings {
  /// Value that stands for an automatic minimum count: 1 for graphemes; for words 2, or 1 if no
  /// word occurs twice.
  static let automaticMinimumCount = 0

  /// Default settings of `rondo train text-classifier`: four networks (one for 20,000 cases or more)
  /// that read words with their characters, combined with naive Bayes.
  ///
  /// Chosen on texts outside all test sets; `Benchmarks/RESULTS.md` lists the results.
  ///
  /// - Parameters:
  ///   - unit: Unit of text that a time step reads.
  ///   - startsFromLanguageModel: Whether training starts from a language model.
  ///   - isQuick: Whether to train a single network for a third of the epochs, for a first look.
  public static func recommended(
    unit: TextUnit = .both, startsFromLanguageModel: Bool = false, isQuick: Bool = false
  ) -> TextClassifierSettings {
    var settings = TextClassifierSettings()
    settings.classifier.isQuick = isQuick
    settings.unit = unit
    settings.asksNaiveBayes = true
    settings.classifier.training = .classifier
    settings.classifier.training.batchSize = 32
    settings.classifier.training.regularization.dropout = 0.5
    settings.classifier.training.regularization.embeddingDropout = 0.2
    settings.minimumCount = automaticMinimumCount
    settings.characterSize = 48
    if unit != .grapheme { settings.embeddingSize = 100 }
    guard !startsFromLanguageModel else { return settings }
    settings.classifier.training.learningRate = 0.008
    if !isQuick { settings.classifier.architecture.members = ClassifierSettings.automaticMembers }
    settings.classifier.architecture.readout = .attention
    if unit != .grapheme {
      settings.classifier.training.regularization.embeddingDropout = 0.5
    }
    return settings
  }
}

extension TextClassifierSettings {
  /// Settings of the textbook network: one tanh RNN that reads one-hot graphemes in one direction,
  /// without naive Bayes.
  public static func pureRNN(isQuick: Bool = false) -> TextClassifierSettings {
    var settings = TextClassifierSettings()
    settings.classifier = .pureRNN(isQuick: isQuick)
    settings.classifier.training.batchSize = 32
    return settings
  }
}

extension SeriesClassifierSettings {
  /// Settings of the textbook network: one tanh RNN that reads values in one direction, without
  /// convolutions, differences and other methods.
  public static func pureRNN(isQuick: Bool = false) -> SeriesClassifierSettings {
    var settings = SeriesClassifierSettings()
    settings.classifier = .pureRNN(isQuick: isQuick)
    settings.samplesPerStep = 0  // chosen by the length of the series
    settings.reading.table = .unknown
    return settings
  }

  /// Default settings of `rondo train series-classifier`.
  ///
  /// Networks read values and differences by recurrent layers and by dilated convolutions beside
  /// them; they are combined with convolution features and nearest neighbors. Chosen by
  /// cross-validation on the training parts of design sets; `Benchmarks/RESULTS.md` lists the
  /// results.
  ///
  /// - Parameters:
  ///   - cell: The recurrent cell. Only a GRU has a readout of three parts by default: the last state
  ///     of a tanh RNN remembers little, and for an LSTM three readouts validate no better than one.
  ///   - isQuick: Whether to train a single network for a third of the epochs, for a first look.
  public static func recommended(
    cell: BuiltInCell = .gru, isQuick: Bool = false
  ) -> SeriesClassifierSettings {
    var settings = SeriesClassifierSettings()
    settings.classifier.isQuick = isQuick
    settings.classifier.architecture.cell = cell
    settings.classifier.training = .classifier
    if !isQuick { settings.classifier.architecture.members = ClassifierSettings.automaticMembers }
    if cell == .gru { settings.classifier.architecture.readout = .concat }
    settings.classifier.architecture.convolution = ConvolutionArchitecture(filters: 256)
    settings.classifier.training.regularization.dropout = 0.5
    (settings.readsDifferences, settings.asksOthers) = (true, true)
    settings.samplesPerStep = 0  // chosen by the length of the series
    settings.reading.table = .unknown
    return settings
  }
}

extension ClassifierSettings {
  /// Value that stands for an automatic number of members, chosen by the number of cases.
  static let automaticMembers: MemberCount = 0

  fileprivate mutating func chooseMembers(_ usual: MemberCount) {
    if architecture.members == Self.automaticMembers { architecture.members = usual }
  }

  /// Default number of epochs: a third of the usual number for a quick first look, and three times as
  /// many for the textbook network, which learns slowly.
  func epochs(of usual: Int) -> Int {
    let usual = isPureRNN ? 3 * usual : usual
    return isQuick ? (usual + 2) / 3 : usual
  }

  /// Default settings of the textbook network h_t = tanh(W_hh h + W_xh x + b), whose mean over time is
  /// classified by a dense layer.
  fileprivate static func pureRNN(isQuick: Bool) -> ClassifierSettings {
    var settings = ClassifierSettings()
    (settings.isQuick, settings.isPureRNN) = (isQuick, true)
    settings.training = .classifier
    settings.architecture.cell = .tanh
    (settings.architecture.isBidirectional, settings.architecture.readout) = (false, .mean)
    return settings
  }
}

extension TrainingConfiguration {
  /// Default training settings of a classifier.
  fileprivate static var classifier: TrainingConfiguration {
    var result = TrainingConfiguration()
    result.learningRate = 0.003
    result.schedule = Schedule(.cosine, warmupSteps: 20)
    return result
  }
}

/// Classifier with rules that complete its settings.
public protocol TrainableClassifier: ClassifierModel {
  /// Default number of epochs of a run on a number of cases.
  static func defaultEpochs(cases: Int) -> Int

  /// Default number of networks for a number of cases.
  static func defaultMembers(cases: Int) -> MemberCount

  /// Default patience: fraction of all validations without a new best score after which a run
  /// stops.
  static var defaultPatience: Double { get }

  /// Completes automatic settings, given all cases, the training part, and whether there is a
  /// validation part.
  ///
  /// - Returns: Notes for the user on the choices.
  /// - Throws: `SettingsError` if the settings leave nothing to train on.
  static func complete(
    _ settings: inout Settings, for cases: LabelledCases<Preparation.Case>,
    training: LabelledCases<Preparation.Case>, isValidated: Bool
  ) throws(SettingsError) -> [Advice]

  /// Notes for the user on a preparation that starts from another model.
  static func notes(
    on preparation: Preparation, startingFrom origin: Preparation.Origin
  ) -> [Advice]

  /// Advice for data in which another column was read as the labels.
  static var labelAdvice: Advice { get }
}

extension TrainableClassifier {
  /// Five, or one for 20,000 cases or more.
  public static func defaultMembers(cases: Int) -> MemberCount { .usual(cases: cases) }

  public static func notes(
    on preparation: Preparation, startingFrom origin: Preparation.Origin
  ) -> [Advice] { [] }
}

extension TextClassifier: TrainableClassifier {
  public static func defaultEpochs(cases: Int) -> Int { min(max(30_000 / cases, 6), 100) }

  /// Four, which share two or four threads evenly, or one for 20,000 cases or more.
  public static func defaultMembers(cases: Int) -> MemberCount { cases < 20_000 ? 4 : 1 }

  public static var defaultPatience: Double { 1 / 8 }

  public static var labelAdvice: Advice {
    "select their column with \(.labelColumn), and set with \(.header) whether the first row names the columns"
  }

  /// Completes the settings. Naive Bayes needs a validation part with one label per case to find
  /// its weight.
  public static func complete(
    _ settings: inout TextClassifierSettings, for cases: LabelledCases<String>,
    training: LabelledCases<String>, isValidated: Bool
  ) throws(SettingsError) -> [Advice] {
    settings.classifier.chooseMembers(defaultMembers(cases: cases.count))
    if !isValidated || cases.targets.isMultiLabel { settings.asksNaiveBayes = false }
    guard settings.minimumCount == TextClassifierSettings.automaticMinimumCount else {
      guard TextPreparation.keepsSymbols(of: training.cases, settings) else {
        throw SettingsError(
          "\(.minimumCount) and \(.maximumVocabularySize) leave no word or symbol of these texts: lower the first or raise the second"
        )
      }
      return []
    }
    settings.minimumCount = settings.unit == .grapheme ? 1 : 2
    if TextPreparation.keepsSymbols(of: training.cases, settings) { return [] }
    settings.minimumCount = 1
    guard TextPreparation.keepsSymbols(of: training.cases, settings) else {
      throw SettingsError("\(.maximumVocabularySize) leaves no word of these texts: raise it")
    }
    return [
      "no word occurs twice in the training texts, so all are kept, as with \(.minimumCount, to: 1)"
    ]
  }

  public static func notes(
    on preparation: TextPreparation, startingFrom origin: LanguageModelFile
  ) -> [Advice] {
    let known = origin.tokenizer.vocabulary.count
    let new = preparation.tokenizer.vocabulary.count - known
    guard new > 0 else { return [] }
    return [
      "the model knows \(known.counted("symbol")); the training cases add \(new.withThousandsSeparators)"
    ]
  }
}

extension SeriesClassifier: TrainableClassifier {
  public static func defaultEpochs(cases: Int) -> Int { min(max(16_000 / cases, 25), 80) }

  public static var defaultPatience: Double { 1 / 4 }

  public static var labelAdvice: Advice { "select their column with \(.labelColumn)" }

  /// Completes the settings. By default the number of samples per time step is chosen so that a
  /// case of mean length has at most 64 time steps; convolutions have dilations of 1, 2, 4 and so on
  /// up to the mean length, and at most about 200 positions.
  public static func complete(
    _ settings: inout SeriesClassifierSettings, for cases: LabelledCases<SeriesCase>,
    training: LabelledCases<SeriesCase>, isValidated: Bool
  ) -> [Advice] {
    settings.classifier.chooseMembers(defaultMembers(cases: cases.count))
    settings.reading.table = cases.table
    let samples = cases.cases.reduce(0) { $0 + $1.length }
    settings.classifier.architecture.convolution.fit(length: samples / cases.count)
    guard settings.samplesPerStep == 0 else { return [] }
    settings.samplesPerStep = max(1, (samples + 64 * cases.count - 1) / (64 * cases.count))
    return []
  }
}
