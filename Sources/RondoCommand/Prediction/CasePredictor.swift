import Rondo

/// Answers cases group by group and prints the answers in their order.
final class CasePredictor<Model: ClassifierModel> {
  private let file: SavedModel<Model>
  private let output: PredictionOutputOptions
  private let choice: LabelChoice
  private let tape: Tape<Float>
  /// The number of cases answered so far.
  private var count = 0

  init(
    _ file: SavedModel<Model>, _ output: PredictionOutputOptions, _ choice: LabelChoice,
    workers: Workers
  ) {
    (self.file, self.output, self.choice) = (file, output, choice)
    tape = Tape(workers: workers)
  }

  /// Answers some cases, 1024 at a time.
  func predict(_ cases: [Model.Preparation.Case]) throws {
    var rest = cases[...]
    while !rest.isEmpty {
      let answers = try answers(to: Array(rest.prefix(1024)))
      rest = rest.dropFirst(1024)
      var text = ""
      for answer in answers {
        text += try PredictionLine(index: count, answer: answer).text(output.format) + "\n"
        count += 1
      }
      StandardStreams.write(text)
    }
  }

  private func answers(
    to cases: [Model.Preparation.Case]
  ) throws -> [PredictionLine.Answer] {
    switch file.preparation.targets {
    case .values: return file.values(of: cases, on: tape).map { .value($0) }
    case .labels(let labels):
      let predictions = try file.probabilities(of: cases, on: tape)
      return cases.indices.map { .best(predictions, $0, labels, choice) }
    case .labelSets(let labels):
      let predictions = try file.labelSets(of: cases, threshold: choice.threshold, on: tape)
      return cases.indices.map { .set(predictions, $0, labels, choice) }
    }
  }
}
