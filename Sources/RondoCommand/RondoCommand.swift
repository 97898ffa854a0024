import ArgumentParser
import Rondo

/// The root of the command line: `rondo VERB …`.
struct RondoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rondo",
    abstract: "Sequence models in one binary: train a recurrent network on any text, and use it.",
    discussion: """
      Start with:
        rondo sample                               text from the model that comes with rondo
        rondo train corpora/tidehouse.txt          a model of your own, in checkpoints/tidehouse
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
    commandName: "train", abstract: "Train a model; without a task word, a language model.",
    subcommands: [
      TrainLanguageModelCommand.self, TrainTextClassifierCommand.self,
      TrainSeriesClassifierCommand.self,
    ])
}

/// What this program is.
enum Release {
  static let version = "0.1.0"
}
