import TestSupport
import Testing
@testable import RondoEngine

/// The state of a sequence as variables: gradients into what it starts from and out of what it ends
/// with.
struct RecurrentStateTests {
  /// What becomes of three rows of three steps.
  enum Rows: CaseIterable {
    case whole, uneven, reset, unevenAndReset

    var lengths: [Int] {
      switch self {
      case .whole, .reset: []
      case .uneven, .unevenAndReset: [2, 3, 1]
      }
    }

    /// The first row at its first step, the second one at its second.
    var resets: [Bool] {
      switch self {
      case .whole, .uneven: []
      case .reset: [true, false, false, false, true, false, false, true, false]
      case .unevenAndReset: [true, false, false, false, true, false, true, false, true]
      }
    }
  }

  @Test(arguments: RecurrentKind.all, [Rows.whole, .unevenAndReset])
  func `gradients into the initial state and out of the last are those of central differences`(
    kind: RecurrentKind, rows: Rows
  ) {
    var draw = Draw(seed: 4)
    let (rnn, state): (RNN<Double>, _) = draw.recurrent(
      kind, inputSize: 2, hiddenSize: 2, layers: 2, batch: 3)
    var model = Conditioned(
      rnn: rnn, inputs: Inputs(tensors: state.hidden + state.cell + [draw.tensor([3, 3, 2])]))
    let disagreement = GradientCheck.disagreement(of: &model) { model, tape in
      let tensors = model.inputs.tensors
      let start = model.start(on: tape)
      let (outputs, last) = model.rnn.sequence(
        tape.parameter(tensors[tensors.count - 1]), from: start, resets: rows.resets,
        lengths: rows.lengths)
      // Of whole rows the last layer's outputs have no gradient; a second use gives the initial state
      // one before the sequence does.
      let others = rows == .whole ? [] : [outputs] + Array(start.hidden) + Array(start.cell)
      return weighted(others + Array(last.hidden) + Array(last.cell), from: 9)
    }
    #expect(disagreement == nil)
  }

  @Test(arguments: RecurrentKind.unidirectional, [1, 2])
  func `chunks chained through their states are one long sequence`(
    kind: RecurrentKind, layers: Int
  ) {
    let whole = chained(kind, layers, [0..<5], Float.self)
    for chunks in [[0..<2, 2..<5], [0..<1, 1..<4, 4..<5]] {
      #expect(chained(kind, layers, chunks, Float.self).values == whole.values)
      let found = chained(kind, layers, chunks, Double.self).gradients
      // The same terms, added in another order.
      let difference = difference(
        found, from: chained(kind, layers, [0..<5], Double.self).gradients, absolute: 1e-14,
        relative: 1e-12)
      #expect(difference == nil, "chunks \(chunks)")
    }
  }

  @Test(arguments: RecurrentKind.unidirectional, [1, 2])
  func `sequence and step have the same gradients into the state to 1e-12`(
    kind: RecurrentKind, layers: Int
  ) {
    var draw = Draw(seed: layers)
    let (rnn, state): (RNN<Double>, _) = draw.recurrent(
      kind, inputSize: 3, hiddenSize: 6, layers: layers, batch: 3)
    let inputs: Tensor<Double> = draw.tensor([4, 3, 3])
    func gradients(_ last: (Conditioned<Double>, Tape<Double>) -> RecurrentVariables<Double>)
      -> [Double]
    {
      var model = Conditioned(rnn: rnn, inputs: Inputs(tensors: state.hidden + state.cell))
      let tape = Tape<Double>()
      let (_, gradients) = tape.gradient(of: &model) { model in
        let state = last(copy model, tape)
        return weighted(Array(state.hidden) + Array(state.cell), from: 3)
      }
      return model.parameters.flatMap { gradients[$0.value].scalars }
    }
    let whole = gradients { model, tape in
      model.rnn.sequence(tape.constant(inputs), from: model.start(on: tape)).state
    }
    let steps = gradients { model, tape in
      unrolled(model.rnn, tape.constant(inputs), from: model.start(on: tape)).state
    }
    // The forms add the same terms in another order: rounding of sums of a dozen terms.
    let difference = difference(whole, from: steps, absolute: 1e-13, relative: 1e-12)
    #expect(difference == nil)
  }

  @Test(arguments: RecurrentKind.all.filter { !$0.skips })
  func `a state's gradient has the same bits with any number of threads and on a used tape`(
    kind: RecurrentKind
  ) {
    let single = Self.numbers(kind, on: Tape())
    for threads in [2, 3] {
      let tape = Tape<Float>(workers: Workers(threads: threads))
      for _ in 1...2 {
        #expect(Self.numbers(kind, on: tape) == single, "\(threads) threads")
      }
    }
  }

