public import RondoData
public import RondoEngine
public import RondoFiles
public import RondoLanguageModel
public import RondoModels
import RondoText

extension TextClassifierSettings {
  /// In place of a minimum count: 1 for graphemes; for words 2, or 1 where no word occurs twice.
  static let automaticMinimumCount = 0

  /// The settings that `rondo train text-classifier` starts from: five networks (one for 20,000 cases
  /// or more) that read words with their characters and answer together with naive Bayes.
  ///
  /// Chosen by cross-validation on texts that no test saw; what they reach stands in
  /// `Benchmarks/RESULTS.md`.
  ///
  /// - Parameters:
  ///   - unit: What a time step reads.
  ///   - startsFromLanguageModel: Whether training starts from a language model.
  public static func recommended(
    unit: TextUnit = .both, startsFromLanguageModel: Bool = false
  ) -> TextClassifierSettings {
    var settings = TextClassifierSettings()
    settings.unit = unit
    settings.asksNaiveBayes = true
    settings.classifier.training = .classifier
    settings.classifier.training.batchSize = 32
    settings.classifier.training.regularization.dropout = 0.5
    settings.classifier.training.regularization.embeddingDropout = 0.2
    settings.minimumCount = automaticMinimumCount
    if unit != .grapheme { settings.embeddingSize = 100 }
    guard !startsFromLanguageModel else { return settings }
    settings.classifier.architecture.members = ClassifierSettings.automaticMembers
    settings.classifier.architecture.readout = .attention
    if unit != .grapheme {
      settings.classifier.training.regularization.embeddingDropout = 0.5
    }
    return settings
  }
}

extension SeriesClassifierSettings {
  /// The settings that `rondo train series-classifier` starts from.
  ///
  /// - Parameter cell: The recurrent cell. The last state of a tanh RNN remembers little, and three
  ///   readouts of an LSTM validate no better than one, so that a GRU alone reads out all three.
  public static func recommended(cell: BuiltInCell = .gru) -> SeriesClassifierSettings {
    var settings = SeriesClassifierSettings()
    settings.classifier.architecture.cell = cell
    settings.classifier.training = .classifier
    settings.classifier.architecture.members = ClassifierSettings.automaticMembers
    if cell == .gru { settings.classifier.architecture.readout = .concat }
    settings.samplesPerStep = 0  // chosen by the length of the series
    settings.reading.table = .unknown
    return settings
  }
}

extension ClassifierSettings {
  /// In place of a number of members: chosen by the number of cases.
  static let automaticMembers: MemberCount = 0

  fileprivate mutating func chooseMembers(cases: Int) {
    if architecture.members == Self.automaticMembers {
      architecture.members = .usual(cases: cases)
    }
  }
}

extension TrainingConfiguration {
  /// How a classifier is trained by default.
  fileprivate static var classifier: TrainingConfiguration {
    var result = TrainingConfiguration()
    result.learningRate = 0.003
    result.schedule = Schedule(.cosine, warmupSteps: 20)
    return result
  }
}

/// A classifier with rules for what its settings leave open.
public protocol TrainableClassifier: ClassifierModel {
  /// The number of epochs of a run on this number of cases, where no limit is requested.
  static func defaultEpochs(cases: Int) -> Int

  /// The share of all validations without a new best score after which a run stops by default.
  static var defaultPatience: Double { get }

  /// Chooses what settings leave open, knowing all cases, those to train on, and whether others are
  /// kept for validation.
  ///
  /// - Returns: What the user should know of the choices.
  /// - Throws: `SettingsError` where the settings leave nothing to train on.
  static func complete(
    _ settings: inout Settings, for cases: LabelledCases<Preparation.Case>,
    training: LabelledCases<Preparation.Case>, isValidated: Bool
  ) throws(SettingsError) -> [Advice]

  /// What the user should know of a preparation that starts from another model.
  static func notes(
    on preparation: Preparation, startingFrom origin: Preparation.Origin
  ) -> [Advice]

  /// What to do where something else was taken for the labels.
  static var labelAdvice: Advice { get }
}

extension TrainableClassifier {
  public static func notes(
    on preparation: Preparation, startingFrom origin: Preparation.Origin
  ) -> [Advice] { [] }
}

extension TextClassifier: TrainableClassifier {
  public static func defaultEpochs(cases: Int) -> Int { min(max(200_000 / cases, 10), 100) }

  public static var defaultPatience: Double { 1 / 8 }

  public static var labelAdvice: Advice {
    "choose their column with \(.labelColumn), and say with \(.header) whether the first row names the columns"
  }

  /// Naive Bayes is weighed by cases for validation, which have one label each.
  public static func complete(
    _ settings: inout TextClassifierSettings, for cases: LabelledCases<String>,
    training: LabelledCases<String>, isValidated: Bool
  ) throws(SettingsError) -> [Advice] {
    settings.classifier.chooseMembers(cases: cases.count)
    if !isValidated || cases.targets.isMultiLabel { settings.asksNaiveBayes = false }
    guard settings.minimumCount == TextClassifierSettings.automaticMinimumCount else {
      guard TextPreparation.keepsSymbols(of: training.cases, settings) else {
        throw SettingsError(
          "\(.minimumCount) and \(.maximumVocabularySize) leave no word or symbol of these texts: lower the one, or raise the other"
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
      "the model knows \(known.counted("symbol")), and learns \(new.withThousandsSeparators) that only the training cases have"
    ]
  }
}

extension SeriesClassifier: TrainableClassifier {
  public static func defaultEpochs(cases: Int) -> Int { min(max(40_000 / cases, 20), 150) }

  public static var defaultPatience: Double { 1 / 4 }

  public static var labelAdvice: Advice { "choose their column with \(.labelColumn)" }

  /// A time step reads as many samples as leave a case of mean length 64 time steps at most.
  public static func complete(
    _ settings: inout SeriesClassifierSettings, for cases: LabelledCases<SeriesCase>,
    training: LabelledCases<SeriesCase>, isValidated: Bool
  ) -> [Advice] {
    settings.classifier.chooseMembers(cases: cases.count)
    settings.reading.table = cases.table
    guard settings.samplesPerStep == 0 else { return [] }
    let samples = cases.cases.reduce(0) { $0 + $1.length }
    settings.samplesPerStep = max(1, (samples + 64 * cases.count - 1) / (64 * cases.count))
    return []
  }
}
