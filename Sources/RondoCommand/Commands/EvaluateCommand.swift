import ArgumentParser
import Rondo

/// `rondo evaluate CHECKPOINT DATA…`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure a model on data.",
    discussion: """
      A language model reads the text of all files as one stream from a zero state. Every symbol \
      counts; one that the model does not know costs ln V.

      A classifier is measured beside simple methods trained on the model's training data, which are \
      read again from where they were: the most frequent label, and naive Bayes for texts or the \
      nearest neighbour for series. Cases that are also in the training data are counted. For series, \
      FOLDER/NAME or a problem's folder stands for its test file.
      """)

  @Argument(help: "A run's folder or a .safetensors file.")
  var checkpoint: String

  @Argument(
    help: ArgumentHelp("Data files or folders of them; '-' is standard input.", valueName: "data"))
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
      Form of the data: csv, tsv, jsonl or fasttext for texts; csv, tsv, txt, ts or arff for series. \
      (default: by their endings, or else as in training)
      """, valueName: "form"))
  var form: DataForm?
}