  @Test(arguments: RecurrentKind.all, Rows.allCases)
  func `a row's initial state has the gradient that it has alone`(
    kind: RecurrentKind, rows: Rows
  ) {
    var draw = Draw(seed: 2)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      kind, inputSize: 4, hiddenSize: 9, layers: 2, batch: 3)
    let ids = draw.ids(3 * 3, upTo: 4)
    func gradients(_ state: RNNState<Float>, _ chosen: [Int]) -> [Tensor<Float>] {
      let tape = Tape<Float>()
      let start = (state.hidden + state.cell).map(tape.variable)
      let steps = chosen.count == 1 && !rows.lengths.isEmpty ? rows.lengths[chosen[0]] : 3
      let places = (0..<steps).flatMap { t in chosen.map { t * 3 + $0 } }
      let (outputs, last) = rnn.sequence(
        places.map { ids[$0] }, on: tape,
        from: .init(hidden: start.prefix(state.hidden.count), cell: start[state.hidden.count...]),
        resets: rows.resets.isEmpty ? [] : places.map { rows.resets[$0] },
        lengths: rows.lengths.isEmpty || chosen.count == 1 ? [] : rows.lengths)
      let squares = (Array(last.hidden) + Array(last.cell)).map { $0.squared().sum() }
      squares.reduce(outputs.squared().sum(), +).backward()
      return start.map(\.gradient)
    }
    let together = gradients(state, [0, 1, 2])
    for row in 0..<3 {
      let alone = gradients(state.repeating(row: row, count: 1), [row])
      for (whole, own) in zip(together, alone) {
        #expect(Array(whole.scalars[row * 9..<(row + 1) * 9]) == own.scalars, "row \(row)")
      }
    }
  }

  @Test func `a state turned into tensors lets no gradient through`() {
    var draw = Draw(seed: 1)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      .lstm, inputSize: 3, hiddenSize: 4, layers: 2, batch: 2)
    let tape = Tape<Float>()
    func gradients(isTruncated: Bool) -> [Tensor<Float>] {
      tape.reset()
      let start = (state.hidden + state.cell).map(tape.variable)
      let first = rnn.sequence(
        [0, 1, 2, 0], on: tape, from: .init(hidden: start[..<2], cell: start[2...])
      ).state
      let second =
        isTruncated
        ? rnn.sequence([1, 2], on: tape, from: first.tensors)
        : rnn.sequence([1, 2], on: tape, from: first)
      (second.outputs.sum() + start[0].sum()).backward()
      return start.map(\.gradient)
    }
    let truncated = gradients(isTruncated: true)
    #expect(truncated[0].scalars == Array(repeating: 1, count: 8))
    #expect(truncated.dropFirst().allSatisfy { $0 == Tensor(zeros: [2, 4]) })
    #expect(gradients(isTruncated: false).allSatisfy { !$0.scalars.contains(0) })
  }

  @Test func `a constant state has no gradient, nor memory for one`() {
    var draw = Draw(seed: 1)
    var (rnn, tensors): (RNN<Float>, RNNState<Float>) = draw.recurrent(
      .lstm, inputSize: 3, hiddenSize: 4, layers: 2, batch: 2)
    tensors.reset(row: 0)
    let (tape, state) = (Tape<Float>(), tensors)
    var start: RecurrentVariables<Float>?
    _ = tape.gradient(of: &rnn) { rnn in
      let constant = RecurrentVariables(state, on: tape)
      start = constant
      return rnn.sequence([0, 1, 2, 0], on: tape, from: constant).state.hidden[1].sum()
    }
    #expect(start.map { $0.hidden.allSatisfy { !$0.operation.hasGradient } } == true)
    #expect(start.map { $0.cell.allSatisfy { !$0.operation.hasGradient } } == true)
  }

  @Test func `a list of variables is a value, and its numbers outlive the tape's step`() {
    let tape = Tape<Float>()
    var kept: [Tensor<Float>] = []
    for step in 0..<5 {
      tape.reset()
      let variables = (0..<3).map { tape.variable(Tensor([Float(10 * step + $0)])) }
      let list = VariableList(variables)
      var changed = list
      changed[1] = variables[2]
      #expect(list.map(\.scalar) == variables.map(\.scalar))
      #expect(changed.map(\.scalar) == [0, 2, 2].map { Float(10 * step + $0) })
      let state = RecurrentVariables(hidden: changed).tensors
      #expect(state.cell.isEmpty)
      kept += state.hidden
    }
    #expect(
      kept.map(\.scalar) == (0..<5).flatMap { step in [0, 2, 2].map { Float(10 * step + $0) } })
    #expect(VariableList<Float>().isEmpty)
  }
}

