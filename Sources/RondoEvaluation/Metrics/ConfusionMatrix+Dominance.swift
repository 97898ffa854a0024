import RondoFiles

extension ConfusionMatrix {
  /// A label that takes more than 95 % of the predictions, and its share; nil where none does.
  ///
  /// Such a classifier has mostly learned how frequent the labels are. Where all cases have that
  /// label in truth too, there is nothing to warn about.
  public var dominantPrediction: (label: Int, share: Double)? {
    guard let label = labels.indices.max(by: { predictedTotals[$0] < predictedTotals[$1] }),
      predictedTotals[label] * 100 > total * 95, truthTotals[label] < total
    else { return nil }
    return (label, Double(predictedTotals[label]) / Double(total))
  }

  /// One line that warns about a ``dominantPrediction``; nil where there is none.
  public var dominanceWarning: String? {
    guard let label = dominantPrediction?.label else { return nil }
    let predicted = Percentage.text(predictedTotals[label], of: total)
    let truth = Percentage.text(truthTotals[label], of: total)
    return "\(predicted) of the predictions are \"\(labels[label].printable)\", the label of "
      + "\(truth) of the cases: the model hardly looks at its input; train longer, or set "
      + "--class-weights"
  }
}
