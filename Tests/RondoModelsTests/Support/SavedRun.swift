import RondoEngine
import RondoEvaluation
import RondoFiles
import RondoLanguageModel
import RondoModels

/// The two files of a run as bytes, as they would lie in its folder.
struct SavedRun: Equatable {
  var model: [UInt8]
  var training: [UInt8]

  init(model: [UInt8], training: [UInt8]) { (self.model, self.training) = (model, training) }

  init(_ run: TrainingRun<LanguageModelTask>, _ settings: LanguageModelSettings) throws {
    model = try LanguageModelFile(
      model: run.bestModel, preparation: SmallRun.tokenizer(), settings: settings,
      data: SmallRun.sources, split: SmallRun.split, best: run.best
    ).encoded().encoded()
    training = try TrainingStateFile<LanguageModelTask>(
      of: run, settings: settings, limits: RunLimits(run.limits), data: SmallRun.sources
    ).encoded().encoded()
  }

  /// The run that goes on from the files, as a new process makes it.
  func resumed(
    threads: Int = 1, validation: ValidationText? = SmallRun.validation,
    isStopRequested: @escaping @Sendable () -> Bool = { false }
  ) throws -> TrainingRun<LanguageModelTask> {
    let best = try LanguageModelFile(
      SafetensorsFile.decode(model, path: "model").file, path: "model")
    let state = try TrainingStateFile<LanguageModelTask>(
      SafetensorsFile.decode(training, path: "training").file,
      architecture: best.model.architecture, path: "training")
    var trainer = SmallRun.trainer(
      state.settings, totalSteps: state.progress.scheduleSteps, threads: threads)
    trainer.restore(
      model: state.model, optimizerSlots: state.slots.map(\.value), steps: state.progress.step,
      state: state.state, average: state.average, plateaus: state.progress.plateaus)
    let run = TrainingRun(
      trainer, validation: validation, limits: state.limits.limits,
      isStopRequested: isStopRequested)
    run.restore(
      best: state.progress.best, bestModel: best.model,
      validationsSinceBest: state.progress.validationsSinceBest,
      lastValidatedStep: state.progress.validatedStep,
      validationsOnPlateau: state.progress.validationsOnPlateau)
    return run
  }
}

/// Asks a run to stop from the call after so many on.
///
/// A run asks once before each report and once after each step, so each number of calls stops it
/// at another place.
func stop(afterCalls limit: Int) -> @Sendable () -> Bool {
  nonisolated(unsafe) var calls = 0
  return {
    calls += 1
    return calls > limit
  }
}

extension TrainingRun<LanguageModelTask> {
  /// Runs to the end; the reports in order.
  @discardableResult
  func finish() -> [TrainingReport<LossUnits>] { Array(self) }
}

extension [TrainingReport<LossUnits>] {
  var progress: [ProgressReport] { compactMap { if case .progress(let r) = $0 { r } else { nil } } }

  var validations: [ValidationReport<LossUnits>] {
    compactMap { if case .validation(let r) = $0 { r } else { nil } }
  }

  var finished: FinishedReport<LossUnits>? {
    if case .finished(let report) = last { report } else { nil }
  }

  /// The kinds of report, without repetitions of "progress", whose number depends on time.
  var kinds: [String] {
    reduce(into: []) { kinds, report in
      switch report {
      case .progress: if kinds.last != "progress" { kinds.append("progress") }
      case .validation: kinds.append("validation")
      case .finished: kinds.append("finished")
      }
    }
  }
}
