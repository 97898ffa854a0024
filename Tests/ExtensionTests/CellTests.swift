import Rondo
import Testing

// Extension begins
/// The minimal gated recurrent unit (Feng et al. 2024, arXiv:2410.01201): z = σ(W_z·x + b_z),
/// h′ = (1 − z)∘h + z∘g(W_h·x + b_h) with g(v) = v + ½ where v ≥ 0, else σ(v).
struct MinimalGRU<Scalar: TensorScalar>: RecurrentCell {
  struct State: RecurrentState {
    var hidden: Variable<Scalar>
    mutating func visitVariables(_ visit: (inout Variable<Scalar>) -> Void) { visit(&hidden) }
  }

  var gate: Linear<Scalar>
  var candidate: Linear<Scalar>
  /// h before the first step [H], which is learnt.
  var start: Tensor<Scalar>

  var inputSize: Int { gate.weight.shape[1] }
  var outputSize: Int { gate.weight.shape[0] }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("gate", &gate)
    visitor.visit("candidate", &candidate)
    visitor.visit("start", &start)
  }

  func initialState(batch: Int, on tape: Tape<Scalar>) -> State {
    State(hidden: tape.parameter(start) + tape.constant(Tensor(zeros: [batch, outputSize])))
  }

  func step(_ input: Variable<Scalar>, from state: State) -> State {
    let (z, v) = (gate(input).logistic(), candidate(input))
    let g = v.logistic().replacing(with: v + 0.5, where: v .>= 0)
    return State(hidden: (1 - z) * state.hidden + z * g)
  }

  func output(of state: State) -> Variable<Scalar> { state.hidden }
}
// Extension ends

// Extension begins
/// The vectors of the first and of the last step side by side.
struct Endpoints<Scalar: TensorScalar>: SequenceReadout {
  /// D.
  let size: Int
  var outputSize: Int { 2 * size }
  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {}

  /// [B, 2·D] for outputs [T, B, D].
  func callAsFunction(_ outputs: Variable<Scalar>, lengths: [Int]) -> Variable<Scalar> {
    let first = outputs.slice(0..<1).reshaped(to: [outputs.shape[1], size])
    return first.joined(with: outputs.lastOverTime(lengths: lengths, units: size, directions: 1))
  }
}
// Extension ends

/// A recurrent cell through the generic driver, its readout, and a learnt initial state.
struct CellTests {
  /// Two layers of D = 3 and H = 5 with the parameters of a built-in network.
  private func layers<Scalar>(like rnn: RNN<Scalar>) -> RecurrentLayers<MinimalGRU<Scalar>> {
    RecurrentLayers(
      rnn.layers.map { layer in
        let depth = layer.inputWeight.shape[1]
        let linear = (0..<2).map { gate in
          Linear(
            weight: Tensor(
              Array(layer.inputWeight.scalars[(5 * depth * gate)..<(5 * depth * (gate + 1))]),
              shape: [5, depth]),
            bias: Tensor(Array(layer.inputBias.scalars[(5 * gate)..<(5 * (gate + 1))])))
        }
        return MinimalGRU(gate: linear[0], candidate: linear[1], start: Tensor(zeros: [5]))
      })
  }

  private func network<Scalar>(_ type: Scalar.Type) -> RNN<Scalar> {
    var random = RandomSource(seed: 3)
    var rnn = RNN<Scalar>(.minGRU, inputSize: 3, hiddenSize: 5, layers: 2, random: &random)
    rnn.mapParameters { _, present in numbers(present.shape, seed: present.count) }
    return rnn
  }

  private func numbers<Scalar>(_ shape: Shape, seed: Int) -> Tensor<Scalar> {
    let stream = RandomStream(seed: UInt64(seed), purpose: .general)
    return Tensor(
      (0..<shape.elementCount).map { Scalar(stream.normal(at: UInt64($0))) }, shape: shape)
  }

  /// Outputs, last states and the gradients of the inputs.
  private func results<Scalar>(
    _ run: (Variable<Scalar>) -> (outputs: Variable<Scalar>, last: [Variable<Scalar>]),
    threads: Int = 1
  ) -> (forward: [Scalar], gradient: [Scalar]) {
    let tape = Tape<Scalar>(workers: Workers(threads: threads))
    let x = tape.variable(numbers([4, 3, 3], seed: 1))
    let (outputs, last) = run(x)
    ((outputs * tape.constant(numbers(outputs.shape, seed: 2))).sum() + last[0].sum()).backward()
    return ((outputs.value.scalars + last.flatMap(\.value.scalars)), x.gradient.scalars)
  }

