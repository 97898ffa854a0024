import TestSupport
import Testing
@testable import RondoEngine

/// The driver over time for cells made of operations, against the fused layers and by itself.
struct RecurrentLayersTests {
  static let lengths = [2, 4, 1, 4, 3]
  static let kinds = RecurrentKind.all.filter { !$0.skips }

  @Test(arguments: kinds, [1, 2])
  func `built-in cells have the bits of the fused sequence, with rows of unequal length too`(
    kind: RecurrentKind, count: Int
  ) {
    var draw = Draw(seed: count)
    let (rnn, start): (RNN<Float>, _) = draw.recurrent(
      kind, inputSize: 3, hiddenSize: 9, layers: count, batch: 5)
    let layers = driven(rnn)
    for lengths in [[], Self.lengths] {
      let x: Tensor<Float> = padded(draw.tensor([5, 5, 3]), lengths)
      let tape = Tape<Float>()
      let expected = rnn.sequence(tape.constant(x), from: start, lengths: lengths)
      let (outputs, state) = layers.sequence(
        tape.constant(x), from: driven(start, isBidirectional: kind.isBidirectional, on: tape),
        lengths: lengths)
      #expect(outputs.value == expected.outputs.value)
      let after = driven(expected.state.tensors, isBidirectional: kind.isBidirectional, on: tape)
      #expect(state.tensors == after.tensors && state.tensors.count == after.tensors.count)
    }
  }

  @Test(arguments: kinds.filter { !$0.isBidirectional })
  func `they have its gradients to 1e-12`(kind: RecurrentKind) {
    var draw = Draw(seed: 3)
    let (drawn, start): (RNN<Double>, _) = draw.recurrent(
      kind, inputSize: 3, hiddenSize: 4, layers: 2, batch: 5)
    var rnn = drawn
    var layers = driven(rnn)
    let x: Tensor<Double> = padded(draw.tensor([4, 5, 3]), Self.lengths)
    let tape = Tape<Double>()
    let fused = tape.gradient(of: &rnn) {
      $0.sequence(tape.constant(x), from: start, lengths: Self.lengths).outputs.squared().sum()
    }
    let stepwise = tape.gradient(of: &layers) {
      let first = driven(start, isBidirectional: false, on: tape)
      return $0.sequence(tape.constant(x), from: first, lengths: Self.lengths)
        .outputs.squared().sum()
    }
    for (own, other) in zip(layers.parameters, rnn.parameters) {
      // The forms add the same terms in another order: rounding of sums of two dozen terms.
      let difference = difference(
        stepwise.gradients[own.value].scalars, from: fused.gradients[other.value].scalars,
        absolute: 1e-13, relative: 1e-12)
      #expect(difference == nil && own.name.contains(other.name.dropLast()), "\(own.name)")
    }
  }

  @Test(arguments: [false, true])
  func `a cell of one's own has the gradient of central differences, into its first state too`(
    isBidirectional: Bool
  ) {
    var draw = Draw(seed: 4)
    let layers = MinimalGRU<Double>.layers(2, isBidirectional, inputs: 2, units: 2, &draw)
    let states = layers.initialState(batch: 3, on: Tape()).tensors.map {
      draw.tensor($0.shape) as Tensor<Double>
    }
    var model = Driven(
      layers: layers, inputs: Inputs(tensors: [draw.tensor([3, 3, 2])] + states))
    let disagreement = GradientCheck.disagreement(of: &model) { model, tape in
      let variables = model.inputs.tensors.map(tape.parameter)
      var (start, next) = (model.layers.initialState(batch: 3, on: tape), 1)
      start.visitVariables {
        $0 = variables[next]
        next += 1
      }
      let (outputs, state) = model.layers.sequence(variables[0], from: start, lengths: [2, 3, 1])
      return state.variables.reduce(outputs.tanh()) { $0 + $1.squared().sum() }
    }
    #expect(disagreement == nil)
  }