extension RecurrentStateTests {
  /// The loss, the outputs, the last state and all gradients, into the initial state too, of a batch
  /// of nine rows, which are enough work to be shared.
  static func numbers(_ kind: RecurrentKind, on tape: Tape<Float>) -> [Float] {
    let rows = Rows.unevenAndReset
    var draw = Draw(seed: 3)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      kind, inputSize: 4, hiddenSize: 90, layers: 1, batch: 9)
    var model = Conditioned(rnn: rnn, inputs: Inputs(tensors: state.hidden + state.cell))
    let ids = draw.ids(3 * 9, upTo: 4)
    func repeated<T>(_ three: [T]) -> [T] {
      stride(from: 0, to: three.count, by: 3).flatMap { at in (0..<9).map { three[at + $0 % 3] } }
    }
    var values: [Float] = []
    let (loss, gradients) = tape.gradient(of: &model) { model in
      let (outputs, last) = model.rnn.sequence(
        ids, on: tape, from: model.start(on: tape), resets: repeated(rows.resets),
        lengths: repeated(rows.lengths))
      let states = Array(last.hidden) + Array(last.cell)
      values = outputs.value.scalars + states.flatMap(\.value.scalars)
      return states.map { $0.squared().sum() }.reduce(outputs.tanh().sum(), +)
    }
    return [loss] + values + model.parameters.flatMap { gradients[$0.value].scalars }
  }

  /// The outputs and the last state of five steps taken in chunks, and the gradients of all of them.
  private func chained<Scalar: TensorScalar>(
    _ kind: RecurrentKind, _ layers: Int, _ chunks: [Range<Int>], _ type: Scalar.Type
  ) -> (values: [Scalar], gradients: [Scalar]) {
    var draw = Draw(seed: layers)
    let (rnn, state): (RNN<Scalar>, _) = draw.recurrent(
      kind, inputSize: 4, hiddenSize: 5, layers: layers, batch: 3)
    let (ids, flags) = (draw.ids(5 * 3, upTo: 4), draw.ids(5 * 3, upTo: 5).map { $0 == 0 })
    var model = Conditioned(rnn: rnn, inputs: Inputs(tensors: state.hidden + state.cell))
    let tape = Tape<Scalar>()
    var values: [Scalar] = []
    let (_, gradients) = tape.gradient(of: &model) { model in
      var state = model.start(on: tape)
      var terms: [Variable<Scalar>] = []
      for chunk in chunks {
        let places = 3 * chunk.lowerBound..<3 * chunk.upperBound
        let (outputs, last) = model.rnn.sequence(
          Array(ids[places]), on: tape, from: state, resets: Array(flags[places]))
        values += outputs.value.scalars
        terms += chunk.map { t in
          let step = t - chunk.lowerBound
          return weighted([outputs.slice(step..<step + 1)], from: t)
        }
        state = last
      }
      let ends = Array(state.hidden) + Array(state.cell)
      values += ends.flatMap(\.value.scalars)
      return terms.reduce(weighted(ends, from: 9), +)
    }
    return (values, model.parameters.flatMap { gradients[$0.value].scalars })
  }
}

extension EveryKernelVersion {
  @Test(arguments: RecurrentKind.all.filter { !$0.skips })
  func `a state's gradient has the same bits on every version`(kind: RecurrentKind) {
    let results = Self.results { RecurrentStateTests.numbers(kind, on: Tape()) }
    for (version, numbers) in results {
      #expect(bitDifference(numbers, from: results[0].value) == nil, "\(version)")
    }
  }
}

/// The sum of the elements of all parts, each times a weight drawn from a seed.
private func weighted<Scalar: TensorScalar>(
  _ parts: [Variable<Scalar>], from seed: Int
) -> Variable<Scalar> {
  var draw = Draw(seed: seed)
  let sums = parts.map { ($0 * $0.tape.constant(draw.tensor($0.shape))).sum() }
  return sums.dropFirst().reduce(sums[0], +)
}

extension Conditioned {
  /// The first inputs as the initial state of the network.
  fileprivate func start(on tape: Tape<Scalar>) -> RecurrentVariables<Scalar> {
    let count = rnn.layers.count + rnn.reverseLayers.count
    let variables = inputs.tensors.prefix(rnn.cell.hasCell ? 2 * count : count).map(tape.parameter)
    return RecurrentVariables(hidden: variables.prefix(count), cell: variables.dropFirst(count))
  }
}
