import ArgumentParser
import Rondo

/// What `rondo train language-model` does, in order: read, split, measure the baseline, train, save.
struct LanguageModelSession {
  let display: TrainingDisplay
  let session: RunSession<LanguageModelTask>
  let settings: RunSettings
  let sources: [DataSource]
  let text: TokenizedCorpus

  /// Checks what can be checked before anything is written: options, folder, data.
  init(_ command: TrainLanguageModelCommand) throws {
    display = TrainingDisplay(command.options.output)
    session = try RunSession(
      command.options, folder: command.options.folder(of: command.corpora[0]), display)
    if let stored = session.stored {
      let differences = command.training.differences(from: stored.state.settings)
      guard differences.isEmpty else {
        throw ValidationError(
          "a resumed run keeps its settings; these differ: \(differences.joined(separator: ", "))")
      }
    }
    settings = session.stored?.state.settings ?? command.training.applied(to: RunSettings())
    try command.training.check(settings)
    let corpus = try CorpusReader(settings).read(command.corpora)
    sources = corpus.sources
    try session.checkUnchanged(sources)
    text = Self.tokenize(corpus, settings, session.stored?.model.tokenizer.bytePairs)
    try Self.checkLength(text, settings)
    try checkMemory()
    display.describe(corpus, text, settings)
  }

  private static func tokenize(
    _ corpus: Corpus, _ settings: RunSettings, _ bytePairs: BytePairs?
  ) -> TokenizedCorpus {
    var builder = TokenizedCorpus.Builder(
      unit: settings.unit, normalization: settings.unit == .byte ? .none : settings.normalization)
    builder.bytePairs = bytePairs
    builder.append(corpus.utf8)
    return builder.finish(
      limits: VocabularyLimits(
        minimumCount: settings.minimumCount, maximumSize: settings.maximumVocabularySize)
    ) { total in
      Int(Double(total) * (1 - settings.validationFraction))
    }
  }

  private static func checkLength(_ text: TokenizedCorpus, _ settings: RunSettings) throws {
    let (count, length) = (text.training.count, settings.training.sequenceLength)
    if text.tokenizer.vocabulary.count < 2 && count > 1 {
      guard text.trainingUnknownCount == 0 else {
        throw ValidationError(
          "--min-count and --vocabulary-size leave too few symbols of this text: keep two at least")
      }
      throw DataError.oneSymbol
    }
    let minimum = 2 * length + 1
    guard count >= minimum else {
      throw DataError.tooShort(symbols: count, minimum: minimum, sequenceLength: length)
    }
  }

  /// Refuses a model that this machine cannot hold, before anything is written.
  private func checkMemory() throws {
    let (length, parameters) = (settings.training.sequenceLength, architecture.parameterCount)
    // The output, its gradient and the slope before tanh; or both, four gates, cell and table row.
    let perUnit = architecture.cell == .rnn ? 3.0 : 7.0
    let perSymbol =
      Double(2 * architecture.vocabularySize)
      + perUnit * Double(settings.hiddenSize) * Double(settings.layers)
    // The weights, their gradients, two numbers of the optimizer, and all that once more in files.
    let bytes = 4 * (8 * parameters + perSymbol * Double(length) * Double(batch))
    guard bytes <= Machine.memory else {
      let gibibyte = Double(1 << 30)
      throw ValidationError(
        "training a model of \((parameters / 1e6).fixed(0)) million parameters takes about "
          + "\((bytes / gibibyte).fixed(0)) GiB of memory, and this machine has "
          + "\((Machine.memory / gibibyte).fixed(0)): choose a smaller --hidden-size, --layers or "
          + "--vocabulary-size")
    }
  }

  private var architecture: LanguageModelArchitecture {
    settings.architecture(vocabularySize: text.tokenizer.vocabulary.count)
  }

  /// The streams that the text has room for.
  private var batch: Int {
    min(
      settings.training.batchSize,
      (text.training.count - 1) / (2 * settings.training.sequenceLength))
  }

  /// Trains until a limit is reached or a signal comes.
  func run() throws {
    let log = try session.begin()
    if session.stored == nil && !session.options.noBaseline && text.validation.count > 0 {
      try measureBaselines(log)
    }
    let (run, limits) = try makeRun()
    let recorder = RunRecorder<LanguageModelTask>(
      folder: session.folder, settings: settings, limits: limits, data: sources,
      preparation: text.tokenizer,
      split: DataSplit(training: text.training.count, validation: text.validation.count))
    try session.train(run, recorder, log) { report in
      if case .validation(let validation) = report, validation.best {
        display.showSample(of: run.bestModel, text.tokenizer)
      }
    }
  }

  private func measureBaselines(_ log: borrowing RunLog) throws {
    display.status("measuring the baseline")
    let reports = BaselineReport.all(
      training: text.training, validation: text.validation, extent: text.validationExtent,
      vocabularySize: text.tokenizer.vocabulary.count)
    for report in reports {
      let line = try ReportLine.line("baseline", report)
      try log.append(line)
      display.show(report, line)
    }
  }

  private func makeRun() throws -> (run: TrainingRun<LanguageModelTask>, limits: RunLimits) {
    if batch < settings.training.batchSize {
      display.note(
        "the text is short: \(batch) streams instead of \(settings.training.batchSize)")
    }
    let streams = TextStreams(
      text.training, batch: batch, chunkLength: settings.training.sequenceLength)
    let validation =
      text.validation.count == 0
      ? nil
      : ValidationText(text.validation, after: text.training, extent: text.validationExtent)
    return try session.makeRun(
      LanguageModel(architecture, seed: settings.training.seed), LanguageModelTask(streams),
      validation: validation, settings.training)
  }
}
