public import RondoData
public import RondoEngine
import RondoEvaluation
public import RondoFiles
public import RondoModels
import RondoText

/// The training of a language model, as `rondo train` does it: reads, splits and checks the text,
/// measures baselines, trains, validates and saves.
///
///     var request = RunRequest(folder: "checkpoints/tide")
///     request.limits.epochs = 10
///     let training = try LanguageModelTraining(on: .files(["tide.txt"]), request)
///     let model = try training.run().model
///
/// Not `Sendable`.
public final class LanguageModelTraining {
  /// The folder, limits and course of the run.
  public let run: SavedRun<LanguageModelTask>
  /// Everything that decides what the run computes.
  public let settings: LanguageModelSettings
  /// The text, tokenised and split, with what should be known of how it was read.
  public let text: TrainingText
  /// What the user should know of the model that training starts from.
  public let notes: [Advice]

  /// The model that a new run begins with, unless that is a new one too.
  private let origin: LanguageModelFile?

  /// The text that a model learns from.
  public enum Source: Sendable, Hashable {
    /// Files or folders of them; "-" is standard input.
    case files([String])
    /// A text in memory.
    case text(String)
  }

  /// Where tokenised text of files is kept, so that a large corpus is tokenised once.
  public enum Cache: Sendable, Hashable {
    /// For 16 MiB of text and more, `.tokens` beside the run's folder; in memory, where there is none.
    case automatic
    /// A folder.
    case folder(String)
    /// Nowhere: tokenised text is held in memory.
    case none
  }

  /// Reads the text and checks everything that can be checked before anything is written.
  ///
  /// - Parameters:
  ///   - source: The text. Its end is kept for validation.
  ///   - request: The folder, the limits, and whether a run is resumed.
  ///   - settings: The settings of a new run; a resumed run keeps its own.
  ///   - chosen: Settings that replace those of `settings`, and that a resumed run must have.
  ///   - checkpoint: A model to train further, a run's folder or a file: its architecture, symbols
  ///     and documents take the place of those of `settings`.
  ///   - cache: Where tokenised text is kept.
  /// - Throws: `CheckpointError`, `ModelFileError`, `DataError` or `SettingsError`.
  public init(
    on source: Source, _ request: RunRequest = RunRequest(),
    settings: LanguageModelSettings = LanguageModelSettings(),
    chosen: [ChosenSetting<LanguageModelSettings>] = [], from checkpoint: String? = nil,
    cache: Cache = .automatic
  ) throws {
    run = try SavedRun(request)
    let origin = try checkpoint.map { try LanguageModelOrigin($0) }
    var defaults = settings
    if let origin, run.stored == nil {
      try Self.take(origin, into: &defaults, keeping: chosen)
    }
    self.settings = try run.settings(
      defaults, chosen: chosen, startingFrom: origin?.hash, stored: \.startedFrom)
    try self.settings.check()
    notes = (origin?.warnings ?? []).map { "\($0)" }
    self.origin = run.stored == nil ? origin?.file : nil
    let reader = Self.reader(self.settings, self.origin, run, cache)
    switch source {
    case .files(let paths): text = try reader.read(paths)
    case .text(let string): text = reader.read(string)
    }
    try run.checkUnchanged(text.sources)
    try checkLength()
    try checkMemory()
  }

