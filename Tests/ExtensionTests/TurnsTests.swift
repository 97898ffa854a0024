import Rondo
import Testing

// Extension begins
/// Two networks that learn against each other (Goodfellow et al. 2014): the generator makes numbers
/// of noise, the discriminator tells them from data.
struct Adversaries: Module {
  typealias Scalar = Float
  var generator: Linear<Float>
  var hidden: Linear<Float>
  var output: Linear<Float>

  init(random: consuming RandomSource) {
    generator = Linear(inputs: 1, outputs: 1, random: &random)
    hidden = Linear(inputs: 1, outputs: 8, random: &random)
    output = Linear(inputs: 8, outputs: 1, random: &random)
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("generator", &generator)
    visitor.visit("discriminator.hidden", &hidden)
    visitor.visit("discriminator.output", &output)
  }

  /// The logits of "this is of the data", [N, 1] for x [N, 1].
  func judgement(of x: Variable<Float>) -> Variable<Float> { output(hidden(x).tanh()) }
}

/// The data are normal numbers with mean 3 and deviation ½; in each step the discriminator learns
/// first, and then the generator, by another optimizer.
struct AdversarialTask: TrainingTask {
  var stepsPerEpoch: Int { 100 }
  var turnCount: Int { 2 }

  static func groups(_ configuration: TrainingConfiguration) -> [ParameterGroup] {
    [
      ParameterGroup(turn: 0, Adam(beta1: 0.5), learningRate: 0.02) {
        $0.hasPrefix("discriminator.")
      },
      ParameterGroup(turn: 1, RMSprop(), learningRate: 0.01) { $0.hasPrefix("generator.") },
    ]
  }

  func loss(
    of model: borrowing Adversaries, at step: TrainingStep<NoState>, on tape: Tape<Float>
  ) -> StepLoss<NoState> {
    let stream = RandomStream(seed: 1, purpose: .general, index: UInt64(step.step))
    let numbers = (0..<32).map { Float(stream.normal(at: $0)) }
    let made = model.judgement(
      of: model.generator(tape.constant(Tensor(Array(numbers[..<16]), shape: [16, 1]))))
    let yes = [Float](repeating: 1, count: 16)
    if step.turn == 1 { return StepLoss(made.sigmoidCrossEntropy(yes)) }
    let data = Tensor(numbers[16...].map { 3 + $0 / 2 }, shape: [16, 1])
    let real = model.judgement(of: tape.constant(data))
    return StepLoss(
      real.sigmoidCrossEntropy(yes) + made.sigmoidCrossEntropy(yes.map { _ in 0 }))
  }
}
// Extension ends

// Extension begins
extension Adversaries: SavableModel {
  struct Architecture: ModelArchitecture {}
  static let task = "adversaries"
  var architecture: Architecture { Architecture() }
  init(zeros architecture: Architecture) { self.init(random: RandomSource(seed: 0)) }
}

extension AdversarialTask: SavedTask {}
// Extension ends

/// Two optimizers in turn through the one trainer.
struct TurnsTests {
  private func trainer(threads: Int = 1) -> Trainer<AdversarialTask> {
    Trainer(
      Adversaries(random: RandomSource(seed: 1)), AdversarialTask(), totalSteps: 400,
      workers: Workers(threads: threads))
  }

  @Test func `a generator learns where the data lie`() throws {
    var trainer = trainer()
    #expect(trainer.model.generator.bias.scalar == 0)
    for _ in 0..<400 { try trainer.advance() }
    #expect(abs(trainer.model.generator.bias.scalar - 3) < 0.5)
    #expect(
      trainer.optimizerState.map(\.name) == ["0.exp_avg", "0.exp_avg_sq", "1.square_avg"])
  }

  @Test func `each turn changes its own group, whatever the threads`() throws {
    var (one, two) = (trainer(), trainer(threads: 2))
    for _ in 0..<3 {
      try one.advance()
      try two.advance()
    }
    #expect(zip(one.model.parameters, two.model.parameters).allSatisfy { $0.value == $1.value })
    var start = trainer()
    start.restore(
      model: one.model, optimizerSlots: one.optimizerState.map(\.value), steps: 3,
      state: NoState())
    try start.advance()
    try one.advance()
    #expect(zip(one.model.parameters, start.model.parameters).allSatisfy { $0.value == $1.value })
  }

  @Test func `a run of two optimizers goes on from its files to the same bytes`() throws {
    func run(steps: Int) -> TrainingRun<AdversarialTask> {
      TrainingRun(trainer(), validation: nil, limits: TrainingLimits(steps: steps))
    }
    func files(of run: TrainingRun<AdversarialTask>) throws -> [SafetensorsFile] {
      while run.next() != nil {}
      let (settings, limits) = (BasicSettings(), RunLimits(TrainingLimits(steps: 8)))
      return [
        try SavedModel(
          model: run.bestModel, preparation: NoPreparation(), settings: settings, data: [],
          split: DataSplit(training: 16, validation: 0)
        ).encoded(),
        try TrainingStateFile(of: run, settings: settings, limits: limits, data: []).encoded(),
      ]
    }
    let begun = try files(of: run(steps: 5))
    let best = try SavedModel<Adversaries>(begun[0], path: "model")
    let resumed = run(steps: 8)
    resumed.restore(
      try TrainingStateFile(begun[1], architecture: .init(), path: "training"),
      bestModel: best.model)
    #expect(resumed.trainer.step == 5)
    #expect(try files(of: resumed) == files(of: run(steps: 8)))
  }
}
