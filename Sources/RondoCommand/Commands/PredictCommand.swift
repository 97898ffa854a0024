import ArgumentParser
import Rondo

/// `rondo predict CHECKPOINT [INPUT]`.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Classify texts or series, with probabilities.",
    discussion: """
      A file is read by its ending, as in training; labels may be missing, and are ignored. In \
      standard input and in files with another ending or none, each line is a case: a text, or the \
      values of a series, separated by commas, tabs or blanks, with colons between channels. Lines of \
      standard input are answered as they arrive.

      A case that cannot be read has an answer in its place with the reason (error in JSON, an empty \
      field in the other forms). All others are answered, and the exit code is 65.

      With --stream, the input is one series, a sample in each line (all channels; an empty field \
      between commas is a missing value), and each line is answered from all samples so far. An empty \
      line begins another series. Lines and samples do not name their channels: these have the order \
      that 'rondo inspect' lists.
      """)

  @Argument(help: "A run's folder or a .safetensors file.")
  var checkpoint: String

  @Argument(
    help: ArgumentHelp("A data file; '-' or nothing is standard input.", valueName: "input"))
  var input: String?

  @OptionGroup(title: "Common options") var answers: AnswerOptions
  @OptionGroup(title: "Data") var form: PredictionFormatOptions
  @OptionGroup(title: "Data") var reading: CaseReadingOptions
  @OptionGroup(title: "Run and output") var threads: ThreadOptions
  @OptionGroup(title: "Run and output") var output: PredictionOutputOptions

  func validate() throws {
    guard input == nil || answers.literals.isEmpty else {
      throw ValidationError("give a file or --text, not both")
    }
    guard !(answers.stream && (!answers.literals.isEmpty || form.isGiven)) else {
      throw ValidationError("--stream reads numbers: omit --text and --form")
    }
  }

  func run() throws {
    switch try AnyModel.open(checkpoint) {
    case .languageModel:
      throw ModelFileError.wrongTask(
        path: RunFolder.modelPath(of: checkpoint), task: LanguageModelFile.task)
    case .textClassifier(let file): try predictTexts(file)
    case .seriesClassifier(let file): try predictSeries(file)
    }
  }

  private func predictTexts(_ file: TextClassifierFile) throws {
    if answers.stream {
      throw ValidationError("--stream is for models of series, and this is one of texts")
    }
    let file = answers.networkOnly ? file.networksAlone : file
    let predictor = CasePredictor(
      file, output, try choice(file.preparation.targets), workers: threads.workers)
    guard answers.literals.isEmpty else {
      var lines = CaseLines(path: "--text")
      let texts = answers.literals.map { literal in
        Result { () throws(DataError) in try lines.text(of: PathBytes.bytes(of: literal)) }
      }
      try predictor.predict(texts.map { PredictionInput(content: $0) })
      return try predictor.finish()
    }
    var reader = try reading.reader(for: file)
    reader.requiresLabels = false
    reader.isMultiLabel = true
    reader.keepsUnreadable = true
    reader.form = try form.textForm
    let path = input ?? "-"
    if form.isLines || (reader.form == nil && LabelledTextForm(path: path) == nil) {
      let encoding = file.settings.reading.encoding
      try predictLines(path, encoding, predictor) { lines, bytes throws(DataError) in
        try lines.text(of: bytes)
      }
    } else {
      let data = try reader.read([path])
      for note in data.notes { output.note(note.withFlags) }
      try predictor.predict(
        data.cases.map { item in
          PredictionInput(
            id: item.id, content: item.fault.map { .failure($0) } ?? .success(item.text))
        })
    }
    try predictor.finish()
  }

  private func predictSeries(_ file: SeriesClassifierFile) throws {
    guard answers.literals.isEmpty else {
      throw ValidationError("--text has no meaning for series")
    }
    let choice = try choice(file.preparation.targets)
    let path = input ?? "-"
    if answers.stream {
      let lines = try CaseInput(path, file.settings.reading.encoding, reading, output)
      var predictor = StreamPredictor(file, output, choice, workers: threads.workers)
      return try predictor.run(lines)
    }
    let predictor = CasePredictor(file, output, choice, workers: threads.workers)
    var reader = try reading.reader(for: file)
    reader.requiresTargets = false
    reader.hasTargetColumn = !form.unlabelled
    reader.keepsUnreadable = true
    reader.form = try form.seriesForm
    if form.isLines || (reader.form == nil && SeriesForm(inputPath: path) == nil) {
      let (encoding, channels) = (file.settings.reading.encoding, file.preparation.channels)
      try predictLines(path, encoding, predictor) { lines, bytes throws(DataError) in
        try lines.series(of: bytes, channels: channels)
      }
    } else {
      let data = try reader.read(path)
      for note in data.notes { output.note(note.withFlags) }
      try file.requireChannels(of: data)
      let names = data.table == nil ? nil : data.set.cases.indices.map { data.name(ofCase: $0) }
      try predictor.predict(
        data.inputs.enumerated().map { index, item in
          PredictionInput(
            id: names?[index], content: item.fault.map { .failure($0) } ?? .success(item))
        })
    }
    try predictor.finish()
  }

  /// Which labels are named.
  private func choice(_ targets: TargetSpace) throws -> LabelChoice {
    guard answers.threshold == nil || targets.isMultiLabel else {
      throw ValidationError(
        "--threshold is for models trained with --multi-label, and this one is not")
    }
    return LabelChoice(
      top: answers.top, threshold: answers.threshold ?? LabelSetPredictions.defaultThreshold)
  }

  /// Answers lines as many at a time as have come.
  private func predictLines<Model: ClassifierModel>(
    _ path: String, _ encoding: String, _ predictor: CasePredictor<Model>,
    _ parse: (inout CaseLines, [UInt8]) throws(DataError) -> Model.Preparation.Case
  ) throws {
    let input = try CaseInput(path, encoding, reading, output)
    var lines = CaseLines(path: path, lossy: reading.lossy)
    while let group = try input.next() {
      try predictor.predict(
        group.map { bytes in
          PredictionInput(content: Result { () throws(DataError) in try parse(&lines, bytes) })
        })
    }
    if lines.line == 0 { throw DataError.empty(paths: [path]) }
  }
}

/// The options for the answers of `rondo predict`.
struct AnswerOptions: ParsableArguments {
  @Option(
    name: .customLong("text"),
    help: ArgumentHelp("Text to classify; may be given several times.", valueName: "text"))
  var literals: [String] = []

  @Option(
    help: ArgumentHelp(
      "Number of the most probable labels to print. (default: 1)", valueName: "number"))
  var top: Int?

  @Option(
    help: ArgumentHelp(
      "Minimum probability of a predicted label, for models of label sets. (default: 0.5)",
      valueName: "probability"))
  var threshold: Double?

  @Flag(
    help: "Use the networks alone, without the methods that they are combined with.")
  var networkOnly = false

  @Flag(help: "Read the samples of a series one by one, and answer after each.")
  var stream = false

  func validate() throws {
    guard top ?? 1 > 0 else { throw ValidationError("--top must be 1 or more") }
    guard (0...1).contains(threshold ?? 0) else {
      throw ValidationError("--threshold must be from 0 to 1")
    }
    guard top == nil || threshold == nil else {
      throw ValidationError("--top and --threshold exclude each other")
    }
  }
}
