import RondoEngine
import RondoModels
import Testing

/// Models, tasks and losses that need no type beside a module.
struct ParameterGroupTests {
  /// Two dense layers, one after the other.
  struct Pair: Module {
    typealias Scalar = Float
    var first: Linear<Float>
    var second: Linear<Float>

    init(_ sizes: (Int, Int, Int), seed: UInt64 = 1) {
      var random = RandomSource(seed: seed)
      first = Linear(inputs: sizes.0, outputs: sizes.1, random: &random)
      second = Linear(inputs: sizes.1, outputs: sizes.2, random: &random)
    }

    mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
      visitor.visit("first", &first)
      visitor.visit("second", &second)
    }

    func callAsFunction(_ x: Variable<Float>) -> Variable<Float> { second(first(x).tanh()) }

    var bits: [UInt32] { parameters.flatMap { $0.value.scalars.map(\.bitPattern) } }
  }

  static let inputs = Tensor<Float>([0, 0, 0, 1, 1, 0, 1, 1], shape: [4, 2])

  static let exclusiveOr = LossTask<Pair>(stepsPerEpoch: 1) { model, _, tape in
    model(tape.constant(inputs)).crossEntropy([0, 1, 1, 0])
  }

  static var configuration: TrainingConfiguration {
    var result = TrainingConfiguration()
    (result.learningRate, result.schedule) = (0.05, Schedule(.constant))
    return result
  }

  @Test func `a module and a closure are enough to train`() throws {
    var trainer = Trainer(Pair((2, 6, 2)), Self.exclusiveOr, Self.configuration, totalSteps: 200)
    var last = 0.0
    while trainer.step < 200 { last = try trainer.advance().loss }
    #expect(last < 0.05)
  }

  @Test func `a run without validation reports steps and its end`() {
    struct Task: ScoredTask {
      var stepsPerEpoch: Int { 5 }
      func loss(
        of model: borrowing Pair, at step: TrainingStep<NoState>, on tape: Tape<Float>
      ) -> StepLoss<NoState> {
        StepLoss(model(tape.constant(ParameterGroupTests.inputs)).crossEntropy([0, 1, 1, 0]))
      }
    }
    let trainer = Trainer(Pair((2, 3, 2)), Task(), Self.configuration, totalSteps: 10)
    let run = TrainingRun(trainer, validation: nil, limits: TrainingLimits(epochs: 2))
    var reason: StopReason?
    for case .finished(let report) in run { reason = report.stoppedBy }
    #expect(reason == .epochs && run.trainer.step == 10)
    #expect(run.bestModel.bits == run.trainer.model.bits)
  }

  static let groups = [
    ParameterGroup(Adam(), learningRate: 0.05) { $0.hasPrefix("first.") },
    ParameterGroup(RMSprop(), learningRate: 0.01, clipNorm: 0.1) { $0.hasPrefix("second.") },
  ]

  @Test func `two groups have the bits of two optimizers used by hand`() throws {
    var trainer = Trainer(
      Pair((2, 3, 2)), Self.exclusiveOr, totalSteps: 5, groups: Self.groups)
    var model = Pair((2, 3, 2))
    var first = Optimizer<Float>(Adam(), learningRate: 0.05, over: model) {
      $0.hasPrefix("first.")
    }
    var second = Optimizer<Float>(RMSprop(), learningRate: 0.01, over: model) {
      $0.hasPrefix("second.")
    }
    let tape = Tape<Float>()
    for _ in 0..<5 {
      try trainer.advance()
      let gradients = tape.gradient(of: &model) { model in
        model(tape.constant(Self.inputs)).crossEntropy([0, 1, 1, 0])
      }.gradients
      let norm = second.norm(of: gradients)
      first.update(&model, along: gradients)
      second.update(&model, along: norm > 0.1 ? gradients.scaled(by: 0.1 / norm) : gradients)
    }
    #expect(trainer.model.bits == model.bits)
    #expect(trainer.optimizerState.map(\.name) == ["0.exp_avg", "0.exp_avg_sq", "1.square_avg"])
    #expect(trainer.optimizerState.map(\.value.count) == [9, 9, 8])
  }

  /// The first layer learns to give 1, the second to give what the first one's new weights give.
  static let turns = LossTask<Pair>(stepsPerEpoch: 1, turns: 2) { model, step, tape in
    let hidden = model.first(tape.constant(inputs))
    return step.turn == 0
      ? hidden.meanSquaredError(tape.constant(Tensor(repeating: 1, shape: [4, 3])))
      : model.second(hidden).crossEntropy([0, 1, 1, 0])
  }

  @Test func `two parts learn in turn, the second with what the first has become`() throws {
    var groups = Self.groups
    (groups[1].turn, groups[1].clipNorm) = (1, .infinity)
    var trainer = Trainer(Pair((2, 3, 2)), Self.turns, totalSteps: 3, groups: groups)
    var model = Pair((2, 3, 2))
    var optimizers = groups.map {
      Optimizer<Float>(
        $0.rule, learningRate: $0.learningRate, over: model, parameters: $0.parameters!)
    }
    let tape = Tape<Float>()
    for step in 0..<3 {
      let result = try trainer.advance()
      var sum: Float = 0
      for turn in 0..<2 {
        let (loss, gradients) = tape.gradient(of: &model) { model in
          Self.turns.loss(
            of: model, at: TrainingStep(step, turn: turn, state: NoState()), on: tape
          ).loss
        }
        sum += loss
        optimizers[turn].update(&model, along: gradients)
      }
      #expect(result.loss == Double(sum))
    }
    #expect(trainer.model.bits == model.bits)
  }

  @Test func `groups go on from their slots with the same bits`() throws {
    func trainer(_ model: Pair = Pair((2, 3, 2))) -> Trainer<LossTask<Pair>> {
      Trainer(model, Self.exclusiveOr, totalSteps: 8, groups: Self.groups)
    }
    var whole = trainer()
    for _ in 0..<3 { try whole.advance() }
    var resumed = trainer(Pair((2, 3, 2), seed: 9))
    resumed.restore(
      model: whole.model, optimizerSlots: whole.optimizerState.map(\.value), steps: 3,
      state: NoState())
    for _ in 0..<5 {
      try whole.advance()
      try resumed.advance()
    }
    #expect(resumed.model.bits == whole.model.bits)
  }
}
