import RondoData
import RondoEngine
import RondoEvaluation
import RondoFiles
import RondoText

/// What a run's report says of its model, whatever the task, and which numbers of the log it shows.
///
/// `Sendable`.
struct ReportSubject: Sendable {
  /// A figure of a validation or a baseline.
  struct Figure: Sendable {
    /// What stands above its column: "nats per symbol".
    var name: String
    var digits = 4
    /// A hundred for percentages.
    var scale = 1.0
    /// The number in a line of the log.
    var value: @Sendable (LoggedRun.Entry) -> Double?

    func text(_ value: Double?) -> String { value.map { ($0 * scale).decimal(digits) } ?? "–" }
  }

  var architecture: String
  var parameters: Int
  var settings: [(name: String, value: String)]
  var sources: [DataSource]
  /// "1,000 symbols to train on, 100 to validate on".
  var split: String
  /// What else there is to say of the data: a name and HTML.
  var facts: [(name: String, html: String)] = []
  /// What models are compared by, which is drawn.
  var objective: Figure
  /// Whether a greater objective is better.
  var isGreaterBetter = false
  /// What the training loss is called: the objective's name where both share an axis.
  var trainingLoss: String
  /// All figures of a validation, the objective among them.
  var figures: [Figure]
  /// The step of the best validation and its figures, where no log tells of them.
  var best: (step: Int, figures: [Double?])?
  /// "symbols".
  var speedUnit: String
  /// What the figures are measured on: "Loss on the validation part".
  var figuresTitle: String

  /// What is drawn of a line of the log.
  func point(_ entry: LoggedRun.Entry, _ value: Double?) -> LineChart.Point? {
    guard let step = entry.step, let value, value.isFinite else { return nil }
    return .init(x: Double(step), y: value)
  }
}

extension ReportSubject {
  /// Of a language model.
  init(_ file: LanguageModelFile) {
    let tokenizer = file.tokenizer
    architecture = file.model.architecture.summary
    parameters = file.model.parameterCount
    settings = (try? SettingList(file.settings).settings) ?? []
    sources = file.data
    split =
      "\(file.split.training.withThousandsSeparators) symbols to train on, "
      + "\(file.split.validation.withThousandsSeparators) to validate on"
    facts = [
      (
        "symbols",
        "\(tokenizer.vocabulary.count.withThousandsSeparators) different, "
          + "unit \(tokenizer.unit.rawValue), normalization \(tokenizer.normalization.rawValue)"
      ), ("vocabulary", Self.overview(of: tokenizer.vocabulary)),
      (
        "text library", "ICU \(file.textLibrary.icu), Unicode \(file.textLibrary.unicode)"
      ),
    ]
    objective = Figure(name: "nats per symbol", value: { $0.nats })
    trainingLoss = objective.name
    figures = [
      objective, Figure(name: "bits per character", value: { $0.bitsPerCharacter }),
      Figure(name: "bits per byte", value: { $0.bitsPerByte }),
    ]
    best = file.best.map {
      ($0.step, [$0.score.nats, $0.score.bitsPerCharacter, $0.score.bitsPerByte])
    }
    (speedUnit, figuresTitle) = ("symbols", "Loss on the validation part")
  }

  static func overview(of vocabulary: Vocabulary) -> String {
    let shown = vocabulary.symbols.prefix(200).map { bytes in
      let text = String(escapingIllFormed: bytes)
      return "<bdi>\(text == " " ? "␣" : VisibleText.of(text).text.escapedForXML)</bdi>"
    }
    return shown.joined(separator: " ") + (vocabulary.count > 200 ? " …" : "")
  }
}

extension ReportSubject {
  /// Of a classifier or a regression; `facts` are those of its kind of cases.
  init<Model: ClassifierModel>(
    _ file: SavedModel<Model>, _ facts: [(name: String, html: String)]
  ) {
    let (targets, settings) = (file.preparation.targets, file.settings.classifier)
    architecture = file.model.architecture.summary
    parameters = file.model.parameterCount
    self.settings = (try? SettingList(file.settings).settings) ?? []
    sources = file.data
    split =
      "\(file.split.training.withThousandsSeparators) cases to train on, "
      + "\(file.split.validation.withThousandsSeparators) to validate on"
    self.facts = [Self.fact(targets)] + facts
    let accuracy = Figure(
      name: targets.isMultiLabel ? "all labels right, %" : "accuracy, %", digits: 2, scale: 100,
      value: { $0.accuracy })
    let macroF1 = Figure(name: "macro F₁, %", digits: 2, scale: 100, value: { $0.macroF1 })
    let microF1 = Figure(name: "micro F₁, %", digits: 2, scale: 100, value: { $0.microF1 })
    let loss = Figure(name: "nats per case", value: { $0.logLoss })
    let error = Figure(name: "root mean square error", value: { $0.rmse })
    let score = file.best?.score
    switch targets {
    case .values:
      (objective, figures, trainingLoss) = (error, [error], "squared error of scaled targets")
      best = file.best.map { ($0.step, [$0.score.rmse]) }
    case .labels, .labelSets:
      let isByF1 = settings.criterion == .f1
      objective = isByF1 ? macroF1 : loss
      isGreaterBetter = isByF1
      trainingLoss = loss.name
      figures = [loss, accuracy, macroF1] + (targets.isMultiLabel ? [microF1] : [])
      let numbers = [score?.logLoss, score?.accuracy, score?.macroF1, score?.microF1]
      best = file.best.map { ($0.step, Array(numbers.prefix(targets.isMultiLabel ? 4 : 3))) }
    }
    (speedUnit, figuresTitle) = ("time steps", "Scores on the validation part")
  }

  private static func fact(_ targets: TargetSpace) -> (name: String, html: String) {
    guard case .values(let mean, let deviation) = targets else {
      let names = targets.labels.prefix(60).map { "<bdi>\($0.name.printable.escapedForXML)</bdi>" }
      return (
        "labels",
        "\(targets.labels.count.withThousandsSeparators): " + names.joined(separator: ", ")
          + (targets.labels.count > 60 ? ", …" : "")
          + (targets.isMultiLabel ? "; any number of them a case" : "")
      )
    }
    return ("targets", "numbers, mean \(mean.decimal(4)), deviation \(deviation.decimal(4))")
  }

  /// Of any model.
  init(_ model: AnyModel) {
    switch model {
    case .languageModel(let file): self.init(file)
    case .textClassifier(let file):
      let tokenizer = file.preparation.tokenizer
      let count = tokenizer.vocabulary.count.withThousandsSeparators
      self.init(
        file,
        [
          ("symbols", "\(count) different, \(file.preparation.unit.rawValue)"),
          ("vocabulary", Self.overview(of: tokenizer.vocabulary)),
        ])
    case .seriesClassifier(let file):
      let channels = file.preparation.channels
      self.init(
        file,
        [("series", "\(channels.withThousandsSeparators) channel\(channels == 1 ? "" : "s")")])
    }
  }
}
