public import RondoEngine

extension SavedModel where Model: ClassifierModel {
  /// What is classified.
  public typealias Case = Model.Preparation.Case

  /// The labels in the order of their ids; none of a regression.
  public var labels: [ClassLabel] { preparation.targets.labels }

  /// The probability of each label for each case.
  ///
  /// A case has the same bits alone, among others, and in any order.
  ///
  /// - Parameters:
  ///   - cases: What is to be classified.
  ///   - tape: Where to compute.
  ///   - batch: The number of cases to be read side by side, at most.
  /// - Throws: `EvaluationError.notFinite` where the model gives no numbers.
  public func probabilities(
    of cases: [Case], on tape: Tape<Float>, batch: Int = 64
  ) throws(EvaluationError) -> ClassPredictions {
    precondition(!labels.isEmpty, "a regression has no labels: ask for values")
    return try ClassPredictions(
      logits: outputs(of: cases, on: tape, batch: batch), classes: labels.count)
  }

  /// What a model of any number of labels a case says of each case.
  ///
  /// - Parameters:
  ///   - cases: What is to be classified.
  ///   - threshold: The least probability of a label that is predicted, in 0...1.
  ///   - tape: Where to compute.
  ///   - batch: The number of cases to be read side by side, at most.
  /// - Throws: `EvaluationError.notFinite` where the model gives no numbers.
  public func labelSets(
    of cases: [Case], threshold: Double = 0.5, on tape: Tape<Float>, batch: Int = 64
  ) throws(EvaluationError) -> LabelSetPredictions {
    precondition(preparation.targets.isMultiLabel, "one label a case: ask for probabilities")
    return try LabelSetPredictions(
      logits: outputs(of: cases, on: tape, batch: batch), classes: labels.count,
      threshold: threshold)
  }

  /// The number that a regression predicts for each case, in the unit of the targets trained on.
  public func values(of cases: [Case], on tape: Tape<Float>, batch: Int = 64) -> [Double] {
    precondition(labels.isEmpty, "a classifier has labels: ask for probabilities")
    return preparation.targets.numbers(of: outputs(of: cases, on: tape, batch: batch))
  }

  /// The networks' outputs, and the answers of other methods weighed in, [N, K].
  func outputs(of cases: [Case], on tape: Tape<Float>, batch: Int) -> [Float] {
    let logits = model.ensemble.outputs(
      of: cases.map(preparation.sequence), on: tape, batch: batch)
    return preparation.opinionCount == 0
      ? logits : model.ensemble.weighing(logits, with: cases.map(preparation.opinions))
  }
}

/// A text classifier with its tokenizer and labels.
public typealias TextClassifierFile = SavedModel<TextClassifier>

/// A series classifier with its scaling and labels.
public typealias SeriesClassifierFile = SavedModel<SeriesClassifier>
