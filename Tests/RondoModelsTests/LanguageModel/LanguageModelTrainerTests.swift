import RondoData
import RondoEngine
import RondoLanguageModel
import RondoModels
import Testing

struct LanguageModelTrainerTests {
  /// The first six losses of the small run, as the present code finds them: the initial values, the
  /// kernels, the rule and the schedule are all in them, and none may change a bit unnoticed.
  static let firstLosses = [
    1.4895070791244507, 1.982340693473816, 2.1595394611358643, 1.9528502225875854,
    1.1410372257232666, 1.753860354423523,
  ]

  private func losses(_ trainer: inout LanguageModelTrainer, steps: Int) throws -> [Double] {
    try (0..<steps).map { _ in try trainer.advance().loss }
  }

  @Test(arguments: [1, 2, 3])
  func `the first losses of a small run have the same bits as ever`(threads: Int) throws {
    var trainer = SmallRun.trainer(threads: threads)
    let found = try losses(&trainer, steps: 6)
    #expect(found == Self.firstLosses)
  }

  @Test(arguments: TrainingConfiguration.OptimizerName.allCases, [2, 3])
  func `threads change no bits`(
    optimizer: TrainingConfiguration.OptimizerName, threads: Int
  ) throws {
    var one = SmallRun.trainer(SmallRun.settings(optimizer))
    var many = SmallRun.trainer(SmallRun.settings(optimizer), threads: threads)
    #expect(try losses(&many, steps: 9) == losses(&one, steps: 9))
    #expect(many.model.bits == one.model.bits)
    #expect(many.state.hidden.map(\.bits) == one.state.hidden.map(\.bits))
    #expect(many.optimizerState.map(\.value.bits) == one.optimizerState.map(\.value.bits))
  }

  @Test(arguments: TrainingConfiguration.OptimizerName.allCases)
  func `it is a loop of chunk, gradient, clipping and update`(
    name: TrainingConfiguration.OptimizerName
  ) throws {
    let settings = SmallRun.settings(name).training
    var trainer = SmallRun.trainer(SmallRun.settings(name))
    var model = trainer.model
    let tape = Tape<Float>()
    var optimizer = Optimizer<Float>(settings.optimizer.rule, learningRate: 0)
    for _ in 0..<2 {
      var state = model.encoder.rnn.initialState(batch: 2)
      for index in 0..<4 {
        let (inputs, targets) = trainer.streams.chunk(index)
        let before = state
        let (loss, gradients) = tape.gradient(of: &model) { model in
          let (logits, next) = model.logits(inputs, on: tape, from: before)
          state = next.tensors
          return logits.crossEntropy(targets)
        }
        optimizer.learningRate =
          settings.learningRate * settings.schedule.factor(step: optimizer.steps, of: 12)
        optimizer.update(&model, along: gradients.clipped(toNorm: settings.clipNorm))
        let result = try trainer.advance()
        #expect(result.loss == Double(loss) && result.gradientNorm == gradients.norm)
        #expect(result.learningRate == optimizer.learningRate)
        #expect(result.symbols == inputs.count)
      }
    }
    #expect(trainer.model.bits == model.bits && trainer.step == 8 && trainer.epoch == 2)
  }

  @Test func `the state starts from zeros with each epoch and is carried on within it`() throws {
    var trainer = SmallRun.trainer()
    for step in 0..<9 {
      var other = trainer
      let hidden = trainer.state.hidden.map { Tensor<Float>(repeating: 0.9, shape: $0.shape) }
      other.restore(
        model: trainer.model, optimizerSlots: trainer.optimizerState.map(\.value), steps: step,
        state: RNNState(hidden: hidden))
      let loss = try trainer.advance().loss
      #expect((try other.advance().loss == loss) == (step % 4 == 0), "step \(step)")
    }
  }

  @Test func `the first loss agrees with plain loops over the equations`() throws {
    var trainer = SmallRun.trainer()
    let (inputs, targets) = trainer.streams.chunk(0)
    var costs: [Double] = []
    for stream in 0..<2 {
      var reference = LanguageModelReference(trainer.model)
      for t in 0..<3 {
        reference.feed(inputs[t * 2 + stream])
        let target = targets[t * 2 + stream]
        if target < 5 { costs.append(reference.cost(of: target)) }
      }
    }
    // Float's roundings over three steps.
    let mean = costs.reduce(0, +) / Double(costs.count)
    #expect(abs(try trainer.advance().loss - mean) < 1e-6)
  }
}
