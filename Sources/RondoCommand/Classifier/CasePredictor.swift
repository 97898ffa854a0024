import Rondo

/// Case to predict, or the error in reading it.
struct PredictionInput<Case> {
  /// Name of the case in the input, if it has one.
  var id: String?
  /// Case or error.
  var content: Result<Case, DataError>
}

/// Predicts cases in groups and prints the predictions in order; for a case that cannot be read it
/// prints the error.
final class CasePredictor<Model: ClassifierModel> {
  typealias Input = PredictionInput<Model.Preparation.Case>

  private let file: SavedModel<Model>
  private let output: PredictionOutputOptions
  private let choice: LabelChoice
  private let tape: Tape<Float>
  private var table: PredictionTable
  private var failures = UnansweredCases()
  private var hasNotedTruncation = false

  init(
    _ file: SavedModel<Model>, _ output: PredictionOutputOptions, _ choice: LabelChoice,
    workers: Workers
  ) {
    (self.file, self.output, self.choice) = (file, output, choice)
    tape = Tape(workers: workers)
    table = PredictionTable(output.format, file.preparation.targets, choice)
  }

  /// Predicts cases, 1024 at a time.
  func predict(_ inputs: [Input]) throws {
    var rest = inputs[...]
    while !rest.isEmpty {
      let group = rest.prefix(1024)
      rest = rest.dropFirst(group.count)
      var answers = try answers(to: group.compactMap { try? $0.content.get() })[...]
      var text = ""
      for input in group {
        let answer: PredictionLine.Answer
        var methods: [MethodPrediction] = []
        switch input.content {
        case .success: (answer, methods) = answers.removeFirst()
        case .failure(let error):
          failures.add(error)
          answer = .failure(error.advice.withFlags)
        }
        let line = PredictionLine(
          index: failures.total, id: input.id, answer: answer, methods: methods)
        text += try table.text(line)
        failures.total += 1
      }
      StandardStreams.write(text)
    }
  }

  /// Ends the predictions.
  ///
  /// - Throws: `UnansweredCases` if a case could not be read.
  func finish() throws { if failures.count > 0 { throw failures } }

  private func answers(
    to cases: [Model.Preparation.Case]
  ) throws -> [(PredictionLine.Answer, [MethodPrediction])] {
    if !hasNotedTruncation, cases.contains(where: { file.preparation.truncates($0) }) {
      hasNotedTruncation = true
      output.note(
        "a case is longer than the \(TextPreparation.stepLimit.withThousandsSeparators) time steps that the networks "
          + "read: the rest of it is ignored")
    }
    switch file.preparation.targets {
    case .values: return file.values(of: cases, on: tape).map { (.value($0), []) }
    case .labels(let labels):
      let (predictions, methods) = try file.probabilitiesByMethod(of: cases, on: tape)
      return cases.indices.map {
        (.best(predictions, $0, labels, choice), methods.isEmpty ? [] : methods[$0])
      }
    case .labelSets(let labels):
      let predictions = try file.labelSets(of: cases, threshold: choice.threshold, on: tape)
      return cases.indices.map { (.set(predictions, $0, labels, choice), []) }
    }
  }
}

/// Cases that could not be read, each answered in its place; thrown at the end.
struct UnansweredCases: AdvisingError {
  /// What is counted.
  let noun: String
  /// Number of cases so far.
  var total = 0
  private(set) var count = 0
  private var first: DataError?

  init(noun: String = "cases") { self.noun = noun }

  mutating func add(_ error: DataError) {
    first = first ?? error
    count += 1
  }

  var category: ErrorCategory { .unusable }

  var advice: Advice {
    let start = first?.advice ?? ""
    return total == 1
      ? start
      : "\(start); \(count.withThousandsSeparators) of \(total.withThousandsSeparators) \(noun) could not be answered"
  }
}

/// Choice of the labels that a prediction lists.
struct LabelChoice {
  /// Number of most probable labels; nil if not given.
  var top: Int?
  /// Probability from which a label of a label set is predicted.
  var threshold = LabelSetPredictions.defaultThreshold
}
