import RondoEngine
import RondoLanguageModel
import RondoModels
import Testing

struct BestModelTests {
  /// A high rate learns the training part by heart, which its validation part does not resemble.
  private let settings = SmallRun.settings(learningRate: 0.3)

  @Test func `the best model is bit for bit that of the best validation`() throws {
    let run = TrainingRun(
      SmallRun.trainer(settings), validation: SmallRun.validation, limits: TrainingLimits(epochs: 3)
    )
    var models: [Int: [UInt32]] = [:]
    for case .validation(let report) in run { models[report.step] = run.trainer.model.bits }
    let best = try #require(run.best)
    #expect(best.step < 12, "the last one should not be the best here")
    #expect(run.bestModel.bits == models[best.step])
    let twin = TrainingRun(
      SmallRun.trainer(settings), validation: nil, limits: TrainingLimits(steps: best.step))
    twin.finish()
    #expect(run.bestModel.bits == twin.trainer.model.bits)
    let loss = SmallRun.validation.loss(of: run.bestModel, streams: 2, on: Tape())
    #expect(loss == best.score)
  }

  @Test func `without a validation text the best model is the latest`() {
    let run = TrainingRun(
      SmallRun.trainer(settings), validation: nil, limits: TrainingLimits(epochs: 2))
    #expect(run.bestModel.bits == SmallRun.trainer(settings).model.bits)
    var kinds: Set<String> = []
    while let report = run.next() {
      kinds.formUnion([report].kinds)
      #expect(run.bestModel.bits == run.trainer.model.bits)
    }
    #expect(kinds == ["progress", "finished"] && run.best == nil)
  }

  @Test func `validating changes nothing of the training`() {
    let with = TrainingRun(
      SmallRun.trainer(settings), validation: SmallRun.validation, limits: TrainingLimits(epochs: 2)
    )
    let without = TrainingRun(
      SmallRun.trainer(settings), validation: nil, limits: TrainingLimits(epochs: 2))
    with.finish()
    without.finish()
    #expect(with.trainer.model.bits == without.trainer.model.bits)
  }
}
