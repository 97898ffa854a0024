import Rondo

extension TrainingSession {
  /// Logs what the model writes after a validation, so that one can see it learn.
  func logSample(
    after report: TrainingReport, _ run: TrainingRun, _ log: borrowing RunLog
  ) throws -> (words: ValidationSample, line: String)? {
    guard case .validation(let validation) = report else { return nil }
    let sample = ValidationSample(
      of: run.trainer.model, text.tokenizer, step: validation.step, seed: settings.training.seed,
      workers: run.trainer.workers)
    let line = try ReportLine.line("sample", sample)
    try log.append(line)
    return (sample, line)
  }

  /// Writes the run's report at its end, and at validations half a minute apart. Only at the end is
  /// it an error if that fails.
  func writePage(after report: TrainingReport) throws {
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