  /// Trains until a limit is reached or a stop is requested.
  ///
  /// - Parameter observer: Receives the events.
  /// - Returns: How the run ended, with its best model.
  /// - Throws: `DivergenceError`; `CheckpointError` where the folder cannot be written.
  @discardableResult
  public func run(
    _ observer: SavedRun<LanguageModelTask>.Observer = { _ in }
  ) throws -> RunOutcome<LanguageModel<Float>> {
    try run.open(observer)
    let corpus = text.corpus
    if run.stored == nil, run.request.measuresBaselines, corpus.validation.count > 0 {
      try observer(.status(.measuringBaselines))
      for report in baselines { try run.record(RunEntry("baseline", report), observer) }
    }
    if batch < settings.training.batchSize {
      try observer(
        .note("the text is short: \(batch) streams instead of \(settings.training.batchSize)"))
    }
    let parts = makeParts()
    let cost = try run.cost(parts, observer) {
      _ = ValidationSample(
        of: parts.model, corpus.tokenizer, step: 0, seed: settings.training.seed)
    }
    let limits = try run.chooseLimits(
      LimitDefaults(), stepsPerEpoch: parts.task.stepsPerEpoch, cost, observer)
    try run.announce(limits, repeatsSchedule: false, observer)
    return try run.train(parts, limits, cost, hooks, observer)
  }

  /// After each validation the model writes a few words, so that one can see it learn.
  private var hooks: RunHooks<LanguageModelTask> {
    let tokenizer = text.corpus.tokenizer
    var hooks = RunHooks<LanguageModelTask>()
    hooks.entry = { report, run in
      guard case .validation(let validation) = report else { return nil }
      return try RunEntry(
        "sample",
        ValidationSample(
          of: run.trainer.model, tokenizer, step: validation.step,
          seed: run.trainer.configuration.seed, workers: run.trainer.workers))
    }
    hooks.writePage = { try Self.page(of: $0).write() }
    hooks.updatePage = { try Self.page(of: $0).update() }
    return hooks
  }

  private static func page(of folder: RunFolder) throws -> RunReport {
    try RunReport(of: folder, ReportSubject(LanguageModelFile.load(folder.modelPath).model))
  }

  private var baselines: [BaselineReport] {
    let (corpus, vocabulary) = (text.corpus, text.corpus.tokenizer.vocabulary)
    return BaselineReport.all(
      training: corpus.training, validation: corpus.validation, extent: corpus.validationExtent,
      vocabularySize: vocabulary.count, border: vocabulary.borderID)
  }

  private func makeParts() -> RunParts<LanguageModelTask> {
    let (corpus, vocabulary) = (text.corpus, text.corpus.tokenizer.vocabulary)
    let streams = TextStreams(
      corpus.training, batch: batch, chunkLength: settings.training.sequenceLength,
      border: vocabulary.borderID)
    let validation =
      corpus.validation.count == 0
      ? nil
      : ValidationText(
        corpus.validation, after: corpus.training, extent: corpus.validationExtent,
        border: vocabulary.borderID)
    let seed = settings.training.seed
    let model =
      origin.map {
        $0.model.withVocabulary(vocabulary, from: $0.tokenizer.vocabulary, seed: seed)
      } ?? LanguageModel(architecture, seed: seed)
    return RunParts(
      model, LanguageModelTask(streams, settings.training), validation: validation,
      settings: settings, preparation: corpus.tokenizer, data: text.sources,
      split: DataSplit(training: corpus.training.count, validation: corpus.validation.count))
  }

  private var architecture: LanguageModelArchitecture {
    settings.architecture(vocabularySize: text.corpus.tokenizer.vocabulary.count)
  }

  /// The streams that the text has room for.
  private var batch: Int {
    min(
      settings.training.batchSize,
      (text.corpus.training.count - 1) / (2 * settings.training.sequenceLength))
  }
}

/// A language model that another run begins with.
package struct LanguageModelOrigin {
  /// The model.
  package let file: LanguageModelFile
  /// The SHA-256 of its file, in hexadecimal.
  package let hash: String
  /// What the reader of the file warned of.
  package let warnings: [String]

  /// Reads a checkpoint: a run's folder or a file.
  ///
  /// - Throws: `CheckpointError`, or `ModelFileError`, which is `noOrigin` for another task.
  package init(_ checkpoint: String) throws {
    let path = RunFolder.modelPath(of: checkpoint)
    do {
      (file, warnings) = try LanguageModelFile.load(path)
    } catch ModelFileError.wrongTask(let path, let task) {
      throw ModelFileError.noOrigin(
        path: path, reason: "it is for the task '\(task)', and no language model")
    }
    hash = try LanguageModelFile.hash(of: path)
  }
}

