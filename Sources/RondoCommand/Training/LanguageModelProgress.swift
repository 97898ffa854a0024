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
