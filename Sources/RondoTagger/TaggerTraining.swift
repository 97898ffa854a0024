public import RondoData
import RondoEngine
public import RondoFiles
public import RondoModels

/// Training of a tagger, as `rondo train tagger` does it: reads and splits the sentences, completes
/// the settings, trains, validates and saves.
///
///     let request = RunRequest(folder: "checkpoints/tags")
///     let training = try TaggerTraining(on: .files(["corpora/tagged.conllu"]), request)
///     let model = try training.run().model
///
/// Not `Sendable`.
public final class TaggerTraining {
  /// Source of tagged sentences for training or validation.
  public enum Source: Sendable {
    /// Files; "-" is standard input.
    case files([String])
    /// Sentences in memory.
    case sentences(TaggedText)
  }

  /// Folder, limits and course of the run.
  public let run: SavedRun<TaggerTask>
  /// Settings of the run, which determine what it computes.
  public let settings: TaggerSettings
  /// All sentences, with their files.
  public let data: TaggedText
  /// Training part.
  public let trainingSentences: [TaggedSentence]
  /// Validation part; nil if there is none.
  public let validationSentences: [TaggedSentence]?
  /// Notes for the user on how the data were read.
  public let notes: [Advice]

  /// Reads the sentences and checks everything that can be checked before anything is written.
  ///
  /// - Parameters:
  ///   - source: Tagged sentences.
  ///   - request: Folder and limits, and whether a run is resumed.
  ///   - settings: Settings of a new run; a resumed run keeps its own.
  ///   - chosen: Chosen settings, which replace those of `settings` and must agree with a resumed
  ///     run.
  ///   - validation: Sentences for validation; nil for a part of `source`.
  /// - Throws: `CheckpointError`, `ModelFileError`, `DataError` or `SettingsError`.
  public init(
    on source: Source, _ request: RunRequest = RunRequest(),
    settings: TaggerSettings = .recommended(), chosen: [ChosenSetting<TaggerSettings>] = [],
    validation: Source? = nil
  ) throws {
    run = try SavedRun(request)
    let isNew = run.stored == nil
    var settings = try run.settings(settings, chosen: chosen)
    data = try Self.read(source, settings.reading.reader)
    try run.checkUnchanged(data.sources)
    if isNew { settings.reading.layout = data.layout }
    let stored = settings.validationSources.map(\.path)
    let other = try (validation ?? (stored.isEmpty ? nil : .files(stored))).map {
      try Self.read($0, settings.reading.reader)
    }
    if isNew {
      settings.validationSources = other?.sources ?? []
      if settings.chain == .automatic { settings.chain = data.scheme == nil ? .off : .on }
      settings.architecture.hasChain = settings.chain == .on
    } else if let other, other.sources != settings.validationSources {
      throw DataError.changed(path: other.sources[0].path, reason: "different validation data")
    }
    if let other { try Self.requireKnownTags(other, data) }
    (trainingSentences, validationSentences) = Self.parts(data, other, settings)
    (self.settings, notes) = (settings, data.notes + (other?.notes ?? []))
    try settings.check(isValidated: validationSentences != nil)
  }

  private static func read(
    _ source: Source, _ reader: TaggedTextReader
  ) throws(DataError) -> TaggedText {
    switch source {
    case .files(let paths): try reader.read(paths)
    case .sentences(let text): text
    }
  }

  /// Throws for the first tag of other data that the training data lack.
  private static func requireKnownTags(
    _ other: TaggedText, _ data: TaggedText
  ) throws(DataError) {
    let labels = data.tags.map { ClassLabel($0) }
    let known = Set(labels)
    for (index, sentence) in other.sentences.enumerated() {
      for (token, tag) in sentence.tags.enumerated() where !known.contains(ClassLabel(tag)) {
        throw other.error(.labelOfNoTraining(tag, labels), at: index, token: token)
      }
    }
  }

  /// Divides the sentences into training and validation parts.
  private static func parts(
    _ data: TaggedText, _ separate: TaggedText?, _ settings: TaggerSettings
  ) -> ([TaggedSentence], [TaggedSentence]?) {
    if let separate { return (data.sentences, separate.sentences) }
    let split = StratifiedSplit(
      labels: Array(repeating: 0, count: data.sentences.count),
      fraction: settings.validationFraction, seed: settings.training.seed)
    guard !split.validation.isEmpty, !split.training.isEmpty else { return (data.sentences, nil) }
    return (
      split.training.map { data.sentences[$0] }, split.validation.map { data.sentences[$0] }
    )
  }

