import ArgumentParser
import Rondo

/// The options for regularization, all of which act in training only.
struct RegularizationOptions<Defaults: OptionDefaults>: SettingOptions {
  @Option(
    help: help(
      "dropout",
      "Dropout probability of the outputs of each recurrent layer.", "probability"))
  var dropout: Double?

  @Flag(
    help: """
      Use the same --dropout mask at all time steps of a sequence (variational dropout, Gal & \
      Ghahramani 2016).
      """)
  var variationalDropout = false

  @Option(
    help: help(
      "embedding-dropout",
      "Probability of dropping a symbol, at all its occurrences in a batch.", "probability"))
  var embeddingDropout: Double?

  @Option(
    help: help(
      "recurrent-dropout",
      "Probability of dropping a recurrent weight for a whole sequence (DropConnect).",
      "probability"))
  var recurrentDropout: Double?

  @Option(
    help: help(
      "activation-penalty", "Weight of an L2 penalty on the outputs of the last recurrent layer.",
      "weight"))
  var activationPenalty: Double?

  @Option(
    help: help(
      "temporal-penalty",
      """
      Weight of an L2 penalty on the change of the last recurrent layer's outputs from one time \
      step to the next.
      """, "weight"))
  var temporalPenalty: Double?

  @Option(
    help: help(
      "weight-decay", "Weight decay, decoupled as in AdamW; biases are exempt.", "decay"))
  var weightDecay: Double?

  @Option(
    help: help(
      "label-smoothing",
      """
      Label smoothing: part of the target probability that the training loss spreads evenly over \
      all labels or symbols.
      """, "probability"))
  var labelSmoothing: Double?

  @Option(
    help: help(
      "average-weights",
      """
      Decay of an exponential moving average of the weights, such as 0.999. The averaged model is \
      validated as well, and the better of the two is kept.
      """, "decay", usual: "no averaging"))
  var averageWeights: Double?

  static var rows: [Row] {
    [
      Row("dropout", \.dropout, path(\.regularization.dropout)),
      Row(
        "variational-dropout", \.variationalDropout, path(\.regularization.variationalDropout),
        is: true),
      Row("embedding-dropout", \.embeddingDropout, path(\.regularization.embeddingDropout)),
      Row("recurrent-dropout", \.recurrentDropout, path(\.regularization.recurrentDropout)),
      Row("activation-penalty", \.activationPenalty, path(\.regularization.activationPenalty)),
      Row("temporal-penalty", \.temporalPenalty, path(\.regularization.temporalPenalty)),
      Row("weight-decay", \.weightDecay, path(\.regularization.weightDecay)),
      Row("label-smoothing", \.labelSmoothing, path(\.regularization.labelSmoothing)),
      Row("average-weights", \.averageWeights, path(\.averageDecay)),
    ]
  }
}
