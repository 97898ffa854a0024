import ArgumentParser
import Rondo

/// `rondo predict CHECKPOINT [INPUT]`.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Tell the labels of texts or series, with probabilities.",
    discussion: """
      A file is read by its ending, as in training; labels may be missing and are not looked at. Of \
      standard input and of files with other endings or none each line is a case: a text, or the values of \
      a series between commas, tabs or blanks, with colons between its channels. Lines of standard \
      input are answered as they come.

      A case that cannot be read has an answer in its place that says why (error in JSON, nothing \
      in the other forms); all others are answered, and the exit code is 65.

      A case has the same answer alone and among others. With --stream, numbers are the samples of \
      one series, one a line (all its channels; an empty field between commas is a missing value), \
      each answered from all so far; an empty line begins another series. Lines and samples do not \
      name their channels: these are in the order that 'rondo inspect' lists.
      """)

  @Argument(help: "A run's folder or a .safetensors file.")
  var checkpoint: String

  @Argument(
    help: ArgumentHelp("A data file; '-' or nothing is standard input.", valueName: "input"))
  var input: String?

  @Option(name: .customLong("text"), help: "A text itself; may be given several times.")
  var literals: [String] = []

  @Option(help: "So many of the most probable labels. (default: 1)")
  var top: Int?

  @Option(
    help: "Where a case may have several labels: those of at least this probability. (default: 0.5)"
  )
  var threshold: Double?

  @Flag(help: "Read samples of a series and answer each.")
  var stream = false

  @OptionGroup var form: PredictionFormatOptions
  @OptionGroup var reading: CaseReadingOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: PredictionOutputOptions

  func validate() throws {
    guard input == nil || literals.isEmpty else {
      throw ValidationError("give a file or --text, not both")
    }
    guard top ?? 1 > 0 else { throw ValidationError("--top is 1 or more") }
    guard (0...1).contains(threshold ?? 0) else {
      throw ValidationError("--threshold is from 0 to 1")
    }
    guard top == nil || threshold == nil else {
      throw ValidationError("--top and --threshold both choose the labels: give one of them")
    }
    guard !(stream && (!literals.isEmpty || form.isGiven)) else {
      throw ValidationError("--stream reads numbers: leave out --text and --form")
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
    if stream {
      throw ValidationError("--stream is for models of series, and this is one of texts")
    }
    let predictor = CasePredictor(
      file, output, try choice(file.preparation.targets), workers: threads.workers)
    guard literals.isEmpty else {
      var lines = CaseLines(path: "--text")
      let texts = literals.map { literal in
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
    guard literals.isEmpty else { throw ValidationError("--text has no meaning for series") }
    let choice = try choice(file.preparation.targets)
    let path = input ?? "-"
    if stream {
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
    guard threshold == nil || targets.isMultiLabel else {
      throw ValidationError(
        "--threshold is for models trained with --multi-label, and this one is not")
    }
    return LabelChoice(top: top, threshold: threshold ?? 0.5)
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
