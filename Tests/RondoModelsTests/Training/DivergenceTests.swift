import RondoEngine
import RondoEvaluation
import RondoFiles
import RondoLanguageModel
import RondoModels
import Testing

struct DivergenceTests {
  /// Two steps of the small run, and then these parameters.
  private func trainer(
    _ value: (String, Tensor<Float>) -> Tensor<Float>
  ) throws -> LanguageModelTrainer {
    var trainer = SmallRun.trainer()
    for _ in 0..<2 { _ = try trainer.advance() }
    var model = trainer.model
    model.mapParameters(value)
    trainer.restore(
      model: model, optimizerSlots: trainer.optimizerState.map(\.value), steps: 2,
      state: trainer.state)
    return trainer
  }

  /// Logits of more than 3.4·10³⁸ overflow.
  private func withInfiniteLoss() throws -> LanguageModelTrainer {
    try trainer { name, present in
      name.hasPrefix("output") ? Tensor(repeating: 3e38, shape: present.shape) : present
    }
  }

  /// Hidden vectors of zeros give a loss of ln V, but gradients that grow beyond 10³⁸ on their way
  /// back.
  private func withInfiniteGradient() throws -> LanguageModelTrainer {
    var trainer = try trainer { name, present in
      if name == "output.weight" {
        let numbers = (0..<present.count).map { $0 < 4 ? Float(3e38) : 0 }
        return Tensor(numbers, shape: present.shape)
      }
      return Tensor(repeating: name.contains("weight_hh") ? 1000 : 0, shape: present.shape)
    }
    trainer.restore(
      model: trainer.model, optimizerSlots: trainer.optimizerState.map(\.value), steps: 2,
      state: RNNState(hidden: trainer.state.hidden.map { Tensor(zeros: $0.shape) }))
    return trainer
  }

  @Test(arguments: ["loss", "gradient"])
  func `a step that diverges changes nothing and says where`(quantity: String) throws {
    var trainer = try quantity == "loss" ? withInfiniteLoss() : withInfiniteGradient()
    let (model, state) = (trainer.model.bits, trainer.state.hidden.map(\.bits))
    let slots = trainer.optimizerState.map(\.value.bits)
    for _ in 0..<2 {
      let error = try #require(throws: DivergenceError.self) { try trainer.advance() }
      #expect(error.divergence.quantity == quantity)
      #expect(
        error.divergence.step == 3 && error.divergence.place == "symbols 6 to 9 of each stream")
      #expect(error.divergence.loss.isFinite == (quantity == "gradient"))
      #expect(!error.divergence.gradientNorm.isFinite)
      #expect(error.remedies == [.learningRate, .clipNorm] && error.category == .diverged)
      #expect(
        "\(error)".hasPrefix("the \(quantity) of step 3 is not finite")
          && "\(error)".contains("symbols 6 to 9") && !"\(error)".contains("\n"))
    }
    #expect(trainer.step == 2 && trainer.model.bits == model)
    #expect(trainer.state.hidden.map(\.bits) == state)
    #expect(trainer.optimizerState.map(\.value.bits) == slots)
  }

  @Test func `a run that diverges ends with the place and keeps its best model`() throws {
    let run = TrainingRun(
      try withInfiniteLoss(), validation: SmallRun.validation, limits: TrainingLimits(epochs: 3))
    let best = BestValidation(
      score: LossUnits(total: 1, extent: SmallRun.validation.extent), step: 1)
    let bestModel = LanguageModel<Float>.drawn(vocabulary: 5)
    run.restore(
      best: best, bestModel: bestModel, validationsSinceBest: 0, lastValidatedStep: 1)
    let finished = try #require(run.finish().finished)
    #expect(finished.stoppedBy == .nonFinite && finished.steps == 2)
    #expect(finished.divergence?.step == 3 && finished.bestValidation == best)
    #expect(run.bestModel.bits == bestModel.bits && run.next() == nil)
  }

  @Test func `a validation loss that is not finite ends a run`() throws {
    let trainer = try withInfiniteLoss()
    let run = TrainingRun(
      trainer, validation: SmallRun.validation, limits: TrainingLimits(steps: 2))
    let finished = try #require(run.finish().finished)
    #expect(finished.stoppedBy == .nonFinite && finished.bestValidation == nil)
    #expect(finished.divergence?.quantity == "validation loss")
    #expect(finished.divergence?.step == 2)
  }

  @Test func `an update that overflows the weights ends a run`() throws {
    let run = TrainingRun(
      SmallRun.trainer(SmallRun.settings(.sgd, learningRate: 1e300)), validation: nil,
      limits: TrainingLimits(steps: 1))
    let finished = try #require(run.finish().finished)
    #expect(finished.stoppedBy == .nonFinite && finished.divergence?.quantity == "update")
  }
}
