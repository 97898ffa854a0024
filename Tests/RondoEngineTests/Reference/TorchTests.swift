import RondoNumerics
import TestSupport
import Testing

@testable import RondoEngine

/// Values, gradients and paths against PyTorch's, in both precisions.
struct TorchTests {
  /// Sums of some twenty terms of size 1, and their rounding in each precision.
  private func tolerance<Scalar: TensorScalar>(_ type: Scalar.Type) -> Double {
    type == Float.self ? 1e-6 : 1e-12
  }

  @Test(arguments: [BuiltInCell.tanh, .gru, .lstm], [1, 2])
  func `a recurrent network has PyTorch's outputs, state and gradients`(
    cell: BuiltInCell, layers: Int
  ) {
    expectRecurrent(cell, layers, Float.self)
    expectRecurrent(cell, layers, Double.self)
  }

  @Test(arguments: [BuiltInCell.tanh, .gru, .lstm])
  func `a bidirectional network has PyTorch's outputs, state and gradients for a packed sequence`(
    cell: BuiltInCell
  ) {
    expectPacked(cell, Float.self)
    expectPacked(cell, Double.self)
  }

  @Test(
    arguments: [(.gru, TorchStateReference.gru), (.lstm, TorchStateReference.lstm)]
      as [(BuiltInCell, [String: [Double]])])
  func `a last state's gradient into the initial one and all else is PyTorch's`(
    cell: BuiltInCell, reference: [String: [Double]]
  ) {
    expectStates(cell, reference, Float.self)
    expectStates(cell, reference, Double.self)
  }

  @Test(arguments: ["sgd", "momentum", "rmsprop", "adam", "adagrad", "adamw"])
  func `an optimizer takes PyTorch's path`(name: String) {
    expectPath(name, Float.self)
    expectPath(name, Double.self)
  }

  @Test(arguments: [
    "crossEntropy", "maskedCrossEntropy", "largeCrossEntropy", "smoothedCrossEntropy",
    "sigmoidCrossEntropy", "weightedSigmoidCrossEntropy", "meanSquaredError", "halfSquaredError",
  ])
  func `a loss has PyTorch's value and gradient`(name: String) {
    expectLoss(name, Float.self)
    expectLoss(name, Double.self)
  }

  @Test(
    arguments: [
      (.tanh, false, TorchDropoutReference.tanh), (.gru, true, TorchDropoutReference.gru),
      (.lstm, false, TorchDropoutReference.lstm),
      (.lstm, true, TorchDropoutReference.variationalLSTM),
    ] as [(BuiltInCell, Bool, [String: [Double]])])
  func `a network with all that can be dropped and penalised has PyTorch's loss and gradients`(
    cell: BuiltInCell, isVariational: Bool, reference: [String: [Double]]
  ) {
    expectRegularized(cell, isVariational, reference, Float.self)
    expectRegularized(cell, isVariational, reference, Double.self)
  }

  private func expectRegularized<Scalar: TensorScalar>(
    _ cell: BuiltInCell, _ isVariational: Bool, _ reference: [String: [Double]],
    _ type: Scalar.Type
  ) {
    let rates = DropoutRates(
      outputs: 0.4, isVariational: isVariational, symbols: 0.25, recurrentWeights: 0.3)
    let dropout = Dropout(rates, seed: 5, step: 7)
    var rnn: RNN<Scalar> = patterned(cell, layers: 2)
    let start = RNNState<Scalar>(
      hidden: state(21, [2, 3, 4]), cell: cell == .lstm ? state(22, [2, 3, 4]) : [])
    let tape = Tape<Scalar>(workers: Workers(threads: 2))
    let ids = (0..<21).map { Int32(5 * $0 % 4) }
    var found: [String: [Scalar]] = [:]
    let (loss, gradients) = tape.gradient(of: &rnn) { rnn in
      let raw = rnn.sequence(ids, on: tape, from: start, dropout: dropout).outputs
      let dropped = raw.dropout(dropout.mask(.outputs(layer: 1)))
      found["dropped"] = dropped.value.scalars
      return (dropped * tape.constant(pattern(9, dropped.shape))).sum()
        .addingActivationPenalty(0.7, on: dropped).addingTemporalPenalty(0.3, on: raw)
    }
    found["loss"] = [loss]
    for (name, value) in rnn.parameters { found[name] = gradients[value].scalars }
    expect(found, reference, tolerance(type))
  }

