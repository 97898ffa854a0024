import Rondo

/// A classifier that the command line trains.
protocol CommandClassifier: ClassifierModel {
  /// The number of epochs of a run on so many cases, where no limit is given.
  static func usualEpochs(cases: Int) -> Int

  /// The number of validations without a new best, as a part of all, after which a run usually ends.
  static var usualPatience: Double { get }

  /// Chooses what settings leave open, knowing whether cases are kept for validation.
  static func complete(
    _ settings: inout Settings, for cases: LabelledCases<Preparation.Case>, isValidated: Bool)

  /// What the user should know of a preparation that begins with another model.
  static func notes(
    on preparation: Preparation, beginningWith origin: Preparation.Origin
  ) -> [String]
}

extension CommandClassifier {
  static func notes(
    on preparation: Preparation, beginningWith origin: Preparation.Origin
  ) -> [String] { [] }
}

extension TextClassifier: CommandClassifier {
  static func usualEpochs(cases: Int) -> Int { min(max(200_000 / cases, 10), 100) }

  static var usualPatience: Double { 1 / 8 }

  /// Naive Bayes is weighed by cases for validation, which have one label each.
  static func complete(
    _ settings: inout TextClassifierSettings, for cases: LabelledCases<String>, isValidated: Bool
  ) {
    settings.classifier.chooseMembers(cases: cases.count)
    if !isValidated || cases.isMultiLabel { settings.asksNaiveBayes = false }
  }

  static func notes(on preparation: TextPreparation, beginningWith origin: ModelFile) -> [String] {
    let known = origin.tokenizer.vocabulary.count
    let new = preparation.tokenizer.vocabulary.count - known
    return new == 0
      ? []
      : [
        "the model knows \(known.grouped) symbols, and learns \(new.grouped) that only the "
          + "training cases have"
      ]
  }
}

extension SeriesClassifier: CommandClassifier {
  static func usualEpochs(cases: Int) -> Int { min(max(40_000 / cases, 20), 150) }

  static var usualPatience: Double { 1 / 4 }

  /// So many samples a step that a case of mean length has 64 steps at most.
  static func complete(
    _ settings: inout SeriesClassifierSettings, for cases: LabelledCases<SeriesCase>,
    isValidated: Bool
  ) {
    settings.classifier.chooseMembers(cases: cases.count)
    guard settings.samplesPerStep == 0 else { return }
    let samples = cases.cases.reduce(0) { $0 + $1.length }
    settings.samplesPerStep = max(1, (samples + 64 * cases.count - 1) / (64 * cases.count))
  }
}

extension ClassifierSettings {
  /// In place of a number of members: to be chosen by the number of cases.
  static var membersByCases: MemberCount { 0 }

  fileprivate mutating func chooseMembers(cases: Int) {
    if members == Self.membersByCases { members = .usual(cases: cases) }
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

  static var rateUnit: String { "steps/s" }

  static var endEvent: String? { "errors" }
}
