public import RondoData
import RondoNumerics

/// The predictions of a multi-label baseline.
///
/// `Sendable`.
public struct LabelSetBaseline: Sendable {
  /// The kind of model, for example "label frequencies".
  public var method: String
  /// The settings chosen for it; nil if there are none.
  public var settings: String?
  /// The predictions for each case.
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
  /// The multi-label baselines of texts: the frequency of each label in the training part, and
  /// naive Bayes for each label against the rest, on characters and on words.
  ///
  /// - Parameters:
  ///   - training: The training part; labels that are not in `labels` are ignored.
  ///   - evaluation: The cases to classify.
  ///   - labels: The labels, `[K]`.
  /// - Returns: Three baselines; empty if there is no training case.
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

  /// ln(P / (1 − P)) of each label by its frequency, with one added to the numbers of cases with
  /// and without it (Laplace).
  package static func labelOdds(of sets: [[Int]], classes: Int) -> [Double] {
    var counts = Array(repeating: 0, count: classes)
    for label in sets.joined() { counts[label] += 1 }
    return counts.map { ReproducibleMath.log(Double($0 + 1) / Double(sets.count - $0 + 1)) }
  }
}
