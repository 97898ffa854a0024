import Rondo

/// What a classifier's run tells beside its reports: which mistakes its best model makes at the end,
/// and the page that reports the run.
final class ClassifierProgress<Model: CommandClassifier> {
  private let run: TrainingRun<ClassifierTask<Model>>
  private let page: RunPage

  init(
    _ run: TrainingRun<ClassifierTask<Model>>, _ folder: RunFolder, _ display: TrainingDisplay
  ) {
    self.run = run
    page = RunPage(folder, display)
  }

  /// At the run's end, the best model's errors on the validation part as a line of the log; none
  /// where there is no such part, or whoever stopped the run waits.
  func errorLine(after report: TrainingReport<ClassifierScore>) throws -> String? {
    guard case .finished(let finished) = report, finished.stoppedBy != .signal,
      finished.divergence == nil, let best = run.best, let validation = run.validation,
      let errors = ValidationErrors(
        of: run.bestModel, on: validation, step: best.step, tape: Tape(workers: run.trainer.workers)
      )
    else { return nil }
    return try ReportLine.line("errors", errors)
  }

  /// Writes the page.
  func show(after report: TrainingReport<ClassifierScore>) throws {
    try page.update(after: report)
  }
}
