import ArgumentParser
import Rondo

/// `rondo evaluate CHECKPOINT DATA…`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure the quality of a model on test data.",
    discussion: """
      A language model scores the text of all files as one sequence from a zero initial state. \
      Every symbol counts; a symbol that is not in the vocabulary costs ln V, where V is the size \
      of the vocabulary. With a model trained with --documents, the text is split into documents.

      A classifier is compared with simple baselines: the most frequent label, and naive Bayes for \
      texts or the nearest neighbour for series. They are trained on the model's training data, \
      which are read again from their original path. Cases that also occur in the training data \
      are reported. For series, a folder or FOLDER/NAME stands for the file NAME_TEST in it.

      A tagger is compared with the most frequent tag of each word and an averaged perceptron.
      """)

  @Argument(help: "Run folder or .safetensors file.")
  var checkpoint: String

  @Argument(
    help: ArgumentHelp("Data files or folders; '-' for standard input.", valueName: "data"))
  var data: [String]

  @OptionGroup(title: "Classifiers") var judging: EvaluationOptions
  @OptionGroup(title: "Data") var forms: EvaluatedFormOptions
  @OptionGroup(title: "Data") var reading: CaseReadingOptions
  @OptionGroup(title: "Dynamic evaluation of language models")
  var dynamic: DynamicEvaluationOptions
  @OptionGroup(title: "Run and output") var threads: ThreadOptions
  @OptionGroup(title: "Run and output") var output: OutputOptions

  private var form: DataForm? { forms.form }

  func validate() throws {
    guard !data.isEmpty else { throw ValidationError("name a file or folder to evaluate on") }
  }

  func run() throws {
    let evaluator = ClassifierEvaluator(judging: judging, threads: threads, output: output)
    switch try AnyModel.open(checkpoint) {
    case .languageModel(let file): try evaluate(file)
    case .textClassifier(let file):
      try dynamic.refuse(for: "a classifier")
      try evaluate(file, evaluator)
    case .seriesClassifier(let file):
      try dynamic.refuse(for: "a classifier")
      try evaluate(file, evaluator)
    case .tagger(let file):
      try dynamic.refuse(for: "a tagger")
      try evaluate(file)
    }
  }

  private func evaluate(_ file: TaggerFile) throws {
    try judging.refuseForTagger()
    var reader = try reading.reader(for: file)
    if let form { reader.form = try form.ofTags }
    let data = try reader.read(data)
    for note in data.notes { output.note(note.withFlags) }
    var training: TaggedText?
    if !judging.noBaseline {
      do {
        training = try file.trainingData(
          at: judging.trainingData.isEmpty ? nil : judging.trainingData)
      } catch let error as TrainingTextError { output.note("no baselines: \(error)") }
    }
    let report = try file.evaluate(data, training: training, workers: threads.workers)
    switch output.format {
    case .json: StandardStreams.write(try ReportLine.line("evaluation", report) + "\n")
    case .text: StandardStreams.writeLines(TaggingText(report).text)
    }
  }

  private func evaluate(_ file: LanguageModelFile) throws {
    try judging.refuse(for: "a language model")
    if form != nil { throw ValidationError("--form has no meaning for a language model") }
    let corpus = try reading.reader(for: file.tokenizer).read(data)
    for note in corpus.notes { output.note(note.withFlags) }
    let tape = Tape<Float>(workers: threads.workers)
    let score =
      if let dynamic = dynamic.evaluation(of: file) {
        try file.score(corpus.utf8, alternatives: 0, dynamic: dynamic, on: tape)
      } else {
        file.score(corpus.utf8, on: tape)
      }
    try output.write(score, as: "evaluation", dynamic: dynamic.evaluation(of: file))
  }

  private func evaluate(_ file: TextClassifierFile, _ evaluator: ClassifierEvaluator) throws {
    let file = judging.networkOnly ? file.networksAlone : file
    var reader = try reading.reader(for: file)
    if let form { reader.form = try form.ofTexts }
    let cases = try reader.read(data)
    try evaluator.run(file, cases) {
      try file.trainingData(at: judging.trainingData.isEmpty ? nil : judging.trainingData)
    }
  }

  private func evaluate(_ file: SeriesClassifierFile, _ evaluator: ClassifierEvaluator) throws {
    guard data.count == 1, judging.trainingData.count <= 1 else {
      throw ValidationError("a series classifier is evaluated on one file or problem")
    }
    let file = judging.networkOnly ? file.networksAlone : file
    var reader = try reading.reader(for: file)
    if let form { reader.form = try form.ofSeries }
    let cases = try reader.read(SeriesProblem.evaluationFile(data[0]))
    try evaluator.run(file, cases) { try file.trainingData(at: judging.trainingData.first) }
  }
}

/// The option for the form of the data to evaluate on.
struct EvaluatedFormOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      File format: csv, tsv, jsonl or fasttext for texts; ts, csv, tsv, txt or arff for series; \
      conllu, columns or jsonl for tagged sentences. \
      (default: detected from the file names, or else as in training)
      """, valueName: "format"))
  var form: DataForm?
}
