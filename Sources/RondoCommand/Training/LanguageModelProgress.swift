import Rondo

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

/// The page of a run, as it is kept up to date while the run goes on.
final class RunPage {
  private let folder: RunFolder
  private let display: TrainingDisplay
  private var lastPage = ContinuousClock.now  // when it was written, or training began

  init(_ folder: RunFolder, _ display: TrainingDisplay) {
    (self.folder, self.display) = (folder, display)
  }

  /// Writes the page at the run's end and at validations half a minute apart. Only at the end is it an
  /// error if that fails.
  func update<Score>(after report: TrainingReport<Score>) throws {
    switch report {
    case .progress: break
    case .validation:
      guard ContinuousClock.now - lastPage > .seconds(30) else { return }
      do { try RunReport(of: folder).write() } catch { display.note("\(error)") }
      lastPage = .now
    case .finished: try RunReport(of: folder).write()
    }
  }
}