  @Test(arguments: [[], [4, 1, 3]])
  func `the cell has the bits of the built-in one`(lengths: [Int]) {
    func compare<Scalar: TensorScalar>(_ type: Scalar.Type, tolerance: Scalar) {
      let rnn = network(Scalar.self)
      let layers = layers(like: rnn)
      let fused = results { (x: Variable<Scalar>) in
        let (outputs, state) = rnn.sequence(
          x, from: rnn.initialState(batch: 3), lengths: lengths)
        return (outputs, Array(state.hidden))
      }
      for threads in [1, 2] {
        let own = results(
          { (x: Variable<Scalar>) in
            let (outputs, state) = layers.sequence(x, lengths: lengths)
            return (outputs, state.variables)
          }, threads: threads)
        #expect(own.forward == fused.forward, "\(Scalar.self), \(threads) threads")
        // The built-in cell adds the gradients of a step in another order.
        for (one, other) in zip(own.gradient, fused.gradient) {
          #expect(abs(one - other) < tolerance)
        }
      }
      #expect(fused.gradient.contains { abs($0) > 0.01 })
    }
    compare(Float.self, tolerance: 1e-5)
    compare(Double.self, tolerance: 1e-13)
  }

  @Test func `the gradients of a cell's parameters and its start are central differences`() {
    var layers = layers(like: network(Double.self))
    for k in 0..<2 { layers.cells[k].start = numbers([5], seed: 7 + k) }
    let error = gradientError(of: layers) { layers, tape in
      layers.sequence(tape.constant(numbers([3, 2, 3], seed: 5)), lengths: [3, 2]).outputs
    }
    #expect(error < 1e-8)
  }

  @Test func `a readout gives a row in a batch what it gives it alone`() {
    let layers = layers(like: network(Float.self))
    let (inputs, lengths) = (numbers([4, 3, 3], seed: 1) as Tensor<Float>, [4, 1, 3])
    func vectors(_ inputs: Tensor<Float>, _ lengths: [Int]) -> (Tensor<Float>, Tensor<Float>) {
      let outputs = layers.sequence(Tape().constant(inputs), lengths: lengths).outputs
      return (outputs.value, Endpoints(size: 5)(outputs, lengths: lengths).value)
    }
    let (outputs, found) = vectors(inputs, lengths)
    #expect(found.shape == [3, 10])
    for (row, length) in lengths.enumerated() {
      let own = (0..<length).flatMap { t in (0..<3).map { inputs[t, row, $0] } }
      let alone = vectors(Tensor(own, shape: [length, 1, 3]), [length]).1.scalars
      #expect(Array(found.scalars[10 * row..<10 * row + 10]) == alone)
      #expect(alone.prefix(5).elementsEqual((0..<5).map { outputs[0, row, $0] }))
      #expect(alone.suffix(5).elementsEqual((0..<5).map { outputs[length - 1, row, $0] }))
    }
  }

  /// A built-in network with a learnt initial state.
  struct Started: Module {
    typealias Scalar = Float
    var rnn: RNN<Float>
    var start: InitialState<Float>
    mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
      visitor.visit("rnn", &rnn)
      visitor.visit("start", &start)
    }
  }

  @Test func `an initial state learns while the network stays as it is`() throws {
    var random = RandomSource(seed: 4)
    let rnn = RNN<Float>(.gru, inputSize: 3, hiddenSize: 5, random: &random)
    let before = Started(rnn: rnn, start: InitialState(of: rnn))
    let inputs = numbers([2, 4, 3], seed: 1) as Tensor<Float>
    let task = LossTask<Started>(stepsPerEpoch: 1) { model, _, tape in
      model.rnn.sequence(tape.constant(inputs), from: model.start(batch: 4, on: tape)).outputs
        .meanSquaredError(tape.constant(Tensor(repeating: 0.5, shape: [2, 4, 5])))
    }
    let group = ParameterGroup(Adam(), learningRate: 0.1) { $0.hasPrefix("start.") }
    var trainer = Trainer(before, task, totalSteps: 60, groups: [group])
    let first = try trainer.advance().loss
    for _ in 1..<60 { try trainer.advance() }
    let last = try trainer.advance().loss
    #expect(last < 0.5 * first)
    let pairs = zip(before.parameters, trainer.model.parameters)
    #expect(pairs.filter { $0.value != $1.value }.map { $0.0.name } == ["start.hidden"])
  }
}
