import RondoFiles

extension BaselineLimits {
  /// Says in one line what the limits leave out of parts of these sizes; nil where nothing.
  func note(training: Int, evaluation: Int) -> String? {
    var cuts: [String] = []
    if training > maximumTrainingSymbols {
      cuts.append(
        "trained on the last \(maximumTrainingSymbols.withThousandsSeparators) of \(training.withThousandsSeparators) symbols"
      )
    }
    if evaluation > maximumEvaluationSymbols {
      cuts.append(
        "evaluated the first \(maximumEvaluationSymbols.withThousandsSeparators) of \(evaluation.withThousandsSeparators) "
          + "symbols")
    }
    return cuts.isEmpty ? nil : cuts.joined(separator: "; ")
  }
}
