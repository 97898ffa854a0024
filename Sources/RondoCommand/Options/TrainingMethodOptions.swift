public import ArgumentParser
public import Rondo

/// The options for the size of the recurrent network.
struct NetworkSizeOptions<Defaults: OptionDefaults>: SettingOptions {
  @Option(help: help("hidden-size", "Size of the hidden vector of a layer.", "size"))
  var hiddenSize: Int?

  @Option(help: help("layers", "Number of recurrent layers.", "number"))
  var layers: Int?

  @Option(help: help("cell", "Recurrent cell."))
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
  @Option(help: help("optimizer", "Optimizer.", "name"))
  var optimizer: TrainingConfiguration.OptimizerName?

  @Option(help: help("learning-rate", "Peak learning rate, at the end of the warm-up.", "rate"))
  var learningRate: Double?

  @Option(
    help: help(
      "batch-size", "Number of sequences in a training step, processed side by side.", "size"))
  var batchSize: Int?

  @Option(
    help: help("clip-norm", "Maximum norm of the gradient; a larger one is scaled down.", "norm"))
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
      "validation-fraction", "Fraction of the data that is kept for validation.", "fraction"))
  var validationFraction: Double?

  static var rows: [Row] {
    [Row("validation-fraction", \.validationFraction, Defaults.validationFraction)]
  }
}

extension BuiltInCell: ExpressibleByArgument {}
extension TrainingConfiguration.OptimizerName: ExpressibleByArgument {}
