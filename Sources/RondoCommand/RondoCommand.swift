import ArgumentParser
import Rondo

/// The root of the command line: `rondo VERB …`.
struct RondoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rondo",
    abstract: "Train recurrent networks on texts and time series, and use them.",
    discussion: """
      To start:
        rondo sample                         generate text with the built-in model
        rondo train corpora/tidehouse.txt    train a model in checkpoints/tidehouse
        rondo sample checkpoints/tidehouse   generate text with the trained model

      Results go to standard output, progress and messages to standard error.
      """,
    version: Release.line,
    subcommands: [
      TrainCommand.self, SampleCommand.self, PredictCommand.self, EvaluateCommand.self,
      ScoreCommand.self, InspectCommand.self, DataCommand.self,
    ])

  @Flag(
    name: .customLong("report"),
    help: """
      Print a bug-report form that states the version, kernels and machine, but no names or paths.
      """)
  var isReportWanted = false

  @Flag(name: .customLong("generate-manual"), help: .hidden)
  var isManualWanted = false

  func validate() throws {
    guard isReportWanted || isManualWanted, CommandLine.arguments.count > 2 else { return }
    throw ValidationError(
      "\(isReportWanted ? "--report" : "--generate-manual") takes no other arguments")
  }

  func run() throws {
    guard isReportWanted || isManualWanted else { throw CleanExit.helpRequest(self) }
    StandardStreams.write(isReportWanted ? BugReport.text : try Manual.page())
  }
}

/// The verb `train`, whose tasks are its subcommands.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a language model (the default), a classifier or a tagger.",
    subcommands: [
      TrainLanguageModelCommand.self, TrainTextClassifierCommand.self,
      TrainSeriesClassifierCommand.self, TrainTaggerCommand.self,
    ])
}
