import RondoEngine
import RondoFiles
package import RondoModels

extension ReportSubject {
  /// Creates the description of a tagger.
  package init(_ file: TaggerFile) {
    let hasSpans = file.preparation.scheme != nil
    let loss = Figure(name: "nats per token", key: "nats")
    let accuracy = Figure(name: "accuracy, %", digits: 2, scale: 100, key: "tokenAccuracy")
    let spans = Figure(name: "span F₁, %", digits: 2, scale: 100, key: "spanF1")
    let objective = file.settings.criterion == .loss ? loss : hasSpans ? spans : accuracy
    self.init(
      file, architecture: file.model.architecture.summary, unit: "sentences",
      objective: objective, trainingLoss: loss.name, speedUnit: "tokens",
      figuresTitle: "Scores on the validation part")
    figures = hasSpans ? [loss, accuracy, spans] : [loss, accuracy]
    isGreaterBetter = file.settings.criterion == .score
    let tags = file.preparation.tags
    let names = tags.prefix(60).map { "<bdi>\($0.printable.escapedForXML)</bdi>" }
    facts = [
      (
        "tags",
        "\(tags.count.withThousandsSeparators): " + names.joined(separator: ", ")
          + (tags.count > 60 ? ", …" : "")
      )
    ]
    best = file.best.map { best in
      let score = best.score
      return (
        best.step,
        hasSpans
          ? [score.nats, score.tokenAccuracy, score.spanF1] : [score.nats, score.tokenAccuracy]
      )
    }
  }
}