  @Test(arguments: [false, true])
  func `a row has the same bits alone, in any batch, with any padding and any number of threads`(
    isBidirectional: Bool
  ) {
    var draw = Draw(seed: 5)
    let layers = MinimalGRU<Float>.layers(2, isBidirectional, inputs: 6, units: 35, &draw)
    let x: Tensor<Float> = draw.tensor([4, 5, 6])
    func run(threads: Int, padding: Int) -> (outputs: [Float], gradients: [Float]) {
      let inputs = padded(
        Tensor(
          x.scalars + [Float](repeating: .nan, count: padding * 30), shape: [4 + padding, 5, 6]),
        Self.lengths)
      var (model, outputs) = (Driven(layers: layers, inputs: Inputs(tensors: [inputs])), [Float]())
      let tape = Tape<Float>(workers: Workers(threads: threads))
      let result = tape.gradient(of: &model) { model in
        let found = model.layers.sequence(
          tape.parameter(model.inputs.tensors[0]), lengths: Self.lengths
        ).outputs
        outputs = found.value.scalars
        return found.squared().sum()
      }
      let gradients = model.parameters.flatMap { result.gradients[$0.value].scalars }
      let extra = (padding * 5 * layers.outputSize, padding * 30)
      #expect(Set(outputs.suffix(extra.0) + gradients.suffix(extra.1)).isSubset(of: [0]))
      return (outputs.dropLast(extra.0), gradients.dropLast(extra.1))
    }
    let expected = run(threads: 1, padding: 0)
    #expect(expected.gradients.reduce(0) { $0 + abs($1) }.isFinite)
    for (threads, padding) in [(1, 2), (2, 0), (3, 1)] {
      #expect(run(threads: threads, padding: padding) == expected, "\(threads), \(padding)")
    }
    for (row, length) in Self.lengths.enumerated() {
      let own = (0..<length).flatMap { numbers(x.scalars, at: $0 * 5 + row, size: 6) }
      let alone = layers.sequence(Tape().constant(Tensor(own, shape: [length, 1, 6]))).outputs
      let beside = (0..<length).flatMap {
        numbers(expected.outputs, at: $0 * 5 + row, size: layers.outputSize)
      }
      #expect(alone.value.scalars == beside, "row \(row)")
    }
  }

  @Test func `steps, pieces and a stack as a cell have the bits of the whole sequence`() {
    var draw = Draw(seed: 6)
    let layers = MinimalGRU<Float>.layers(2, false, inputs: 3, units: 5, &draw)
    let (tape, x): (Tape<Float>, Tensor<Float>) = (Tape(), draw.tensor([4, 2, 3]))
    let (outputs, final) = layers.sequence(tape.constant(x))
    let (whole, last) = (outputs.value, final.tensors)
    #expect(RecurrentLayers([layers]).sequence(tape.constant(x)).outputs.value == whole)
    var state = layers.initialState(batch: 2, on: tape)
    for t in 0..<4 {
      let input = tape.constant(x).slice(t..<t + 1).reshaped(to: [2, 3])
      state = layers.step(input, from: state)
      #expect(layers.output(of: state).value.scalars == outputs.slice(t..<t + 1).value.scalars)
    }
    #expect(state.tensors == last)
    var pieces: [Float] = []
    for part in [0..<1, 1..<4] {
      let carried = state.tensors
      tape.reset()
      if part.lowerBound == 0 {
        state = layers.initialState(batch: 2, on: tape)
      } else {
        state = state.replaced(by: carried, on: tape)
      }
      let (outputs, after) = layers.sequence(tape.constant(x).slice(part), from: state)
      (pieces, state) = (pieces + outputs.value.scalars, after)
    }
    #expect(pieces == whole.scalars && state.tensors == last)
  }

  @Test func `ids are rows of a table, and those after a row's end are not looked at`() {
    var draw = Draw(seed: 7)
    let layers = MinimalGRU<Float>.layers(1, true, inputs: 3, units: 4, &draw)
    let table = Embedding<Float>(weight: draw.tensor([5, 3]))
    let ids: [Int32] = [0, 4, 5, 2, -7, 1, 3, 9, 0]  // of lengths 3, 1 and 3; 5 is unknown
    let tape = Tape<Float>()
    let vectors = tape.constant(
      Tensor(
        ids.flatMap { id -> [Float] in
          (0..<5).contains(id) ? (0..<3).map { table.weight[Int(id), $0] } : [0, 0, 0]
        }, shape: [3, 3, 3]))
    let found = layers.sequence(ids, of: table, batch: 3, on: tape, lengths: [3, 1, 3]).outputs
    #expect(found.value == layers.sequence(vectors, lengths: [3, 1, 3]).outputs.value)
  }

  /// One of the vectors that lie one after another.
  private func numbers(_ all: [Float], at place: Int, size: Int) -> ArraySlice<Float> {
    all[place * size..<(place + 1) * size]
  }

