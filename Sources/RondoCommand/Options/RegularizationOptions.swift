import ArgumentParser
import Rondo

/// The options for regularization, all of which act in training only.
struct RegularizationOptions<Defaults: OptionDefaults>: SettingOptions {
  @Option(
    help: help(
      "dropout",
      "Probability of dropping an output of a recurrent layer, before the next layer or the output.",
      "probability"))
  var dropout: Double?

  @Flag(
    help: """
      Use the same dropout mask at all time steps of a sequence (variational dropout, Gal & \
      Ghahramani 2016).
      """)
  var variationalDropout = false

  @Option(
    help: help(
      "embedding-dropout",
      "Probability of dropping the vector of a symbol, at all its occurrences in a sequence.",
      "probability"))
  var embeddingDropout: Double?

  @Option(
    help: help(
      "recurrent-dropout",
      "Probability of dropping a recurrent weight, for a whole sequence (DropConnect).",
      "probability"))
  var recurrentDropout: Double?

  @Option(
    help: help(
      "activation-penalty", "Weight of the L2 penalty on the last layer's outputs.", "weight")
  )
  var activationPenalty: Double?

  @Option(
    help: help(
      "temporal-penalty",
      "Weight of the L2 penalty on the change of these outputs between time steps.", "weight"))
  var temporalPenalty: Double?

  @Option(
    help: help(
      "weight-decay", "Decoupled weight decay (AdamW's) of weights, not of biases.", "decay"))
  var weightDecay: Double?

  @Option(
    help: help(
      "label-smoothing",
      "Probability that the training loss distributes evenly over all labels or symbols.",
      "probability"))
  var labelSmoothing: Double?

  @Option(
    help: help(
      "average-weights",
      """
      Decay of an exponential moving average of the weights, such as 0.999; the averaged model is \
      validated too, and the better one is kept.
      """, "decay", usual: "no average"))
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
