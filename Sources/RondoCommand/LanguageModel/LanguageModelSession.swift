import ArgumentParser
import Rondo

/// What `rondo train language-model` does, in order: read, split, measure the baseline, train, save.
struct LanguageModelSession {
  let display: TrainingDisplay
  let session: RunSession<LanguageModelTask>
  let settings: LanguageModelSettings
  let sources: [DataSource]
  let text: TokenizedCorpus
  /// The model that a new run begins with, unless it is a new one too.
  let origin: LanguageModelFile?

  /// Checks what can be checked before anything is written: options, folder, data.
  init(_ command: TrainLanguageModelCommand) throws {
    display = TrainingDisplay(command.options.output)
    session = try RunSession(
      command.options, folder: command.options.folder(of: command.corpora[0]), display)
    let origin = try command.origin.path.map {
      try (file: LanguageModelFile.openOrigin($0), hash: Self.hash(of: $0))
    }
    if let stored = session.stored {
      let isOther = origin.map { $0.hash != stored.state.settings.startedFrom } ?? false
      try command.chosen.checkEquality(
        with: stored.state.settings, isOther ? [OriginOptions.difference] : [])
    }
    settings = try session.stored?.state.settings ?? Self.newSettings(command.chosen, origin)
    self.origin = session.stored == nil ? origin?.file : nil
    let checked = settings
    try checkingUsage { try checked.check() }
    let corpus = try Self.reader(command, settings, self.origin, session).read(command.corpora)
    (text, sources) = (corpus.corpus, corpus.sources)
    try session.checkUnchanged(sources)
    try Self.checkLength(text, settings)
    try checkMemory()
    display.describe(corpus, settings)
  }

  private static func hash(of checkpoint: String) throws -> String {
    try LanguageModelFile.hash(of: RunFolder.modelPath(of: checkpoint))
  }

  private static func newSettings(
    _ chosen: ChosenOptions<LanguageModelSettings>,
    _ origin: (file: LanguageModelFile, hash: String)?
  ) throws -> LanguageModelSettings {
    guard let origin else { return chosen.applied(to: LanguageModelDefaults.settings) }
    let settings = LanguageModelSettings(continuing: origin.file, hash: origin.hash)
    try chosen.checkOrigin(settings)
    return chosen.applied(to: settings)
  }

  private static func reader(
    _ command: TrainLanguageModelCommand, _ settings: LanguageModelSettings,
    _ origin: LanguageModelFile?,
    _ session: RunSession<LanguageModelTask>
  ) -> TrainingTextReader {
    var reader = TrainingTextReader(settings, known: origin?.tokenizer.vocabulary)
    if let stored = session.stored, !settings.startedFrom.isEmpty {
      (reader.known, reader.isVocabularyComplete) = (stored.model.tokenizer.vocabulary, true)
    }
    reader.bytePairs = (session.stored?.model ?? origin)?.tokenizer.bytePairs
    if let folder = command.cache.cache {
      reader.cache = TokenCache(folder: folder, leastByteCount: 0)
    } else if !command.cache.noCache {
      reader.cache = TokenCache(besideRun: session.folder)
    }
    return reader
  }

  private static func checkLength(_ text: TokenizedCorpus, _ settings: LanguageModelSettings) throws
  {
    let (count, length) = (text.training.count, settings.training.sequenceLength)
    if text.tokenizer.vocabulary.count < 2 && count > 1 {
      guard text.trainingUnknownCount == 0 else {
        throw ValidationError(
          "--min-count and --vocabulary-size leave too few symbols of this text: keep two at least")
      }
      throw DataError.oneSymbol
    }
    if settings.documents != .none, settings.validationFraction > 0, text.validation.count == 0 {
      throw DataError.oneDocument
    }
    let minimum = 2 * length + 1
    guard count >= minimum else {
      throw DataError.tooShort(symbols: count, minimum: minimum, sequenceLength: length)
    }
  }