  /// Trains until a limit is reached or a stop is requested.
  ///
  /// - Parameter observer: Receives the events.
  /// - Returns: The end of the run, with its best model.
  /// - Throws: `DivergenceError`; `CheckpointError` if the folder cannot be written;
  ///   `SettingsError` if the machine has too little memory for the model.
  @discardableResult
  public func run(
    _ observer: SavedRun<TaggerTask>.Observer = { _ in }
  ) throws -> RunOutcome<Tagger> {
    try observer(.status(.preparing(cases: trainingSentences.count)))
    let parts = parts(run.stored?.model.preparation)
    let count = parts.model.architecture.parameterCount
    try MemoryNeed.check(
      bytes: 4 * 8 * count, parameters: count, remedy: "\(.hiddenSize) or \(.layers)")
    try run.open(observer)
    if run.stored == nil, run.request.measuresBaselines, let validationSentences,
      let baseline = TaggerBaselineScore(
        training: trainingSentences, validation: validationSentences,
        scheme: parts.preparation.scheme)
    {
      try run.record(RunEntry("baseline", baseline), observer)
    }
    let cost = try run.cost(parts, observer)
    let epochs = settings.epochs(tokens: trainingSentences.reduce(0) { $0 + $1.tokens.count })
    let limits = try run.chooseLimits(
      LimitDefaults(
        epochs: epochs, patience: max(5, Int(Double(epochs) * TaggerSettings.usualPatience))),
      stepsPerEpoch: parts.task.stepsPerEpoch, cost, observer)
    try run.announce(limits, repeatsSchedule: false, observer)
    var hooks = RunHooks<TaggerTask>()
    hooks.writePage = { try Self.page(of: $0).write() }
    hooks.updatePage = { try Self.page(of: $0).update() }
    return try run.train(parts, limits, cost, hooks, observer)
  }

  private static func page(of folder: RunFolder) throws -> RunReport {
    try RunReport(of: folder, ReportSubject(try TaggerFile.load(folder.modelPath).model))
  }

  private func parts(_ known: TaggerPreparation?) -> RunParts<TaggerTask> {
    let preparation =
      known
      ?? TaggerPreparation(
        trainingSentences, tagsOf: data.sentences, scheme: data.scheme, settings)
    let architecture = settings.architecture(preparation.input, tags: preparation.tags.count)
    var parts = RunParts<TaggerTask>(
      Tagger(architecture, seed: settings.training.seed),
      TaggerTask(trainingSentences, preparation, settings),
      validation: validationSentences.map {
        TaggerValidation($0, preparation, criterion: settings.criterion)
      }, settings: settings, preparation: preparation, data: data.sources,
      split: DataSplit(
        training: trainingSentences.count, validation: validationSentences?.count ?? 0))
    parts.configuration = settings.ofMembers
    return parts
  }
}

extension TaggerFile {
  /// Trains a tagger with the recommended settings, in memory unless a folder is given.
  ///
  ///     let data = try TaggedTextReader().read(["corpora/tagged.conllu"])
  ///     let model = try TaggerFile.train(on: data)
  ///
  /// - Parameters:
  ///   - data: Tagged sentences, a tenth of which is kept for validation.
  ///   - settings: Settings of a new run; a resumed run keeps its own.
  ///   - limits: Limits of the run; by default a number of epochs that depends on the number of
  ///     words.
  ///   - folder: Folder in which the run is saved, and from which it is resumed; nil to save
  ///     nothing.
  ///   - observer: Receives the events.
  /// - Returns: The best model.
  /// - Throws: As `TaggerTraining` does.
  public static func train(
    on data: TaggedText, _ settings: TaggerSettings = .recommended(),
    limits: RequestedLimits = RequestedLimits(), in folder: String? = nil,
    _ observer: SavedRun<TaggerTask>.Observer = { _ in }
  ) throws -> TaggerFile {
    var request = RunRequest(folder: folder)
    (request.limits, request.start) = (limits, .resume)
    return try TaggerTraining(on: .sentences(data), request, settings: settings)
      .run(observer).model
  }
}
