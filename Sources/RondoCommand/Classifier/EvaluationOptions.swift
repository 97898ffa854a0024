import ArgumentParser

/// The options for the measurement of a classifier.
struct EvaluationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      New path of the training data, if they have been moved; may be given several times. \
      (default: the path in training)
      """, valueName: "data"))
  var trainingData: [String] = []

  @Flag(help: "Omit cases that also occur in the training data.")
  var dedupe = false

  @Flag(help: "Skip the baselines, and do not read the training data.")
  var noBaseline = false

  @Flag(
    help: "Use the networks alone, without the other methods that they are combined with.")
  var networkOnly = false

  @Option(
    help: ArgumentHelp(
      "Minimum probability of a predicted label, with --multi-label models. (default: 0.5)",
      valueName: "probability"))
  var threshold: Double?

  @Option(
    help: ArgumentHelp(
      "Also write the confusion matrix to an image file (.svg).", valueName: "file"))
  var confusion: String?

  @Flag(help: "Replace an existing --confusion file.")
  var overwrite = false

  func validate() throws {
    guard !(noBaseline && (dedupe || !trainingData.isEmpty)) else {
      throw ValidationError(
        "--no-baseline reads no training data: omit \(dedupe ? "--dedupe" : "--training-data")"
      )
    }
    guard (0...1).contains(threshold ?? 0) else {
      throw ValidationError("--threshold must be from 0 to 1")
    }
    guard confusion != "" else { throw ValidationError("--confusion needs the name of a file") }
    guard confusion?.lowercased().hasSuffix(".svg") ?? true else {
      throw ValidationError("--confusion draws an SVG image: name a file that ends in .svg")
    }
    guard !overwrite || confusion != nil else {
      throw ValidationError("--overwrite is for --confusion")
    }
  }

  /// Refuses options for classifiers.
  func refuse(for kind: String) throws {
    let given = [
      ("--training-data", !trainingData.isEmpty), ("--dedupe", dedupe),
      ("--no-baseline", noBaseline), ("--confusion", confusion != nil),
      ("--threshold", threshold != nil), ("--network-only", networkOnly),
    ]
    if let option = given.first(where: \.1) {
      throw ValidationError("\(option.0) has no meaning for \(kind)")
    }
  }

  /// Refuses options that have no meaning for a tagger.
  func refuseForTagger() throws {
    let given = [
      ("--dedupe", dedupe), ("--confusion", confusion != nil), ("--threshold", threshold != nil),
      ("--network-only", networkOnly),
    ]
    if let option = given.first(where: \.1) {
      throw ValidationError("\(option.0) has no meaning for a tagger")
    }
  }
}
