import ArgumentParser

/// The options that say how a classifier is measured.
struct EvaluationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where the training data are; may be given several times. (default: where they were)",
      valueName: "data"))
  var trainingData: [String] = []

  @Flag(help: "Leave out the cases that stand in the training data too.")
  var dedupe = false

  @Flag(help: "Do not read the training data, and measure no simple method.")
  var noBaseline = false

  @Option(
    help: "Where a case may have several labels: the least probability of one. (default: 0.5)")
  var threshold: Double?

  @Option(help: ArgumentHelp("Draw the confusion matrix to an SVG file.", valueName: "file"))
  var confusion: String?

  @Flag(help: "Replace the file of --confusion if it is there.")
  var overwrite = false

  func validate() throws {
    guard !(noBaseline && (dedupe || !trainingData.isEmpty)) else {
      throw ValidationError(
        "--no-baseline reads no training data: leave out \(dedupe ? "--dedupe" : "--training-data")"
      )
    }
    guard (0...1).contains(threshold ?? 0) else {
      throw ValidationError("--threshold is from 0 to 1")
    }
    guard confusion != "" else { throw ValidationError("--confusion needs the name of a file") }
    guard confusion?.lowercased().hasSuffix(".svg") ?? true else {
      throw ValidationError("--confusion draws an SVG image: name a file that ends in .svg")
    }
    guard !overwrite || confusion != nil else {
      throw ValidationError("--overwrite is for --confusion")
    }
  }

  /// Refuses what is only for classifiers.
  func refuse(for kind: String) throws {
    let given = [
      ("--training-data", !trainingData.isEmpty), ("--dedupe", dedupe),
      ("--no-baseline", noBaseline), ("--confusion", confusion != nil),
      ("--threshold", threshold != nil),
    ]
    if let option = given.first(where: \.1) {
      throw ValidationError("\(option.0) has no meaning for \(kind)")
    }
  }
}
