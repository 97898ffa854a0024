import RondoEngine
import RondoEvaluation
import RondoLanguageModel
import RondoModels
import Testing

struct TrainingRunTests {
  private func run(
    _ limits: TrainingLimits, _ settings: LanguageModelSettings = SmallRun.settings(),
    validation: ValidationText? = SmallRun.validation, fromMinutes: Bool = false,
    isStopRequested: @escaping @Sendable () -> Bool = { false }
  ) -> TrainingRun<LanguageModelTask> {
    TrainingRun(
      SmallRun.trainer(settings), validation: validation, limits: limits,
      stepsAreFromMinutes: fromMinutes, isStopRequested: isStopRequested)
  }

  @Test func `each epoch ends with a validation and the last one with the end`() throws {
    let run = run(TrainingLimits(epochs: 3))
    let reports = run.finish()
    #expect(
      reports.kinds == [
        "progress", "validation", "progress", "validation", "progress", "validation", "finished",
      ])
    #expect(reports.validations.map(\.step) == [4, 8, 12])
    #expect(reports.validations.map(\.epoch) == [1, 2, 3])
    let finished = try #require(reports.finished)
    #expect(finished.steps == 12 && finished.epochs == 3 && finished.stoppedBy == .epochs)
    #expect(finished.parameters == 4 * 5 + 16 + 8 + 32 + 8 + 20 + 5)
    #expect(finished.seconds >= 0 && finished.symbolsPerSecond >= 0)
    #expect(finished.divergence == nil && finished.model == nil)
    #expect(run.next() == nil, "nothing follows the end")
  }

  @Test func `reports hold what a trainer and a validation text find`() throws {
    let reports = run(TrainingLimits(epochs: 2)).finish()
    var twin = SmallRun.trainer()
    var losses: [Double] = []
    var least = Double.infinity
    for report in reports {
      switch report {
      case .progress(let progress):
        losses = []
        var last: LanguageModelTrainer.StepResult?
        while twin.step < progress.step {
          last = try twin.advance()
          losses.append(last?.loss ?? 0)
        }
        // The same sum in the same order; the division rounds once.
        #expect(abs(progress.loss - losses.reduce(0, +) / Double(losses.count)) < 1e-15)
        #expect(progress.gradientNorm == last?.gradientNorm)
        #expect(progress.learningRate == last?.learningRate)
        #expect(progress.epoch == Double(progress.step) / 4)
        #expect(progress.symbolsPerSecond > 0 && progress.secondsLeft ?? -1 >= 0)
      case .validation(let validation):
        let text = SmallRun.validation
        #expect(validation.score == text.loss(of: twin.model, streams: 2, on: Tape()))
        #expect(
          validation.result.details.windowed
            == text.windowedNats(of: twin.model, batch: 2, on: Tape()))
        #expect(validation.best == (validation.score.nats < least))
        least = min(least, validation.score.nats)
      case .finished(let finished): #expect(finished.bestValidation?.score.nats == least)
      }
    }
  }

  @Test(arguments: [
    (TrainingLimits(epochs: 2), false, 8, "epochs"), (TrainingLimits(steps: 6), false, 6, "steps"),
    (TrainingLimits(steps: 6), true, 6, "minutes"),
    (TrainingLimits(epochs: 1, steps: 6), false, 4, "epochs"),
    (TrainingLimits(epochs: 3, steps: 6), true, 6, "minutes"),
    (TrainingLimits(epochs: 2, steps: 8), false, 8, "steps"),
    (TrainingLimits(epochs: .max, steps: 3), false, 3, "steps"),
  ])
  func `a run ends at the limit that comes first, with a validation`(
    limits: TrainingLimits, fromMinutes: Bool, steps: Int, reason: String
  ) throws {
    let run = run(limits, fromMinutes: fromMinutes)
    #expect(run.totalSteps == steps)
    let reports = run.finish()
    #expect(reports.finished?.steps == steps && reports.finished?.stoppedBy.rawValue == reason)
    #expect(reports.validations.last?.step == steps)
    #expect(reports.validations.map(\.step) == [4, 8].filter { $0 < steps } + [steps])
  }

  @Test(arguments: [1, 2])
  func `patience counts the validations since the best`(patience: Int) throws {
    // A rate of 0 changes nothing, so that no validation after the first is better.
    let run = run(
      TrainingLimits(epochs: 9, patience: patience), SmallRun.settings(learningRate: 0))
    let reports = run.finish()
    #expect(reports.validations.map(\.best) == [true] + Array(repeating: false, count: patience))
    #expect(reports.finished?.stoppedBy == .patience)
    #expect(reports.finished?.steps == 4 * (1 + patience))
    #expect(reports.finished?.bestValidation?.step == 4 && run.validationsSinceBest == patience)
  }

  @Test func `without a limit on steps a run goes on and knows no time left`() {
    let run = run(TrainingLimits(), isStopRequested: stop(afterCalls: 60))
    #expect(run.totalSteps == .max)
    let reports = run.finish()
    #expect(reports.progress.allSatisfy { $0.secondsLeft == nil })
    #expect(reports.finished?.stoppedBy == .signal && run.trainer.step > 30)
  }

  @Test(arguments: [0, 1, 2, 4, 5, 6, 7])
  func `a request to stop ends a run after the step on its way`(calls: Int) throws {
    let run = run(TrainingLimits(epochs: 3), isStopRequested: stop(afterCalls: calls))
    let finished = try #require(run.finish().finished)
    #expect(finished.stoppedBy == .signal && run.next() == nil)
    #expect(finished.steps == run.trainer.step && finished.steps <= calls)
  }
}
