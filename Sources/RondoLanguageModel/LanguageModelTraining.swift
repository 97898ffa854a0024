public import RondoData
public import RondoEngine
import RondoEvaluation
public import RondoFiles
public import RondoModels
import RondoText

/// Training of a language model, as `rondo train` does it: reads, splits and checks the text,
/// measures baselines, trains, validates and saves.
///
///     var request = RunRequest(folder: "checkpoints/tide")
///     request.limits.epochs = 10
///     let training = try LanguageModelTraining(on: .files(["tide.txt"]), request)
///     let model = try training.run().model
///
/// Not `Sendable`.
public final class LanguageModelTraining {
  /// Folder, limits and course of the run.
  public let run: SavedRun<LanguageModelTask>
  /// Settings of the run, which determine what it computes.
  public let settings: LanguageModelSettings
  /// Tokenised text, divided into parts, with notes on how it was read.
  public let text: TrainingText
  /// Notes for the user about the model that training starts from.
  public let notes: [Advice]

  /// Model from which a new run starts; nil for a new model.
  private let origin: LanguageModelFile?

  /// Source of the training text.
  public enum Source: Sendable, Hashable {
    /// Files or folders; "-" is standard input.
    case files([String])
    /// Text in memory.
    case text(String)
  }

  /// Cache of tokenised text, so that a large corpus is tokenised once.
  public enum Cache: Sendable, Hashable {
    /// Folder `.tokens` beside the run's folder for texts of at least 16 MiB; in memory for a run
    /// without a folder.
    case automatic
    /// Folder of the cache.
    case folder(String)
    /// No cache: tokenised text is held in memory.
    case none
  }

  /// Reads the text and checks everything that can be checked before anything is written.
  ///
  /// - Parameters:
  ///   - source: The text, whose end is kept for validation.
  ///   - request: Folder and limits, and whether a run is resumed.
  ///   - settings: Settings of a new run; a resumed run keeps its own.
  ///   - chosen: Chosen settings, which replace those of `settings` and must agree with a resumed
  ///     run.
  ///   - checkpoint: Model to train further, a run's folder or a file: its architecture, symbols
  ///     and documents replace those of `settings`.
  ///   - cache: Cache of tokenised text.
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
  /// - Returns: The end of the run, with its best model.
  /// - Throws: `DivergenceError`; `CheckpointError` if the folder cannot be written.
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

  /// Logs a short sample after each validation, which shows the progress of learning.
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

  /// Number of streams that the text is long enough for.
  private var batch: Int {
    min(
      settings.training.batchSize,
      (text.corpus.training.count - 1) / (2 * settings.training.sequenceLength))
  }
}

/// Language model from which another run starts.
package struct LanguageModelOrigin {
  /// Model.
  package let file: LanguageModelFile
  /// SHA-256 of its file, in hexadecimal.
  package let hash: String
  /// Warnings of the file's reader.
  package let warnings: [String]

  /// Loads a checkpoint: a run's folder or a file.
  ///
  /// - Throws: `CheckpointError`, or `ModelFileError`, which is `noOrigin` for another task.
  package init(_ checkpoint: String) throws {
    let path = RunFolder.modelPath(of: checkpoint)
    do {
      (file, warnings) = try LanguageModelFile.load(path)
    } catch ModelFileError.wrongTask(let path, let task) {
      throw ModelFileError.noOrigin(
        path: path, reason: "it is a model for the task '\(task)', not a language model")
    }
    hash = try LanguageModelFile.hash(of: path)
  }
}

extension LanguageModelTraining {
  /// Copies the architecture, symbols and documents of the model to train further into settings;
  /// throws if a chosen setting contradicts them.
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

  /// Throws if a text has fewer than two different symbols, or is too short for its sequences.
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

  /// Throws if this machine has too little memory for the model.
  private func checkMemory() throws {
    let (training, parameters) = (settings.training, architecture.parameterCount)
    let length = Double(training.sequenceLength) * (training.randomLengths ? 1.6 : 1)
    // tanh: output, its gradient and that before tanh; other cells: output, gradient, four gates and
    // cell. Dropout adds the dropped output and its gradient.
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
  /// Trains a language model on a text, in memory unless a folder is given.
  ///
  ///     let text = String(repeating: "The ferry was late. ", count: 500)
  ///     let model = try LanguageModelFile.train(on: .text(text), limits: .init(epochs: 5))
  ///
  /// - Parameters:
  ///   - source: The text, whose end is kept for validation.
  ///   - settings: Settings of a new run; a resumed run keeps its own.
  ///   - limits: Limits of the run; 20 epochs by default.
  ///   - folder: Folder in which the run is saved, and from which it is resumed; nil to save
  ///     nothing.
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
