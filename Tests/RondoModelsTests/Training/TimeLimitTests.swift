import RondoEngine
import RondoLanguageModel
import RondoModels
import Testing

struct TimeLimitTests {
  /// A clock that advances by a fixed number of seconds whenever it is read.
  private static func limit(seconds: Double, perReading: Double) -> TimeLimit {
    nonisolated(unsafe) var time = 0.0
    return TimeLimit(minutes: seconds / 60) {
      time += perReading
      return time
    }
  }

  /// Steps of 1 s; 90 % of the time are used.
  @Test(arguments: [
    (minutes: 1.0, elapsed: 0.0, validation: 0.0, epoch: 10, factor: 1.0, steps: 54),
    (1, 30, 0, 10, 1, 27),  // half of the time has gone
    (1, 0, 4, 100, 1, 50),  // one validation at the end
    (1, 0, 4, 10, 1, 35),  // 35 steps with 3.5 validations, and one at the end
    (1, 0, 0, 10, 3, 18),  // trials that cost two runs
    (1, 60, 0, 10, 1, 1), (1, 600, 4, 10, 1, 1),  // nothing left: still a step
  ])
  func `steps and validations are planned for nine tenths of the time left`(
    minutes: Double, elapsed: Double, validation: Double, epoch: Int, factor: Double, steps: Int
  ) {
    let limit = TimeLimit(minutes: minutes) { elapsed }
    let cost = RunCost(step: 1, validation: validation)
    #expect(limit.plannedSteps(cost, stepsPerEpoch: epoch, factor: factor) == steps)
  }

  @Test func `time is kept for saving before the first step and at the end`() {
    let limit = TimeLimit(minutes: 1) { 0 }
    let cost = RunCost(step: 1, validation: 0, saving: 2)
    #expect(limit.plannedSteps(cost, stepsPerEpoch: 10) == 48)
    #expect(limit.plannedSteps(cost, stepsPerEpoch: 10, factor: 2) == 24)
  }

  private func run(
    _ limits: TrainingLimits, _ time: TimeLimit? = nil, validated: Bool = true
  ) -> TrainingRun<LanguageModelTask> {
    TrainingRun(
      SmallRun.trainer(totalSteps: 40), validation: validated ? SmallRun.validation : nil,
      limits: limits, timeLimit: time)
  }

  @Test(arguments: [true, false])
  func `at the limit a run ends as if the steps taken had been its limit`(
    validated: Bool
  ) throws {
    // The clock is read once a report and once a step.
    let timed = run(
      TrainingLimits(epochs: 10), Self.limit(seconds: 9.5, perReading: 1), validated: validated)
    let reports = timed.finish()
    let finished = try #require(reports.finished)
    #expect(finished.stoppedBy == .minutes && (2...8).contains(finished.steps))
    #expect(reports.validations.last?.step == (validated ? finished.steps : nil))
    let counted = run(TrainingLimits(steps: finished.steps), validated: validated)
    counted.finish()
    #expect(
      counted.bestModel.parameters.map(\.value.bits) == timed.bestModel.parameters.map(\.value.bits)
    )
    #expect(counted.best == timed.best)
  }

  @Test func `a run whose time is over takes one step, so that there is a model`() throws {
    let run = run(TrainingLimits(epochs: 10), TimeLimit(minutes: 1) { 1e6 })
    let finished = try #require(run.finish().finished)
    #expect(finished.steps == 1 && finished.stoppedBy == .minutes && run.best?.step == 1)
  }

  @Test func `time is kept for the last validation`() throws {
    let run = TrainingRun(
      SmallRun.trainer(totalSteps: 40), validation: SmallRun.validation,
      limits: TrainingLimits(epochs: 10), timeLimit: TimeLimit(minutes: 1) { 50 }, reserve: 11)
    #expect(run.finish().finished?.steps == 1)
  }

  @Test func `a run within its time is that without a limit`() throws {
    let timed = run(TrainingLimits(epochs: 2), TimeLimit(minutes: 1) { 0 })
    #expect(timed.finish().finished?.stoppedBy == .epochs)
    let plain = run(TrainingLimits(epochs: 2))
    plain.finish()
    #expect(
      plain.bestModel.parameters.map(\.value.bits) == timed.bestModel.parameters.map(\.value.bits))
  }
}
