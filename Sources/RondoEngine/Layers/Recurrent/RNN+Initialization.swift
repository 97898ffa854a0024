extension RNN {
  /// New layers. Each gate's part of W_hh is orthogonal and its part of W_ih Glorot-uniform, by
  /// itself; biases are zero, but b_ih of an LSTM's forget gate is 1, so that it remembers at first
  /// (Gers, Schmidhuber & Cummins 2000; Jozefowicz, Zaremba & Sutskever 2015).
  public init(
    _ cell: RecurrentCell = .tanh, inputSize: Int, hiddenSize: Int, layers: Int = 1,
    skipConnections: Bool = false, bidirectional: Bool = false, random: inout RandomSource
  ) {
    precondition(
      inputSize > 0 && hiddenSize > 0 && layers > 0,
      "an RNN has positive sizes, not \(inputSize), \(hiddenSize) and \(layers) layers")
    let directions = bidirectional ? 2 : 1
    var all: [[Layer]] = [[], []]
    for k in 0..<layers {
      let depth = Self.depth(
        k, inputSize: inputSize, hiddenSize: directions * hiddenSize, skipConnections)
      for direction in 0..<directions {
        all[direction].append(
          Layer(
            inputWeight: Self.gates(cell, .glorotUniform, [hiddenSize, depth], &random),
            recurrentWeight: Self.gates(cell, .orthogonal, [hiddenSize, hiddenSize], &random),
            inputBias: Self.inputBias(cell, units: hiddenSize),
            recurrentBias: Tensor(zeros: [cell.gateCount * hiddenSize])))
      }
    }
    self.init(cell, layers: all[0], reverseLayers: all[1], skipConnections: skipConnections)
  }

  /// A weight whose gates are drawn one after another, each with this shape.
  private static func gates(
    _ cell: RecurrentCell, _ initializer: Initializer, _ shape: Shape,
    _ random: inout RandomSource
  ) -> Tensor<Scalar> {
    var scalars: [Scalar] = []
    for _ in 0..<cell.gateCount {
      let gate: Tensor<Scalar> = initializer.tensor(shape, from: random.next())
      scalars += gate.scalars
    }
    return Tensor(scalars, shape: [cell.gateCount * shape[0], shape[1]])
  }

  private static func inputBias(_ cell: RecurrentCell, units: Int) -> Tensor<Scalar> {
    var bias = Tensor<Scalar>(zeros: [cell.gateCount * units])
    guard cell == .lstm else { return bias }
    bias.withUnsafeMutableBuffer { $0[units..<2 * units].update(repeating: 1) }
    return bias
  }

  /// Layers whose parameters are all zero, to be loaded.
  public init(
    zeros cell: RecurrentCell, inputSize: Int, hiddenSize: Int, layers: Int,
    skipConnections: Bool = false, bidirectional: Bool = false
  ) {
    let (rows, size) = (cell.gateCount * hiddenSize, (bidirectional ? 2 : 1) * hiddenSize)
    let zeros = (0..<layers).map { layer in
      let depth = Self.depth(layer, inputSize: inputSize, hiddenSize: size, skipConnections)
      return Layer(
        inputWeight: Tensor(zeros: [rows, depth]),
        recurrentWeight: Tensor(zeros: [rows, hiddenSize]), inputBias: Tensor(zeros: [rows]),
        recurrentBias: Tensor(zeros: [rows]))
    }
    self.init(
      cell, layers: zeros, reverseLayers: bidirectional ? zeros : [],
      skipConnections: skipConnections)
  }
}
