public import RondoData
import RondoNumerics

/// What a baseline says of each case that may have any number of labels.
///
/// `Sendable`.
public struct LabelSetBaseline: Sendable {
  /// The kind of model, for example "label frequencies".
  public var method: String
  /// What was chosen for it; nil where nothing is.
  public var settings: String?
  /// What it says of each case.
  public var predictions: LabelSetPredictions

  package init(_ method: String, _ settings: String?, logOdds: [Double], classes: Int) {
    (self.method, self.settings) = (method, settings)
    do {
      predictions = try LabelSetPredictions(logOdds: logOdds, classes: classes)
    } catch {
      preconditionFailure("\(method): \(error)")  // our own arithmetic gives numbers
    }
  }
}

extension ClassifierBaselines {
  /// The baselines of texts with any number of labels: each label as frequent as in the training
  /// part, and naive Bayes for each label against the rest, on characters and on words.
  ///
  /// - Parameters:
  ///   - training: The training part; what is not among `labels` does not count.
  ///   - evaluation: The cases to classify.
  ///   - labels: The labels, `[K]`.
  /// - Returns: three baselines, or none where there is no training case.
  public static func labelSets(
    training: LabelledText, evaluation: LabelledText, labels: [ClassLabel]
  ) -> [LabelSetBaseline] {
    guard !training.cases.isEmpty, !labels.isEmpty else { return [] }
    let ids = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    let sets = training.cases.map { $0.labels.compactMap { ids[$0] } }
    let row = labelOdds(of: sets, classes: labels.count)
    let frequencies = LabelSetBaseline(
      "label frequencies", nil,
      logOdds: evaluation.cases.flatMap { _ in row }, classes: labels.count)
    return [frequencies]
      + NGramUnit.allCases.map { unit in
        LabelSetBayes(training.cases.map(\.text), sets, classes: labels.count, unit: unit)
          .baseline(for: evaluation.cases.map(\.text))
      }
  }

  /// ln(P / (1 − P)) of each label by its share of the cases, one added to those that have it and to
  /// those that have not (Laplace).
  package static func labelOdds(of sets: [[Int]], classes: Int) -> [Double] {
    var counts = Array(repeating: 0, count: classes)
    for label in sets.joined() { counts[label] += 1 }
    return counts.map { ReproducibleMath.log(Double($0 + 1) / Double(sets.count - $0 + 1)) }
  }
}
