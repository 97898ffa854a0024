import ArgumentParser
import Rondo

/// The options of every `rondo train` that keep a model from learning its training data by heart;
/// each is nil unless given, so that `--resume` can tell.
struct RegularizationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The probability of dropping an output of a recurrent layer, between layers and before the "
        + "output, while training. (default: 0; text classifiers 0.5)", valueName: "probability"))
  var dropout: Double?

  @Flag(help: "Drop the same outputs at all times of a sequence (Gal & Ghahramani 2016).")
  var variationalDropout = false

  @Option(
    help: ArgumentHelp(
      "The probability of dropping a symbol's whole vector, wherever the symbol stands. "
        + "(default: 0; text classifiers 0.2, of words without --from 0.5)",
      valueName: "probability"))
  var embeddingDropout: Double?

  @Option(
    help: ArgumentHelp(
      "The probability of dropping a single recurrent weight for a whole sequence (dropconnect). "
        + "(default: 0)", valueName: "probability"))
  var recurrentDropout: Double?

  @Option(
    help: ArgumentHelp(
      "What the mean square of the last layer's outputs counts in the loss (AR). (default: 0)",
      valueName: "weight"))
  var activationPenalty: Double?

  @Option(
    help: ArgumentHelp(
      "What the mean square of their change from one symbol to the next counts (TAR). "
        + "(default: 0)", valueName: "weight"))
  var temporalPenalty: Double?

  @Option(
    help: ArgumentHelp(
      "Multiply weights, not biases, by 1 - rate · decay before each step. "
        + "(default: 0; adamw 0.01)", valueName: "decay"))
  var weightDecay: Double?

  @Option(
    help: ArgumentHelp(
      "The part of a label's probability that all labels share in the training loss. The loss "
        + "reported is without it. (default: 0)", valueName: "part"))
  var labelSmoothing: Double?

  @Option(
    help: ArgumentHelp(
      "Keep an exponential average of the weights with this decay, such as 0.999, validate it too, "
        + "and keep the better model. (default: 0, none)", valueName: "decay"))
  var averageWeights: Double?

  func validate() throws {
    func require(_ condition: Bool, _ option: String, _ range: String) throws {
      guard condition else { throw ValidationError("\(option) is \(range)") }
    }
    let parts = [
      ("--dropout", dropout), ("--embedding-dropout", embeddingDropout),
      ("--recurrent-dropout", recurrentDropout), ("--label-smoothing", labelSmoothing),
      ("--average-weights", averageWeights),
    ]
    for (option, value) in parts {
      try require((0..<1).contains(value ?? 0), option, "from 0 to below 1")
    }
    let weights = [
      ("--activation-penalty", activationPenalty), ("--temporal-penalty", temporalPenalty),
      ("--weight-decay", weightDecay),
    ]
    for (option, value) in weights {
      try require(value.map { $0 >= 0 && $0.isFinite } ?? true, option, "0 or a positive number")
    }
  }

  /// Refuses what does not go together in the configuration that the options make.
  func check(_ configuration: TrainingConfiguration, isValidated: Bool) throws {
    let regularization = configuration.regularization
    guard regularization.dropout > 0 || !regularization.variationalDropout else {
      throw ValidationError("--variational-dropout needs --dropout")
    }
    guard isValidated || configuration.averageDecay == 0 else {
      throw ValidationError("--average-weights needs a validation part, which decides between them")
    }
  }

  /// Refuses what a cell does not have.
  static func check(_ regularization: Regularization, for cell: BuiltInCell) throws {
    guard cell.hasRecurrentWeights || regularization.recurrentDropout == 0 else {
      throw ValidationError(
        "--recurrent-dropout needs recurrent weights, which --cell \(cell) does not have")
    }
  }

  /// The configuration that these options make of `configuration`.
  func applied(to configuration: TrainingConfiguration) -> TrainingConfiguration {
    var c = configuration
    c.regularization.dropout = dropout ?? c.regularization.dropout
    c.regularization.variationalDropout = variationalDropout || c.regularization.variationalDropout
    c.regularization.embeddingDropout = embeddingDropout ?? c.regularization.embeddingDropout
    c.regularization.recurrentDropout = recurrentDropout ?? c.regularization.recurrentDropout
    c.regularization.activationPenalty = activationPenalty ?? c.regularization.activationPenalty
    c.regularization.temporalPenalty = temporalPenalty ?? c.regularization.temporalPenalty
    c.regularization.weightDecay = weightDecay ?? c.regularization.weightDecay
    c.regularization.labelSmoothing = labelSmoothing ?? c.regularization.labelSmoothing
    c.averageDecay = averageWeights ?? c.averageDecay
    return c
  }

  /// The options given whose values differ from those of `configuration`.
  func differences(from configuration: TrainingConfiguration) -> [SettingDifference] {
    let r = configuration.regularization
    let numbers = [
      ("--dropout", dropout, r.dropout),
      ("--embedding-dropout", embeddingDropout, r.embeddingDropout),
      ("--recurrent-dropout", recurrentDropout, r.recurrentDropout),
      ("--activation-penalty", activationPenalty, r.activationPenalty),
      ("--temporal-penalty", temporalPenalty, r.temporalPenalty),
      ("--weight-decay", weightDecay, r.weightDecay),
      ("--label-smoothing", labelSmoothing, r.labelSmoothing),
      ("--average-weights", averageWeights, configuration.averageDecay),
    ]
    var result = numbers.compactMap { option, given, stored in
      given.map { $0 == stored } ?? true
        ? nil : SettingDifference(name: option, stored: "\(stored)")
    }
    if variationalDropout && !r.variationalDropout {
      result.append(SettingDifference(name: "--variational-dropout", stored: "false"))
    }
    return result
  }
}