  /// A network whose parameters have the closed form.
  private func patterned<Scalar: TensorScalar>(
    _ cell: BuiltInCell, layers: Int
  ) -> RNN<Scalar> {
    var random = RandomSource(seed: 1)
    var rnn = RNN<Scalar>(cell, inputSize: 3, hiddenSize: 4, layers: layers, random: &random)
    var seed = 0
    rnn.mapParameters { _, present in
      seed += 1
      return pattern(seed, present.shape)
    }
    return rnn
  }

  private func reference(_ cell: BuiltInCell, _ layers: Int) -> [String: [Double]] {
    switch cell {
    case .gru:
      layers == 1 ? TorchCellReference.oneLayerGRU : TorchCellReference.twoLayerGRU
    case .lstm:
      layers == 1 ? TorchCellReference.oneLayerLSTM : TorchCellReference.twoLayerLSTM
    default: layers == 1 ? TorchReference.oneLayer : TorchReference.twoLayers
    }
  }

  private func expectRecurrent<Scalar: TensorScalar>(
    _ cell: BuiltInCell, _ layers: Int, _ type: Scalar.Type
  ) {
    var rnn: RNN<Scalar> = patterned(cell, layers: layers)
    let found = numbers(of: &rnn, inputs: [7, 3, 3])
    expect(found, reference(cell, layers), tolerance(type))
  }

  private func expectPacked<Scalar: TensorScalar>(_ cell: BuiltInCell, _ type: Scalar.Type) {
    var random = RandomSource(seed: 1)
    var rnn = RNN<Scalar>(
      cell, inputSize: 2, hiddenSize: 3, layers: 2, bidirectional: true, random: &random)
    let found = numbers(of: &rnn, inputs: [5, 3, 2], lengths: [3, 5, 1])
    let expected =
      switch cell {
      case .gru: TorchPackedReference.gru
      case .lstm: TorchPackedReference.lstm
      default: TorchPackedReference.tanh
      }
    expect(found, expected, tolerance(type))
  }

  private func expectStates<Scalar: TensorScalar>(
    _ cell: BuiltInCell, _ reference: [String: [Double]], _ type: Scalar.Type
  ) {
    var random = RandomSource(seed: 1)
    var rnn = RNN<Scalar>(
      cell, inputSize: 2, hiddenSize: 3, layers: 2, bidirectional: true, random: &random)
    var seed = 0
    rnn.mapParameters { _, present in
      seed += 1
      return pattern(seed, present.shape)
    }
    let tape = Tape<Scalar>(workers: Workers(threads: 2))
    var (variables, found): ([Variable<Scalar>], [String: [Scalar]]) = ([], [:])
    let (_, gradients) = tape.gradient(of: &rnn) { rnn in
      let (h, c): ([Tensor<Scalar>], [Tensor<Scalar>]) = (
        state(21, [4, 3, 3]), state(22, [4, 3, 3])
      )
      variables = [tape.variable(pattern(20, [5, 3, 2]))]
      variables += (cell == .lstm ? h + c : h).map(tape.variable)
      let start = RecurrentVariables(hidden: variables[1...4], cell: variables.dropFirst(5))
      let last = rnn.sequence(variables[0], from: start, lengths: [3, 5, 1]).state
      let ends = Array(last.hidden) + Array(last.cell)
      let weights: [Tensor<Scalar>] = state(9, [ends.count, 3, 3])
      let terms = zip(ends, weights).map { ($0 * tape.constant($1)).sum() }
      return terms.dropFirst().reduce(terms[0], +)
    }
    found["inputs"] = variables[0].gradient.scalars
    found["start"] = variables.dropFirst().flatMap(\.gradient.scalars)
    for (name, value) in rnn.parameters { found[name] = gradients[value].scalars }
    expect(found, reference, tolerance(type))
  }

