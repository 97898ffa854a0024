public import RondoEngine
import RondoEvaluation

/// Cases that a classifier is measured on while it is trained.
///
/// `Sendable`.
public struct ClassifierValidation<Model: ClassifierModel>: ValidationData {
  /// What decides which of two models is better.
  public let criterion: ClassifierSettings.Criterion

  private let sequences: [SequenceInput]
  private let opinions: [[Double]]
  let truth: [Int]
  let sets: [[Int]]
  let values: [Double]
  let targets: ClassifierTargets

  /// Validation on some cases.
  public init(
    _ data: LabelledCases<Model.Preparation.Case>, _ preparation: Model.Preparation,
    criterion: ClassifierSettings.Criterion = .loss
  ) {
    self.criterion = criterion
    sequences = data.cases.map(preparation.sequence)
    opinions = preparation.opinionCount == 0 ? [] : data.cases.map(preparation.opinions)
    (truth, sets) = (data.truth, data.sets)
    (values, targets) = (data.values, preparation.targets)
  }

  /// The number of cases.
  public var count: Int { sequences.count }

  public func measure(
    _ model: Model, batch: Int, on tape: Tape<Float>, unless isStopRequested: () -> Bool
  ) -> ValidationResult<ClassifierScore>? {
    var outputs: [Float] = []
    let most = 512  // cases between two looks for a stop
    for first in stride(from: 0, to: sequences.count, by: most) {
      if first > 0, isStopRequested() { return nil }
      let part = Array(sequences[first..<min(first + most, sequences.count)])
      outputs += model.ensemble.outputs(of: part, on: tape)
    }
    guard !opinions.isEmpty else { return ValidationResult(score: score(outputs)) }
    guard outputs.allSatisfy(\.isFinite) else {
      return ValidationResult(score: ClassifierScore(rootMeanSquaredError: .nan))
    }
    let found = OpinionWeights(
      logits: outputs, opinions: opinions, truth: truth, classes: model.architecture.outputs)
    var ensemble = model.ensemble
    ensemble.opinionWeights = OpinionWeights.tensor(of: found.values)
    return ValidationResult(
      score: score(ensemble.weighing(outputs, with: opinions)), opinionWeights: found.values)
  }

  /// What a model that was completed says of all cases, naive Bayes weighed in.
  func outputs(of model: Model, on tape: Tape<Float>) -> [Float] {
    var outputs: [Float] = []
    for first in stride(from: 0, to: sequences.count, by: 512) {
      let part = Array(sequences[first..<min(first + 512, sequences.count)])
      outputs += model.ensemble.outputs(of: part, on: tape)
    }
    return opinions.isEmpty ? outputs : model.ensemble.weighing(outputs, with: opinions)
  }

  /// Gives naive Bayes and the networks the weights that were found.
  public func completed(
    _ model: Model, by result: ValidationResult<ClassifierScore>
  ) -> Model {
    guard let weights = result.opinionWeights else { return model }
    var model = model
    model.ensemble.opinionWeights = OpinionWeights.tensor(of: weights)
    return model
  }

  /// The score of outputs; one that is no number where they are none, so that the run ends.
  private func score(_ outputs: [Float]) -> ClassifierScore {
    switch targets {
    case .labels(let labels):
      guard let found = try? ClassPredictions(logits: outputs, classes: labels.count) else {
        return ClassifierScore(rootMeanSquaredError: .nan)
      }
      return ClassifierScore(found, truth: truth, labels: labels)
    case .labelSets(let labels):
      guard let found = try? LabelSetPredictions(logits: outputs, classes: labels.count) else {
        return ClassifierScore(rootMeanSquaredError: .nan)
      }
      return ClassifierScore(found, truth: sets, labels: labels)
    case .values(let mean, let deviation):
      let errors = zip(outputs, values).map { mean + deviation * Double($0) - $1 }
      let sum = errors.reduce(0) { $0 + $1 * $1 }
      return ClassifierScore(
        rootMeanSquaredError: (sum / Double(max(errors.count, 1))).squareRoot())
    }
  }

  public func objective(of score: ClassifierScore) -> Double {
    guard criterion == .f1, let macroF1 = score.macroF1 else { return score.objective }
    return 1 - macroF1
  }
}