extension LanguageModelTraining {
  /// Takes the model to train further into the settings of a run: no choice may change it.
  private static func take(
    _ origin: LanguageModelOrigin, into settings: inout LanguageModelSettings,
    keeping chosen: [ChosenSetting<LanguageModelSettings>]
  ) throws {
    settings.takeModel(of: origin.file, hash: origin.hash)
    try SettingsError.checkOrigin(chosen, settings) { $0.hasModel(of: $1) }
  }

  private static func reader(
    _ settings: LanguageModelSettings, _ origin: LanguageModelFile?,
    _ run: SavedRun<LanguageModelTask>, _ cache: Cache
  ) -> TrainingTextReader {
    var reader = TrainingTextReader(settings, known: origin?.tokenizer.vocabulary)
    if let stored = run.stored, !settings.startedFrom.isEmpty {
      (reader.known, reader.isVocabularyComplete) = (stored.model.tokenizer.vocabulary, true)
    }
    reader.bytePairs = (run.stored?.model ?? origin)?.tokenizer.bytePairs
    switch cache {
    case .automatic: reader.cache = run.folder.map { TokenCache(besideRun: $0) }
    case .folder(let folder): reader.cache = TokenCache(folder: folder, leastByteCount: 0)
    case .none: break
    }
    return reader
  }

  /// Refuses a text without two symbols, or too short for its sequences.
  private func checkLength() throws {
    let (corpus, length) = (text.corpus, settings.training.sequenceLength)
    let count = corpus.training.count
    if corpus.tokenizer.vocabulary.count < 2 && count > 1 {
      guard corpus.trainingUnknownCount == 0 else {
        throw SettingsError(
          "\(.minimumCount) and \(.maximumVocabularySize) leave too few symbols of this text: keep at least two"
        )
      }
      throw DataError.oneSymbol
    }
    if settings.documents != .none, settings.validationFraction > 0, corpus.validation.count == 0 {
      throw DataError.oneDocument
    }
    let minimum = 2 * length + 1
    guard count >= minimum else {
      throw DataError.tooShort(symbols: count, minimum: minimum, sequenceLength: length)
    }
  }

  /// Refuses a model that this machine cannot hold.
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
    try MemoryNeed.check(
      bytes: 4 * (perParameter * parameters + perSymbol * length * Double(batch)),
      parameters: parameters,
      remedy: "\(.hiddenSize), \(.layers) or \(.maximumVocabularySize)")
  }
}

extension LanguageModelFile {
  /// Trains a language model on a text, in memory unless the request names a folder.
  ///
  ///     let model = try LanguageModelFile.train(on: .text(novel), limits: .init(epochs: 5))
  ///
  /// - Parameters:
  ///   - source: The text. Its end is kept for validation.
  ///   - settings: Everything that decides what the run computes; a resumed run keeps its own.
  ///   - limits: When to stop; 20 epochs where none is set.
  ///   - folder: Where the run is saved, and resumed from; nil for nowhere.
  ///   - observer: Receives the events.
  /// - Returns: The model with the best validation loss.
  /// - Throws: As `LanguageModelTraining` does.
  public static func train(
    on source: LanguageModelTraining.Source,
    _ settings: LanguageModelSettings = LanguageModelSettings(),
    limits: RequestedLimits = RequestedLimits(), in folder: String? = nil,
    _ observer: SavedRun<LanguageModelTask>.Observer = { _ in }
  ) throws -> LanguageModelFile {
    var request = RunRequest(folder: folder)
    (request.limits, request.start, request.measuresBaselines) = (limits, .resume, folder != nil)
    return try LanguageModelTraining(on: source, request, settings: settings).run(observer).model
  }
}
