import RondoEngine
import RondoEvaluation
import RondoLanguageModel
import RondoModels
import Testing

/// Runs that keep averaged weights, or lower the rate on plateaus.
struct AveragedRunTests {
  /// A rate so high that the weights swing about a better place.
  private func settings(decay: Double) -> LanguageModelSettings {
    var settings = SmallRun.settings(learningRate: 0.3)
    settings.training.schedule = Schedule()
    settings.training.averageDecay = decay
    return settings
  }

  private func run(_ settings: LanguageModelSettings, epochs: Int) -> TrainingRun<LanguageModelTask>
  {
    TrainingRun(
      SmallRun.trainer(settings), validation: SmallRun.validation,
      limits: TrainingLimits(epochs: epochs))
  }

  @Test func `each validation counts the better weights and says which`() throws {
    let run = run(settings(decay: 0.9), epochs: 6)
    var seen: Set<Bool> = []
    var least = Double.infinity
    for case .validation(let report) in run {
      let losses = [run.trainer.model, try #require(run.trainer.averagedModel)].map {
        SmallRun.validation.loss(of: $0, streams: 2, on: Tape())
      }
      let isAveraged = losses[1].nats < losses[0].nats
      #expect(report.averaged == isAveraged && report.score == losses[isAveraged ? 1 : 0])
      seen.insert(isAveraged)
      guard report.best else { continue }
      least = report.score.nats
      let best = isAveraged ? run.trainer.averagedModel : run.trainer.model
      #expect(run.bestModel.bits == best?.bits && run.best?.averaged == isAveraged)
    }
    #expect(run.best?.score.nats == least)
    #expect(seen == [true, false], "this run should see both")
  }

  @Test
  func `an average changes nothing of the training, and reports without it do not speak of it`()
    throws
  {
    let (with, without) = (run(settings(decay: 0.9), epochs: 2), run(settings(decay: 0), epochs: 2))
    #expect(with.finish().validations.allSatisfy { $0.averaged != nil })
    let reports = without.finish()
    #expect(with.trainer.model.bits == without.trainer.model.bits)
    for report in reports {
      #expect(try !ReportLine.of(report).contains("averaged"))
    }
  }

  @Test func `the rate falls after validations without a new best, and again after as many`() throws
  {
    var settings = settings(decay: 0)
    settings.training.schedule = Schedule(.plateau)
    settings.training.schedule.plateauPatience = 2
    settings.training.schedule.decayFactor = 0.1
    let run = run(settings, epochs: 12)
    var (waited, plateaus, rate) = (0, 0, 0.3)
    var rates: [Double] = []
    for report in run {
      switch report {
      case .progress(let progress): rates.append(progress.learningRate)
      case .validation(let validation):
        #expect(rates.allSatisfy { abs($0 - rate) < 1e-12 })
        rates = []
        waited = validation.best ? 0 : waited + 1
        if waited == 2 { (waited, plateaus, rate) = (0, plateaus + 1, rate * 0.1) }
        #expect(run.trainer.plateaus == plateaus && run.validationsOnPlateau == waited)
      case .finished: break
      }
    }
    #expect(plateaus >= 2, "this run should come to plateaus")
  }
}