  /// Refuses a model that this machine cannot hold, before anything is written.
  private func checkMemory() throws {
    let (training, parameters) = (settings.training, architecture.parameterCount)
    let length = Double(training.sequenceLength) * (training.randomLengths ? 1.6 : 1)
    // The output, its gradient and the slope before tanh; or both, four gates, cell and table row;
    // and what dropout leaves of the output, with its gradient.
    let perUnit =
      (architecture.cell == .tanh ? 3.0 : 7.0) + (training.regularization.dropout > 0 ? 2 : 0)
    let perSymbol =
      Double(2 * architecture.vocabularySize)
      + perUnit * Double(architecture.hiddenSize) * Double(architecture.layers)
    // The weights, their gradients, two numbers of the optimizer, and all that once more in files;
    // and an average of the weights.
    let perParameter = training.averageDecay > 0 ? 11.0 : 8
    let bytes = 4 * (perParameter * parameters + perSymbol * length * Double(batch))
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
    let (model, task, validation) = makeParts()
    let cost = try session.cost(model, task, validation, settings.training) {
      let limits = RunLimits(TrainingLimits(epochs: 1))
      let trial = try session.makeRun(
        model, task, validation: validation, settings.training, limits, nil)
      try recorder(limits).rehearseSave(trial)
      _ = ValidationSample(of: model, text.tokenizer, step: 0, seed: settings.training.seed)
    }
    let limits = session.chooseLimits(stepsPerEpoch: task.stepsPerEpoch, cost)
    try session.announce(limits, log)
    let run = try session.makeRun(
      model, task, validation: validation, settings.training, limits, cost)
    let saver = recorder(limits)
    let progress = LanguageModelProgress(run, text.tokenizer, session.folder, display)
    try session.train(
      run, saver, log, extraLine: { try progress.sampleLine(after: $0) },
      afterReport: { try progress.show(after: $0) })
  }

  private func recorder(_ limits: RunLimits) -> RunRecorder<LanguageModelTask> {
    RunRecorder(
      folder: session.folder, settings: settings, limits: limits, data: sources,
      preparation: text.tokenizer,
      split: DataSplit(training: text.training.count, validation: text.validation.count))
  }

  private func measureBaselines(_ log: borrowing RunLog) throws {
    display.status("measuring the baseline")
    let reports = BaselineReport.all(
      training: text.training, validation: text.validation, extent: text.validationExtent,
      vocabularySize: text.tokenizer.vocabulary.count, border: text.tokenizer.vocabulary.borderID)
    for report in reports {
      let line = try ReportLine.line("baseline", report)
      try log.append(line)
      display.show(report, line)
    }
  }

  private func makeParts() -> (LanguageModel<Float>, LanguageModelTask, ValidationText?) {
    if batch < settings.training.batchSize {
      display.note(
        "the text is short: \(batch) streams instead of \(settings.training.batchSize)")
    }
    let border = text.tokenizer.vocabulary.borderID
    let streams = TextStreams(
      text.training, batch: batch, chunkLength: settings.training.sequenceLength, border: border)
    let validation =
      text.validation.count == 0
      ? nil
      : ValidationText(
        text.validation, after: text.training, extent: text.validationExtent, border: border)
    let seed = settings.training.seed
    let model =
      origin.map {
        $0.model.withVocabulary(
          text.tokenizer.vocabulary, from: $0.tokenizer.vocabulary, seed: seed)
      } ?? LanguageModel(architecture, seed: seed)
    return (model, LanguageModelTask(streams, settings.training), validation)
  }
}

/// What a language model writes while it learns, and the page that reports its run.
final class LanguageModelProgress {
  private let run: TrainingRun<LanguageModelTask>
  private let tokenizer: Tokenizer
  private let display: TrainingDisplay
  private let page: RunPage
  private var sample: ValidationSample?

  init(
    _ run: TrainingRun<LanguageModelTask>, _ tokenizer: Tokenizer, _ folder: RunFolder,
    _ display: TrainingDisplay
  ) {
    (self.run, self.tokenizer, self.display) = (run, tokenizer, display)
    page = RunPage(folder, display)
  }

  /// What the model writes after a validation, as a line of the log, so that one can see it learn.
  func sampleLine(after report: TrainingReport<LossUnits>) throws -> String? {
    guard case .validation(let validation) = report else { return nil }
    let words = ValidationSample(
      of: run.trainer.model, tokenizer, step: validation.step,
      seed: run.trainer.configuration.seed, workers: run.trainer.workers)
    sample = words
    return try ReportLine.line("sample", words)
  }

  /// Shows what the model wrote, if it is the best so far, and writes the page.
  func show(after report: TrainingReport<LossUnits>) throws {
    if case .validation(let validation) = report, validation.best, let sample {
      display.show(sample)
    }
    try page.update(after: report)
  }
}