  /// Outputs, last state and gradients of a network whose parameters, inputs and state follow the
  /// closed form.
  private func numbers<Scalar: TensorScalar>(
    of rnn: inout RNN<Scalar>, inputs shape: Shape, lengths: [Int] = []
  ) -> [String: [Scalar]] {
    var seed = 0
    rnn.mapParameters { _, present in
      seed += 1
      return pattern(seed, present.shape)
    }
    let states: Shape = [rnn.initialState(batch: 1).hidden.count, shape[1], rnn.hiddenSize]
    let start = RNNState<Scalar>(
      hidden: state(21, states), cell: rnn.cell == .lstm ? state(22, states) : [])
    let tape = Tape<Scalar>(workers: Workers(threads: 2))
    var (inputs, found): (Variable<Scalar>?, [String: [Scalar]]) = (nil, [:])
    let (_, gradients) = tape.gradient(of: &rnn) { rnn in
      let x = tape.variable(pattern(20, shape))
      let (outputs, final) = rnn.sequence(x, from: start, lengths: lengths)
      (inputs, found["outputs"]) = (x, outputs.value.scalars)
      found["final"] = final.hidden.flatMap(\.value.scalars)
      if rnn.cell == .lstm { found["finalCell"] = final.cell.flatMap(\.value.scalars) }
      return (outputs * tape.constant(pattern(9, outputs.shape))).sum()
    }
    found["inputs"] = inputs?.gradient.scalars
    for (name, value) in rnn.parameters { found[name] = gradients[value].scalars }
    return found
  }

  /// A tensor of shape [layers, B, H], layer by layer.
  private func state<Scalar: TensorScalar>(_ seed: Int, _ shape: Shape) -> [Tensor<Scalar>] {
    let (whole, count): (Tensor<Scalar>, Int) = (pattern(seed, shape), shape[1] * shape[2])
    return (0..<shape[0]).map {
      Tensor(Array(whole.scalars[$0 * count..<($0 + 1) * count]), shape: [shape[1], shape[2]])
    }
  }

  private func expectPath<Scalar: TensorScalar>(_ name: String, _ type: Scalar.Type) {
    let rules: [String: any OptimizationRule] = [
      "sgd": Momentum(momentum: 0), "momentum": Momentum(), "rmsprop": RMSprop(), "adam": Adam(),
      "adagrad": Adagrad(), "adamw": Adam(),
    ]
    var model = Weights<Scalar>(w: pattern(1, [1, 4]))
    var optimizer = Optimizer<Scalar>(
      rules[name]!, learningRate: 0.05, weightDecay: name == "adamw" ? 0.3 : 0)
    let path = optimizer.trajectory(
      &model, steps: 5, steepness: [8, 4, 1, 0.25],
      target: (pattern(2, [4]) as Tensor<Scalar>).scalars)
    expect([name: path.flatMap(\.self)], [name: TorchReference.optimizers[name]!], tolerance(type))
  }

  private func expectLoss<Scalar: TensorScalar>(_ name: String, _ type: Scalar.Type) {
    let tape = Tape<Scalar>()
    let x = tape.variable(pattern(5, [4, 5]))
    let target = tape.constant(pattern(6, [4, 5]))
    let yes: [Scalar] = target.value.scalars.map { $0 > 0 ? 1 : 0 }
    let loss: Variable<Scalar>
    switch name {
    case "crossEntropy": loss = x.crossEntropy([0, 4, 2, 1])
    case "maskedCrossEntropy": loss = x.crossEntropy([0, -100, 2, -100])
    case "largeCrossEntropy": loss = (x * 3000).crossEntropy([0, 4, 2, 1])
    case "smoothedCrossEntropy":
      loss = x.crossEntropy([0, 4, -100, 1], labelSmoothing: 0.2).loss
    case "sigmoidCrossEntropy": loss = x.sigmoidCrossEntropy(yes)
    case "weightedSigmoidCrossEntropy":
      loss = (x * 40).sigmoidCrossEntropy(yes, positiveWeights: [2, 1, 0.5, 0, 3])
    case "meanSquaredError": loss = x.meanSquaredError(target)
    default: loss = x.halfSquaredError(target)
    }
    loss.backward()
    let found = [loss.scalar] + x.gradient.scalars
    expect([name: found], [name: TorchReference.losses[name]!], tolerance(type))
  }

  private func expect<Scalar: TensorScalar>(
    _ found: [String: [Scalar]], _ expected: [String: [Double]], _ tolerance: Double
  ) {
    #expect(Set(found.keys) == Set(expected.keys))
    for (name, values) in found {
      let difference = difference(
        values, from: expected[name] ?? [], absolute: tolerance, relative: tolerance)
      #expect(difference == nil, "\(name) in \(Scalar.self)")
    }
  }

  /// The closed form of make_reference.py.
  private func pattern<Scalar: TensorScalar>(_ seed: Int, _ shape: Shape) -> Tensor<Scalar> {
    Tensor(
      (0..<shape.elementCount).map { Scalar((37 * $0 + 11 * seed) % 29 - 14) / 32 }, shape: shape)
  }
}
