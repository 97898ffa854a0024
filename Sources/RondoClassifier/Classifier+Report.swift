import FoundationEssentials
import RondoData
import RondoEvaluation
import RondoFiles
package import RondoModels
import RondoText

extension ReportSubject {
  /// Creates the description of a text classifier.
  package init(_ file: TextClassifierFile) {
    let tokenizer = file.preparation.tokenizer
    let count = tokenizer.vocabulary.count.withThousandsSeparators
    self.init(
      file,
      [
        ("symbols", "\(count) different, \(file.preparation.unit.rawValue)"),
        ("vocabulary", Self.overview(of: tokenizer.vocabulary)),
      ])
  }

  /// Creates the description of a series classifier or regression.
  package init(_ file: SeriesClassifierFile) {
    let channels = file.preparation.channels
    self.init(
      file,
      [("series", "\(channels.withThousandsSeparators) channel\(channels == 1 ? "" : "s")")])
  }

  /// Creates the description of a classifier; `facts` are specific to its kind of cases.
  private init<Model: ClassifierModel>(
    _ file: SavedModel<Model>, _ facts: [(name: String, html: String)]
  ) {
    let (targets, score) = (file.preparation.targets, file.best?.score)
    let figures = Self.figures(of: targets)
    let isByF1 = !targets.labels.isEmpty && file.settings.classifier.criterion == .f1
    self.init(
      file, architecture: file.model.architecture.summary, unit: "cases",
      objective: isByF1 ? figures[2] : figures[0],
      trainingLoss: targets.labels.isEmpty ? "squared error of scaled targets" : figures[0].name,
      speedUnit: "time steps", figuresTitle: "Scores on the validation part")
    (self.figures, isGreaterBetter) = (figures, isByF1)
    self.facts = [Self.fact(targets)] + facts
    let numbers =
      targets.labels.isEmpty
      ? [score?.rmse] : [score?.logLoss, score?.accuracy, score?.macroF1, score?.microF1]
    best = file.best.map { ($0.step, Array(numbers.prefix(figures.count))) }
    errors = { line in
      (try? JSONDecoder().decode(ValidationErrors.self, from: Data(line)))?.html
    }
  }

  /// Figures for the targets, the loss first; for labels followed by accuracy and F₁.
  private static func figures(of targets: TargetSpace) -> [Figure] {
    if case .values = targets {
      return [Figure(name: "root mean square error", key: "rmse")]
    }
    let figures = [
      Figure(name: "nats per case", key: "logLoss"),
      Figure(
        name: targets.isMultiLabel ? "all labels right, %" : "accuracy, %", digits: 2, scale: 100,
        key: "accuracy"),
      Figure(name: "macro F₁, %", digits: 2, scale: 100, key: "macroF1"),
      Figure(name: "micro F₁, %", digits: 2, scale: 100, key: "microF1"),
    ]
    return targets.isMultiLabel ? figures : Array(figures.dropLast())
  }

  private static func fact(_ targets: TargetSpace) -> (name: String, html: String) {
    guard case .values(let mean, let deviation) = targets else {
      let names = targets.labels.prefix(60).map { "<bdi>\($0.name.printable.escapedForXML)</bdi>" }
      return (
        "labels",
        "\(targets.labels.count.withThousandsSeparators): " + names.joined(separator: ", ")
          + (targets.labels.count > 60 ? ", …" : "")
          + (targets.isMultiLabel ? "; any number of them for each case" : "")
      )
    }
    return ("targets", "mean \(mean.decimal(4)), standard deviation \(deviation.decimal(4))")
  }
}
