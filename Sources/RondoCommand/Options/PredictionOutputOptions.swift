import ArgumentParser
import Rondo

/// The options that say how predictions are printed.
struct PredictionOutputOptions: ParsableArguments {
  /// The form of a prediction.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case text, csv, tsv, json
  }

  @Option(
    help: """
      The form of the output: text; csv, with a header; tsv, labels and probabilities in full between \
      tabs; or json, one object a line.
      """)
  var format = Form.text

  @Flag(help: "Print results and errors only.")
  var quiet = false

  /// Says something to the user, unless told to be quiet.
  func note(_ line: String) {
    if !quiet { StandardStreams.message(onOneLine(line)) }
  }
}
