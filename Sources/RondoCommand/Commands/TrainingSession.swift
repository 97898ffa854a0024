import ArgumentParser
import Rondo

/// What `rondo train language-model` does, in order: read, split, measure the baseline, train, save.
final class TrainingSession {
  let command: TrainLanguageModelCommand
  let display: TrainingDisplay
  let folder: RunFolder
  let settings: RunSettings
  let sources: [DataSource]
  let text: TokenizedCorpus
  let stored: (state: TrainingStateFile, model: ModelFile)?
  private var lock: RunLock?

  /// Checks what can be checked before anything is written: options, folder, data.
  init(_ command: TrainLanguageModelCommand) throws {
    self.command = command
    display = TrainingDisplay(command.output)
    folder = RunFolder.at(command.folder)
    if folder.holdsRun && !command.resume && !command.overwrite {
      throw CheckpointError.exists(path: command.folder)
    }
    if command.resume && folder.holdsRun { lock = try Self.lockToResume(folder) }
    stored = try lock == nil ? nil : Self.load(folder)
    if let stored {
      let differences = command.training.differences(from: stored.state.settings)
      guard differences.isEmpty else {
        throw ValidationError(
          "a resumed run keeps its settings; these differ: \(differences.joined(separator: ", "))")
      }
    }
    settings = stored?.state.settings ?? command.training.applied(to: RunSettings())
    try command.training.check(settings)
    let corpus = try CorpusReader(settings).read(command.corpora)
    sources = corpus.sources
    if let stored { try Self.checkUnchanged(sources, stored.state.data) }
    text = Self.tokenize(corpus, settings, stored?.model.tokenizer.bytePairs)
    try Self.checkLength(text, settings)
    try checkMemory()
    display.describe(corpus, text, settings)
  }

  /// The lock of a run whose state can be gone on from; nil where a trainer died before it had
  /// trained anything, so that there is nothing to lose.
  private static func lockToResume(_ folder: RunFolder) throws -> RunLock? {
    if folder.holdsState { return try folder.lock() }
    guard try folder.holdsTraining else { return nil }
    throw ModelFileError.inconsistentState(
      path: folder.path,
      reason: "one of model.safetensors and training.safetensors is missing; bring it back, or "
        + "begin anew with --overwrite or another --out")
  }

  private static func load(
    _ folder: RunFolder
  ) throws -> (state: TrainingStateFile, model: ModelFile) {
    let model = try ModelFile.load(folder.modelPath).model
    let (file, _) = try SafetensorsFile.load(from: folder.trainingPath)
    let state = try TrainingStateFile(
      file, architecture: model.model.architecture, path: folder.trainingPath)
    return (state, model)
  }

  private static func checkUnchanged(_ found: [DataSource], _ stored: [DataSource]) throws {
    guard found.count == stored.count else {
      throw DataError.changed(
        path: found[0].path, reason: "\(found.count) files instead of \(stored.count)")
    }
    for (new, old) in zip(found, stored) where new.sha256 != old.sha256 {
      throw DataError.changed(
        path: new.path,
        reason: new.bytes == old.bytes
          ? "other contents" : "\(new.bytes) bytes instead of \(old.bytes)")
    }
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

  /// Trains until a limit is reached or a signal comes.
  func run() throws {
    Interrupts.watch()  // not before: as long as nothing is written a signal may end the program
    if stored == nil { try makeFolder() }
    let log = try folder.log()
    if let stored { try log.cut(to: stored.state.progress) }
    if stored == nil && !command.noBaseline && text.validation.count > 0 {
      try measureBaselines(log)
    }
    let (run, limits) = try makeRun(command.threads.workers)
    let recorder = RunRecorder(
      folder: folder, settings: settings, limits: limits, data: sources,
      tokenizer: text.tokenizer,
      split: .init(training: text.training.count, validation: text.validation.count))
    display.describe(run)
    if stored == nil { try recorder.save(run, withModel: true, log) }
    try watch(run, recorder, log)
  }

  private func makeFolder() throws {
    _ = try RunFolder.create(command.folder, overwrite: command.overwrite || command.resume)
    lock = try folder.lock()
    // Another trainer may have begun and ended since the folder was looked at.
    if folder.holdsRun { throw CheckpointError.exists(path: command.folder) }
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

  /// Takes the reports of a run: writes them down, shows them, and saves.
  private func watch(
    _ run: TrainingRun, _ recorder: RunRecorder, _ log: borrowing RunLog
  ) throws {
    var lastSave = ContinuousClock.now
    for var report in run {
      if case .finished(var finished) = report {
        finished.model = folder.modelPath
        report = .finished(finished)
      }
      let line = try ReportLine.of(report)
      try log.append(line)
      var isBest = run.validation == nil
      if case .validation(let validation) = report { isBest = validation.best }
      if isWorthSaving(report, after: ContinuousClock.now - lastSave) {
        try recorder.save(run, withModel: isBest, log)
        lastSave = .now
      }
      display.show(report, line, run, text.tokenizer)
      if case .finished(let finished) = report { try end(finished) }
    }
  }

  private func isWorthSaving(_ report: TrainingReport, after time: Duration) -> Bool {
    switch report {
    case .progress: time > .seconds(60)
    case .validation: true
    case .finished(let finished): finished.divergence == nil  // else the last good state stays
    }
  }

  private func end(_ finished: FinishedReport) throws {
    if let divergence = finished.divergence {
      throw DivergenceError(divergence: divergence)
    }
    display.finish(finished, command.folder)
    if finished.stoppedBy == .signal, let status = Interrupts.status {
      throw EarlyEnd(status: status)
    }
  }
}
