import Rondo

/// Wording of a task's runs on the command line.
protocol CommandTask: SavedTask {
  /// Describes a score on the validation data.
  static func summary(of score: Model.Score) -> String

  /// Short form of a score for the end of a run, such as "1.523 nats".
  static func shortSummary(of score: Model.Score) -> String

  /// Unit of speed, such as "symbols/s".
  static var rateUnit: String { get }

  /// Row of a name and a text for an entry of the log; nil for entries that are not shown.
  static func row(for entry: RunEntry) -> (name: String, lines: [String])?
}

extension LanguageModelTask: CommandTask {
  static func summary(of score: LossUnits) -> String {
    "\(score.nats.fixed(3)) nats, \(score.bitsPerCharacter.fixed(3)) bits/character, "
      + "\(score.bitsPerByte.fixed(3)) bits/byte"
  }

  static func shortSummary(of score: LossUnits) -> String { "\(score.nats.fixed(3)) nats" }

  static var rateUnit: String { "symbols/s" }

  static func row(for entry: RunEntry) -> (name: String, lines: [String])? {
    guard let baseline = entry.value as? BaselineReport else { return nil }
    let method =
      baseline.order == 0 ? "symbol frequencies" : "Kneser-Ney \(baseline.order)-gram"
    let note = baseline.order > 0 ? baseline.note : nil
    return ("baseline", ["\(summary(of: baseline.loss))  \(method)"] + [note].compactMap(\.self))
  }
}

extension ClassifierTask: CommandTask {
  static func summary(of score: ClassifierScore) -> String {
    if let rmse = score.rmse { return "error \(rmse.significant) (root mean square)" }
    if let microF1 = score.microF1 {
      return "loss \((score.logLoss ?? 0).fixed(3)), micro F1 \((100 * microF1).fixed(1)) %, "
        + "macro F1 \((100 * (score.macroF1 ?? 0)).fixed(1)) %, all labels right "
        + "\((100 * (score.accuracy ?? 0)).fixed(1)) %"
    }
    return "loss \((score.logLoss ?? 0).fixed(3)), accuracy "
      + "\((100 * (score.accuracy ?? 0)).fixed(1)) %, macro F1 "
      + "\((100 * (score.macroF1 ?? 0)).fixed(1)) %"
  }

  static func shortSummary(of score: ClassifierScore) -> String {
    if let microF1 = score.microF1 { return "micro F1 \((100 * microF1).fixed(1)) %" }
    return score.accuracy.map { "accuracy \((100 * $0).fixed(1)) %" } ?? summary(of: score)
  }

  static var rateUnit: String { "time steps/s" }

  static func row(for entry: RunEntry) -> (name: String, lines: [String])? {
    switch entry.value {
    case let prior as PriorScore:
      return ("baseline", ["\(summary(of: prior.score))  \(prior.method)"])
    case let choice as TrialChoice:
      let length =
        choice.epochs.map { $0.counted("epoch") } ?? choice.steps.map { $0.counted("step") }
      let parts = [length, choice.seeds > 1 ? "seed \(choice.seed)" : nil].compactMap(\.self)
      return (
        "trials",
        [
          "\(parts.joined(separator: ", ")): "
            + "\(choice.objectiveIsLoss ? "loss" : "objective") \(choice.objective.fixed(4))"
        ]
      )
    default: return nil
    }
  }
}
