public import ArgumentParser
public import Rondo

/// The options for the size of the recurrent network.
struct NetworkSizeOptions<Defaults: OptionDefaults>: SettingOptions {
  @Option(help: help("hidden-size", "Number of hidden units in each recurrent layer.", "size"))
  var hiddenSize: Int?

  @Option(help: help("layers", "Number of recurrent layers.", "number"))
  var layers: Int?

  @Option(
    help: help(
      "cell",
      """
      Type of recurrent cell: gru is PyTorch's form of the GRU, original-gru that of Cho et al. \
      2014.
      """))
  var cell: BuiltInCell?

  static var rows: [Row] {
    [
      Row("hidden-size", \.hiddenSize, Defaults.hiddenSize),
      Row("layers", \.layers, Defaults.layers),
      Row("cell", \.cell, Defaults.cell),
    ]
  }
}

/// The options for the optimizer.
struct OptimizationOptions<Defaults: OptionDefaults>: SettingOptions {
  @Option(help: help("optimizer", "Optimization algorithm.", "name"))
  var optimizer: TrainingConfiguration.OptimizerName?

  @Option(
    help: help("learning-rate", "Peak learning rate, reached at the end of the warm-up.", "rate"))
  var learningRate: Double?

  @Option(help: help("batch-size", "Number of sequences in each training step.", "size"))
  var batchSize: Int?

  @Option(
    help: help(
      "clip-norm", "Maximum norm of the gradient; larger gradients are scaled down to it.", "norm"))
  var clipNorm: Double?

  @Option(help: help("seed", "Random seed."))
  var seed: UInt64?

  static var rows: [Row] {
    [
      Row("optimizer", \.optimizer, path(\.optimizer), follow: { Defaults.choose($1, &$0) }),
      Row("learning-rate", \.learningRate, path(\.learningRate)),
      Row("batch-size", \.batchSize, path(\.batchSize)),
      Row("clip-norm", \.clipNorm, path(\.clipNorm)),
      Row("seed", \.seed, path(\.seed)),
    ]
  }
}

/// The option for the validation part.
struct ValidationPartOptions<Defaults: OptionDefaults>: SettingOptions {
  @Option(
    help: help(
      "validation-fraction", "Fraction of the data kept for validation; 0 for none.", "fraction"))
  var validationFraction: Double?

  static var rows: [Row] {
    [Row("validation-fraction", \.validationFraction, Defaults.validationFraction)]
  }
}

extension BuiltInCell: ExpressibleByArgument {}
extension TrainingConfiguration.OptimizerName: ExpressibleByArgument {}
