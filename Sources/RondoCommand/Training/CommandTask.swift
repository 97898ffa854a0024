import Rondo

/// A task that the command line trains for: what it says about one.
protocol CommandTask: SavedTask {
  /// The model's parts and sizes.
  static func summary(of model: Model) -> String

  /// A score on the validation data.
  static func summary(of score: Model.Score) -> String

  /// The score in a few words, for the end of a run: "1.523 nats".
  static func shortSummary(of score: Model.Score) -> String

  /// The unit of speed: "symbols/s".
  static var rateUnit: String { get }

  /// The event that a validated run logs after its end, if there is one.
  static var endEvent: String? { get }
}

extension CommandTask {
  static var endEvent: String? { nil }
}

extension LanguageModelTask: CommandTask {
  static func summary(of model: LanguageModel<Float>) -> String { model.architecture.summary }

  static func summary(of score: LossUnits) -> String {
    "\(score.nats.fixed(3)) nats, \(score.bitsPerCharacter.fixed(3)) bits/character, "
      + "\(score.bitsPerByte.fixed(3)) bits/byte"
  }

  static func shortSummary(of score: LossUnits) -> String { "\(score.nats.fixed(3)) nats" }

  static var rateUnit: String { "symbols/s" }
}
