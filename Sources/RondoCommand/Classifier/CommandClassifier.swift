import ArgumentParser
import Rondo

/// A classifier that the command line trains.
protocol CommandClassifier: ClassifierModel {
  /// The number of epochs of a run on so many cases, where no limit is given.
  static func usualEpochs(cases: Int) -> Int

  /// The number of validations without a new best, as a part of all, after which a run usually ends.
  static var usualPatience: Double { get }

  /// Chooses what settings leave open, knowing all cases, those to train on, and whether others are
  /// kept for validation.
  ///
  /// - Returns: what the user should know of it.
  /// - Throws: a usage error where what was given leaves nothing to train on.
  static func complete(
    _ settings: inout Settings, for cases: LabelledCases<Preparation.Case>,
    training: LabelledCases<Preparation.Case>, isValidated: Bool
  ) throws -> [String]

  /// What a run says of its cases beside their number, in lines of a name and a text.
  static func rows(for cases: LabelledCases<Preparation.Case>) -> [(name: String, text: String)]

  /// What the user should know of a preparation that begins with another model.
  static func notes(
    on preparation: Preparation, beginningWith origin: Preparation.Origin
  ) -> [String]

  /// What to do where something else was taken for the labels.
  static var labelAdvice: String { get }
}

extension CommandClassifier {
  static func rows(
    for cases: LabelledCases<Preparation.Case>
  ) -> [(name: String, text: String)] { [] }

  static func notes(
    on preparation: Preparation, beginningWith origin: Preparation.Origin
  ) -> [String] { [] }

  static var labelAdvice: String { "choose their column with --label-column" }
}

extension TextClassifier: CommandClassifier {
  static func usualEpochs(cases: Int) -> Int { min(max(200_000 / cases, 10), 100) }

  static var usualPatience: Double { 1 / 8 }

  static var labelAdvice: String {
    "choose their column with --label-column, and say with --header whether the first row names the "
      + "columns"
  }

  /// Naive Bayes is weighed by cases for validation, which have one label each.
  static func complete(
    _ settings: inout TextClassifierSettings, for cases: LabelledCases<String>,
    training: LabelledCases<String>, isValidated: Bool
  ) throws -> [String] {
    settings.classifier.chooseMembers(cases: cases.count)
    if !isValidated || cases.targets.isMultiLabel { settings.asksNaiveBayes = false }
    guard settings.minimumCount == TextClassifierSettings.usualMinimumCount else {
      guard TextPreparation.keepsSymbols(of: training.cases, settings) else {
        throw ValidationError(
          "--min-count and --vocabulary-size leave no word or symbol of these texts: lower the one, "
            + "or raise the other")
      }
      return []
    }
    settings.minimumCount = settings.unit == .grapheme ? 1 : 2
    if TextPreparation.keepsSymbols(of: training.cases, settings) { return [] }
    settings.minimumCount = 1
    guard TextPreparation.keepsSymbols(of: training.cases, settings) else {
      throw ValidationError("--vocabulary-size leaves no word of these texts: raise it")
    }
    return ["no word occurs twice in the training texts, so all are kept, as with --min-count 1"]
  }

  static func notes(on preparation: TextPreparation, beginningWith origin: LanguageModelFile)
    -> [String]
  {
    let known = origin.tokenizer.vocabulary.count
    let new = preparation.tokenizer.vocabulary.count - known
    return new == 0
      ? []
      : [
        "the model knows \(known.counted("symbol")), and learns \(new.withThousandsSeparators) that only the "
          + "training cases have"
      ]
  }
}

extension SeriesClassifier: CommandClassifier {
  static func usualEpochs(cases: Int) -> Int { min(max(40_000 / cases, 20), 150) }

  static var usualPatience: Double { 1 / 4 }

  /// Samples per time step such that a case of mean length has 64 time steps at most.
  static func complete(
    _ settings: inout SeriesClassifierSettings, for cases: LabelledCases<SeriesCase>,
    training: LabelledCases<SeriesCase>, isValidated: Bool
  ) -> [String] {
    settings.classifier.chooseMembers(cases: cases.count)
    settings.reading.table = cases.table
    guard settings.samplesPerStep == 0 else { return [] }
    let samples = cases.cases.reduce(0) { $0 + $1.length }
    settings.samplesPerStep = max(1, (samples + 64 * cases.count - 1) / (64 * cases.count))
    return []
  }
}

extension TextClassifierSettings {
  /// In place of a least count: 1 of characters; of words 2, or 1 where none occurs twice.
  static let usualMinimumCount = 0
}

extension SeriesClassifier {
  /// The channels, by name where the data name them.
  static func rows(for cases: LabelledCases<SeriesCase>) -> [(name: String, text: String)] {
    guard let channels = cases.cases.first?.channels else { return [] }
    return [("channels", channelList(channels, names: cases.table?.channels))]
  }

  /// The number of channels and, where they have any, the first sixty of their names.
  static func channelList(_ count: Int, names: [String]?) -> String {
    guard let names else { return count.withThousandsSeparators }
    return "\(count.withThousandsSeparators): \(names.prefix(60).joined(separator: ", "))"
      + (names.count > 60 ? ", …" : "")
  }
}

extension ClassifierSettings {
  /// In place of a number of members: to be chosen by the number of cases.
  static var membersByCases: MemberCount { 0 }

  fileprivate mutating func chooseMembers(cases: Int) {
    if architecture.members == Self.membersByCases {
      architecture.members = .usual(cases: cases)
    }
  }
}

extension TrainingConfiguration {
  /// How a classifier is trained where nothing else is said.
  static var classifier: TrainingConfiguration {
    var result = TrainingConfiguration()
    result.learningRate = 0.003
    result.schedule = Schedule(.cosine, warmupSteps: 20)
    return result
  }
}

extension ClassifierTask: CommandTask {
  static func summary(of model: Model) -> String { model.architecture.summary }

  static func summary(of score: ClassifierScore) -> String {
    if let rmse = score.rmse { return "error \(rmse.significant) (root mean square)" }
    if let microF1 = score.microF1 {
      return "loss \((score.logLoss ?? 0).fixed(3)), micro F1 \((100 * microF1).fixed(1)) %, "
        + "macro F1 \((100 * (score.macroF1 ?? 0)).fixed(1)) %, all labels right "
        + "\((100 * (score.accuracy ?? 0)).fixed(1)) %"
    }
    return "loss \((score.logLoss ?? 0).fixed(3)), accuracy "
      + "\((100 * (score.accuracy ?? 0)).fixed(1)) %, macro F1 "
      + "\((100 * (score.macroF1 ?? 0)).fixed(1)) %"
  }

  static func shortSummary(of score: ClassifierScore) -> String {
    if let microF1 = score.microF1 { return "micro F1 \((100 * microF1).fixed(1)) %" }
    return score.accuracy.map { "accuracy \((100 * $0).fixed(1)) %" } ?? summary(of: score)
  }

  static var rateUnit: String { "time steps/s" }

  static var endEvent: String? { "errors" }
}
