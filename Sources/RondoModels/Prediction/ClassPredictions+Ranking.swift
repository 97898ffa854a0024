public import RondoEvaluation

extension ClassPredictions {
  /// The most probable labels of a case with their probabilities, from the most probable down; of
  /// equally probable ones the one with the lowest id comes first.
  public func ranking(of index: Int, top: Int = .max) -> [(label: Int, probability: Double)] {
    let row = logProbabilities[index * classes..<(index + 1) * classes]
    let order = row.indices.sorted { (row[$1], $0) < (row[$0], $1) }
    return order.prefix(top).map {
      let label = $0 - row.startIndex
      return (label, min(1, probability(of: label, case: index)))
    }
  }
}
