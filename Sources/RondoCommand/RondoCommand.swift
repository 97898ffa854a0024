import ArgumentParser
import Rondo

/// The root of the command line: `rondo VERB …`.
struct RondoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rondo",
    abstract: "Train a recurrent network on any text or series, and use it.",
    discussion: """
      To start:
        rondo sample                         generate text with the built-in model
        rondo train corpora/tidehouse.txt    train a model, in checkpoints/tidehouse
        rondo sample checkpoints/tidehouse --prompt "The ferry"

      Results go to standard output, progress and messages to standard error.
      """,
    version: "rondo \(Release.version)",
    subcommands: [
      TrainCommand.self, SampleCommand.self, PredictCommand.self, EvaluateCommand.self,
      ScoreCommand.self, InspectCommand.self, DataCommand.self,
    ])
}

/// The verb `train`, whose tasks are its subcommands.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a model; without a task, a language model.",
    subcommands: [
      TrainLanguageModelCommand.self, TrainTextClassifierCommand.self,
      TrainSeriesClassifierCommand.self,
    ])
}

/// The release of the program.
enum Release {
  static let version = "0.1.0"
}
