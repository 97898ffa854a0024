import RondoEngine
import RondoLanguageModel
import RondoModels
import Testing

/// A run stopped anywhere, written to bytes and read again ends in the same bytes.
struct ResumeTests {
  private let limits = TrainingLimits(epochs: 2, patience: 5)

  private func uninterrupted(
    _ settings: LanguageModelSettings, _ validation: ValidationText? = SmallRun.validation
  ) throws -> SavedRun {
    let run = TrainingRun(SmallRun.trainer(settings), validation: validation, limits: limits)
    run.finish()
    return try SavedRun(run, settings)
  }

  /// Thirteen calls take the run to its end: before, within and after both epochs.
  @Test(arguments: TrainingConfiguration.OptimizerName.allCases, 0..<14)
  func `stopping after any step or validation changes no bits`(
    optimizer: TrainingConfiguration.OptimizerName, calls: Int
  ) throws {
    try expectSameBits(SmallRun.settings(optimizer, learningRate: 0.2), stoppedAfter: calls)
  }

  @Test(arguments: ArchitectureVariant.all, [1, 3, 4, 8])
  func `stopping changes no bits, whatever the model is made of`(
    variant: ArchitectureVariant, calls: Int
  ) throws {
    try expectSameBits(variant.settings, stoppedAfter: calls)
  }

  @Test(arguments: RegularizationVariant.all, [1, 3, 5, 6, 8, 11])
  func `stopping changes no bits, whatever training is regularised by`(
    variant: RegularizationVariant, calls: Int
  ) throws {
    try expectSameBits(variant.settings, stoppedAfter: calls)
  }

  private func expectSameBits(_ settings: LanguageModelSettings, stoppedAfter calls: Int) throws {
    let run = TrainingRun(
      SmallRun.trainer(settings), validation: SmallRun.validation, limits: limits,
      isStopRequested: stop(afterCalls: calls))
    run.finish()
    let saved = try SavedRun(run, settings)
    let resumed = try saved.resumed(threads: 1 + calls % 3)
    #expect(try SavedRun(resumed, settings) == saved, "what is read is what was written")
    resumed.finish()
    #expect(try SavedRun(resumed, settings) == uninterrupted(settings))
  }

  @Test(arguments: [true, false])
  func `a run stopped after every single step ends in the same bits`(isValidated: Bool) throws {
    let settings = SmallRun.settings()
    let validation = isValidated ? SmallRun.validation : nil
    var run = TrainingRun(
      SmallRun.trainer(settings), validation: validation, limits: limits,
      isStopRequested: { true })
    var processes = 0
    while run.finish().finished?.stoppedBy == .signal {
      run = try SavedRun(run, settings).resumed(
        validation: validation, isStopRequested: stop(afterCalls: 1))
      processes += 1
    }
    #expect(processes >= 9)
    #expect(try SavedRun(run, settings) == uninterrupted(settings, validation))
  }

  @Test func `the reports go on where they stopped`() throws {
    let settings = SmallRun.settings()
    let run = TrainingRun(
      SmallRun.trainer(settings), validation: SmallRun.validation, limits: limits,
      isStopRequested: stop(afterCalls: 3))
    run.finish()
    let reports = try SavedRun(run, settings).resumed().finish()
    #expect(reports.kinds == ["progress", "validation", "progress", "validation", "finished"])
    #expect(reports.finished?.steps == 8)
  }

  @Test func `a finished run goes on with more steps to the same bits`() throws {
    var settings = SmallRun.settings()
    settings.training.schedule.shape = .constant
    let short = TrainingRun(
      SmallRun.trainer(settings), validation: SmallRun.validation, limits: TrainingLimits(epochs: 1)
    )
    short.finish()
    let saved = try SavedRun(short, settings)
    let resumed = try saved.resumed()
    let longer = TrainingRun(
      resumed.trainer, validation: SmallRun.validation, limits: limits)
    longer.restore(
      best: resumed.best, bestModel: resumed.bestModel,
      validationsSinceBest: resumed.validationsSinceBest,
      lastValidatedStep: resumed.validatedStep)
    longer.finish()
    #expect(try SavedRun(longer, settings) == uninterrupted(settings))
  }

  @Test func `equal runs have equal files whatever the threads`() throws {
    let settings = SmallRun.settings()
    let saved = try [1, 2, 3].map { threads in
      let run = TrainingRun(
        SmallRun.trainer(settings, threads: threads), validation: SmallRun.validation,
        limits: limits)
      run.finish()
      return try SavedRun(run, settings)
    }
    #expect(saved[1] == saved[0] && saved[2] == saved[0])
  }
}
