import Rondo
import Testing

// Extension begins
/// Lion (Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms"):
/// w ← w − rate·sign(β₁m + (1 − β₁)g), m ← β₂m + (1 − β₂)g.
// Example begins
struct Lion: OptimizationRule {
  var (beta1, beta2) = (0.9, 0.99)
  var slotNames: [String] { ["exp_avg"] }

  @_specialize(where Scalar == Float)
  func apply<Scalar: TensorScalar>(
    _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double
  ) {
    let (b1, b2, rate) = (Scalar(beta1), Scalar(beta2), Scalar(learningRate))
    update.forEach { gradient, parameter, slots in
      let direction = b1 * slots[0] + (1 - b1) * gradient
      slots[0] = b2 * slots[0] + (1 - b2) * gradient
      return parameter - (direction > 0 ? rate : direction < 0 ? -rate : 0)
    }
  }
}
// Example ends
// Extension ends

// Extension begins
/// A cyclical learning rate (Smith 2017): from `floor` up to 1 and down again every `period` steps.
struct TriangularCycle: LearningRateSchedule {
  var period: Int
  var floor = 0.1

  func factor(step: Int, of total: Int, plateaus: Int) -> Double {
    let phase = Double(step % period) / Double(period)
    return floor + (1 - floor) * (1 - abs(2 * phase - 1))
  }
}
// Extension ends

/// An optimizer and a schedule.
struct OptimizerTests {
  /// A vector that is to become another one.
  struct Vector: Module {
    typealias Scalar = Float
    var w: Tensor<Float>
    mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
      visitor.visit("w", &w)
    }
  }

  private static let task = LossTask<Vector>(stepsPerEpoch: 1) { model, _, tape in
    tape.parameter(model.w).halfSquaredError(tape.constant(Tensor([1, -1, 0])))
  }

  private func trainer(
    _ schedule: any LearningRateSchedule = Schedule(.constant), from start: [Float] = [0, 0, 0]
  ) -> Trainer<LossTask<Vector>> {
    let lion = Lion(beta1: 0.5, beta2: 0.75)
    return Trainer(
      Vector(w: Tensor(start)), Self.task, totalSteps: 40,
      groups: [ParameterGroup(lion, learningRate: 0.25, schedule: schedule)])
  }

  @Test func `Lion steps by the sign of an average`() throws {
    var trainer = trainer()
    // Exact in binary: by 0.25 to the target, past it, and back once the average has turned.
    let path = try (0..<8).map { _ in
      try trainer.advance()
      return trainer.model.w.scalars
    }
    #expect(path.map { $0[0] } == [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.25, 1])
    #expect(path.allSatisfy { $0[1] == -$0[0] && $0[2] == 0 })
  }

  @Test func `training with Lion goes on from its slots with the same bits`() throws {
    let schedule = TriangularCycle(period: 7)
    var whole = trainer(schedule)
    for _ in 0..<5 { try whole.advance() }
    #expect(whole.optimizerState.map(\.name) == ["exp_avg"])
    var resumed = trainer(schedule, from: [9, 9, 9])
    resumed.restore(
      model: whole.model, optimizerSlots: whole.optimizerState.map(\.value), steps: 5,
      state: NoState())
    for _ in 0..<10 {
      try whole.advance()
      try resumed.advance()
    }
    #expect(resumed.model.w == whole.model.w)
    #expect(resumed.optimizerState[0].value == whole.optimizerState[0].value)
  }

  @Test func `the rate follows the schedule, after a warm-up too`() throws {
    let cycle = TriangularCycle(period: 4, floor: 0)
    func rates(_ schedule: any LearningRateSchedule) throws -> [Double] {
      var trainer = trainer(schedule)
      return try (0..<7).map { _ in try trainer.advance().learningRate }
    }
    #expect(try rates(cycle) == [0, 0.125, 0.25, 0.125, 0, 0.125, 0.25])
    #expect(try rates(cycle.warmedUp(for: 2)) == [0.125, 0.25, 0, 0.125, 0.25, 0.125, 0])
  }
}
