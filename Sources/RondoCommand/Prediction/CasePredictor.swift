import Rondo

/// Answers cases group by group and prints the answers in their order.
final class CasePredictor<Model: ClassifierModel> {
  private let file: SavedModel<Model>
  private let output: PredictionOutputOptions
  private let top: Int
  private let tape: Tape<Float>
  /// The number of cases answered so far.
  private var count = 0

  init(
    _ file: SavedModel<Model>, _ output: PredictionOutputOptions, top: Int, workers: Workers
  ) {
    (self.file, self.output, self.top) = (file, output, top)
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
    if file.labels.isEmpty { return file.values(of: cases, on: tape).map { .value($0) } }
    let predictions = try file.probabilities(of: cases, on: tape)
    return cases.indices.map { .best(predictions, $0, file.labels, top: top) }
  }
}