  /// Numbers that are none after each row's end.
  private func padded<Scalar>(_ x: Tensor<Scalar>, _ lengths: [Int]) -> Tensor<Scalar> {
    var x = x
    for (row, length) in lengths.enumerated() {
      for t in length..<x.shape[0] {
        for column in 0..<x.shape[2] { x[t, row, column] = .nan }
      }
    }
    return x
  }
}

/// One layer of a built-in cell, step by step.
private struct OneLayer<Scalar: TensorScalar>: RecurrentCell {
  var rnn: RNN<Scalar>

  var inputSize: Int { rnn.inputSize }
  var outputSize: Int { rnn.hiddenSize }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("rnn", &rnn)
  }

  func initialState(batch: Int, on tape: Tape<Scalar>) -> RecurrentVariables<Scalar> {
    .init(rnn.initialState(batch: batch), on: tape)
  }

  func step(
    _ input: Variable<Scalar>, from state: RecurrentVariables<Scalar>
  ) -> RecurrentVariables<Scalar> {
    rnn.step(input, from: state)
  }

  func output(of state: RecurrentVariables<Scalar>) -> Variable<Scalar> { state.hidden[0] }
}

/// The layers of a network, step by step.
private func driven<Scalar>(_ rnn: RNN<Scalar>) -> RecurrentLayers<OneLayer<Scalar>> {
  func cells(_ layers: [RNN<Scalar>.Layer]) -> [OneLayer<Scalar>] {
    layers.map { OneLayer(rnn: RNN(rnn.cell, layers: [$0])) }
  }
  return RecurrentLayers(cells(rnn.layers), reverse: cells(rnn.reverseLayers))
}

/// The state of a network, whose layers' directions alternate.
private func driven<Scalar>(
  _ state: RNNState<Scalar>, isBidirectional: Bool, on tape: Tape<Scalar>
) -> RecurrentLayers<OneLayer<Scalar>>.State {
  func states(_ direction: Int) -> [RecurrentVariables<Scalar>] {
    stride(from: direction, to: state.hidden.count, by: isBidirectional ? 2 : 1).map { k in
      let cells = state.cell.isEmpty ? [] : [tape.constant(state.cell[k])]
      return RecurrentVariables(hidden: [tape.constant(state.hidden[k])], cell: cells)
    }
  }
  return .init(cells: states(0), reverseCells: isBidirectional ? states(1) : [])
}

/// The minimal GRU of Feng et al. 2024 as somebody outside would write it.
private struct MinimalGRU<Scalar: TensorScalar>: RecurrentCell {
  struct State: RecurrentState {
    var hidden: Variable<Scalar>

    mutating func visitVariables(_ visit: (inout Variable<Scalar>) -> Void) { visit(&hidden) }
  }

  var gate: Linear<Scalar>
  var candidate: Linear<Scalar>

  var inputSize: Int { gate.weight.shape[1] }
  var outputSize: Int { gate.weight.shape[0] }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("gate", &gate)
    visitor.visit("candidate", &candidate)
  }

  func initialState(batch: Int, on tape: Tape<Scalar>) -> State {
    State(hidden: tape.constant(Tensor(zeros: [batch, outputSize])))
  }

  func step(_ input: Variable<Scalar>, from state: State) -> State {
    let (z, v) = (gate(input).logistic(), candidate(input))
    let positive = v.relu()
    let new = positive + (v - positive).logistic()
    return State(hidden: (1 - z) * state.hidden + z * new)
  }

  func output(of state: State) -> Variable<Scalar> { state.hidden }

  static func layers(
    _ count: Int, _ isBidirectional: Bool, inputs: Int, units: Int, _ draw: inout Draw
  ) -> RecurrentLayers<Self> {
    func cells() -> [Self] {
      (0..<count).map { k in
        let depth = k == 0 ? inputs : units * (isBidirectional ? 2 : 1)
        func linear() -> Linear<Scalar> {
          Linear(weight: draw.tensor([units, depth]), bias: draw.tensor([units]))
        }
        return Self(gate: linear(), candidate: linear())
      }
    }
    return RecurrentLayers(cells(), reverse: isBidirectional ? cells() : [])
  }
}

private struct Driven<Scalar: TensorScalar>: Module {
  var layers: RecurrentLayers<MinimalGRU<Scalar>>
  var inputs: Inputs<Scalar>

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("layers", &layers)
    visitor.visit("inputs", &inputs)
  }
}
