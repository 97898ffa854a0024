import ArgumentParser
import Rondo

/// `rondo predict CHECKPOINT [INPUT]`.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict labels of texts or series, tags of words, or a number for each series.",
    discussion: """
      The format of a file is detected from its name, as in training. Labels in the file are \
      ignored and may be missing. In standard input, and in files with other names, each line is a \
      case: a text, or the values of a series separated by commas, tabs or spaces, with colons \
      between channels. Each line of standard input is answered as soon as it is read.

      For a case that cannot be read, the answer is the reason under the key error (JSON) or an \
      empty field (other formats). All other cases are answered, and the exit code is 65.

      With --stream, the input is one series with one sample per line: the values of all channels, \
      where an empty field between commas is a missing value. Each line is answered by a \
      prediction from all samples so far. An empty line begins a new series.

      A tagger answers in the form of its input: CoNLL-U, columns or JSON Lines with only the tags \
      replaced. Each line of plain text is divided into words, and answered by a line for each word \
      and its tag, and an empty line.

      Lines of values do not name their channels; the order is the one that 'rondo inspect' shows.
      """)

  @Argument(help: "Run folder or .safetensors file.")
  var checkpoint: String

  @Argument(
    help: ArgumentHelp("Data file; standard input if omitted or '-'.", valueName: "input"))
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
    case .tagger(let file): try predictTags(file)
    }
  }

  private func predictTags(_ file: TaggerFile) throws {
    try answers.refuseForTagger()
    var reader = try reading.reader(for: file)
    reader.requiresTags = false
    reader.form = try form.tagForm ?? (input == nil ? reader.form : nil)
    let predictor = SentencePredictor(
      file: file, output: output, writesConfidence: answers.confidence)
    try predictor.run(input ?? "-", reader, workers: threads.workers)
  }

  private func predictTexts(_ file: TextClassifierFile) throws {
    try answers.refuseConfidence()
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
    try answers.refuseConfidence()
    guard answers.literals.isEmpty else {
      throw ValidationError("--text has no meaning for series")
    }
    let file = answers.networkOnly ? file.networksAlone : file
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
    help: ArgumentHelp(
      "Text to classify, instead of a file; may be given several times.", valueName: "text"))
  var literals: [String] = []

  @Option(
    help: ArgumentHelp(
      "Number of most probable labels to print. (default: 1)", valueName: "number"))
  var top: Int?

  @Option(
    help: ArgumentHelp(
      "Minimum probability of a predicted label, with --multi-label models. (default: 0.5)",
      valueName: "probability"))
  var threshold: Double?

  @Flag(
    help: "Use the networks alone, without the other methods that they are combined with.")
  var networkOnly = false

  @Flag(help: "Write the probability of each tag, for a tagger.")
  var confidence = false

  @Flag(help: "Read a series sample by sample, and print a prediction after each.")
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

  /// Refuses options that have no meaning for a tagger.
  func refuseForTagger() throws {
    let given = [
      ("--text", !literals.isEmpty), ("--top", top != nil), ("--threshold", threshold != nil),
      ("--network-only", networkOnly), ("--stream", stream),
    ]
    if let option = given.first(where: \.1) {
      throw ValidationError("\(option.0) has no meaning for a tagger")
    }
  }

  /// Refuses the option that only a tagger has.
  func refuseConfidence() throws {
    if confidence {
      throw ValidationError("--confidence is for a tagger, and this is a classifier")
    }
  }
}
