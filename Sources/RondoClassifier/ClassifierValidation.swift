public import RondoEngine
import RondoEvaluation
public import RondoModels

/// Validation data of a classifier.
///
/// `Sendable`.
public struct ClassifierValidation<Model: ClassifierModel>: ValidationData {
  /// Criterion that selects the best model.
  public let criterion: ClassifierSettings.Criterion

  private let sequences: [SequenceInput]
  private let opinions: [[Double]]
  private let usualWeights: [Double]
  let targets: Targets
  let space: TargetSpace

  /// Creates validation data from cases.
  public init(
    _ data: LabelledCases<Model.Preparation.Case>, _ preparation: Model.Preparation,
    criterion: ClassifierSettings.Criterion = .loss
  ) {
    self.criterion = criterion
    sequences = data.cases.map(preparation.sequence)
    opinions = preparation.opinionCount == 0 ? [] : data.cases.map(preparation.opinions)
    (targets, space) = (data.targets, preparation.targets)
    usualWeights = preparation.usualWeights
  }

  /// Number of cases.
  public var count: Int { sequences.count }

  public func measure(
    _ model: Model, batch: Int, on tape: Tape<Float>, unless isStopRequested: () -> Bool
  ) -> ValidationResult<ClassifierScore>? {
    var outputs: [Float] = []
    let most = 512  // cases between two checks for a stop
    for first in stride(from: 0, to: sequences.count, by: most) {
      if first > 0, isStopRequested() { return nil }
      let part = Array(sequences[first..<min(first + most, sequences.count)])
      outputs += model.ensemble.outputs(of: part, on: tape)
    }
    guard !opinions.isEmpty else {
      return ValidationResult(targets.score(outputs, in: space), details: .init())
    }
    guard outputs.allSatisfy(\.isFinite) else {
      return ValidationResult(ClassifierScore(rootMeanSquaredError: .nan), details: .init())
    }
    let found = StackingWeights(
      logits: outputs, opinions: opinions, truth: targets.labelIDs,
      classes: model.architecture.outputs, center: usualWeights)
    var ensemble = model.ensemble
    ensemble.opinionWeights = StackingWeights.tensor(of: found.values)
    return ValidationResult(
      targets.score(ensemble.weighing(outputs, with: opinions), in: space),
      details: .init(opinionWeights: found.values))
  }

  /// Logits of the networks for all cases, [N, K].
  func logits(of model: Model, on tape: Tape<Float>) -> [Float] {
    var outputs: [Float] = []
    for first in stride(from: 0, to: sequences.count, by: 512) {
      let part = Array(sequences[first..<min(first + 512, sequences.count)])
      outputs += model.ensemble.outputs(of: part, on: tape)
    }
    return outputs
  }

  /// Outputs of a completed model for all cases, combined with other methods.
  func outputs(of model: Model, on tape: Tape<Float>) -> [Float] {
    let outputs = logits(of: model, on: tape)
    return opinions.isEmpty ? outputs : model.ensemble.weighing(outputs, with: opinions)
  }

  /// Sets the weights of naive Bayes and the networks to those found by the validation.
  public func completed(
    _ model: Model, by result: ValidationResult<ClassifierScore>
  ) -> Model {
    guard let weights = result.details.opinionWeights else { return model }
    var model = model
    model.ensemble.opinionWeights = StackingWeights.tensor(of: weights)
    return model
  }

  public func objective(of score: ClassifierScore) -> Double {
    guard criterion == .f1, let macroF1 = score.macroF1 else { return score.objective }
    return 1 - macroF1
  }
}
