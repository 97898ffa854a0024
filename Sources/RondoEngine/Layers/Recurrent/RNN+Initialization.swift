public import RondoNumerics

extension RNN {
  /// Creates layers with random parameters. In each gate, W_hh is orthogonal and W_ih
  /// Glorot-uniform; biases are zero, except b_ih of an LSTM's forget gate, which is 1, so that the
  /// cell initially remembers (Gers, Schmidhuber & Cummins 2000; Jozefowicz, Zaremba & Sutskever
  /// 2015).
  ///
  /// Glorot's rule assumes that all inputs contribute. Of one-hot inputs a single one does: it
  /// selects a column of W_ih, which acts like a row of an `Embedding` and is initialised like one,
  /// with variance 1. Under Glorot's rule symbols would contribute less the larger the vocabulary
  /// is.
  public init(
    _ cell: BuiltInCell = .tanh, inputSize: Int, oneHotInputs: Bool = false, hiddenSize: Int,
    layers: Int = 1, skipConnections: Bool = false, bidirectional: Bool = false,
    random: inout RandomSource
  ) {
    precondition(
      inputSize > 0 && hiddenSize > 0 && layers > 0,
      "an RNN has positive sizes, not \(inputSize), \(hiddenSize) and \(layers) layers")
    let directions = bidirectional ? 2 : 1
    var all: [[Layer]] = [[], []]
    for k in 0..<layers {
      let depth = Self.depth(
        k, inputSize: inputSize, hiddenSize: directions * hiddenSize, skipConnections)
      let symbols = oneHotInputs && (k == 0 || skipConnections) ? inputSize : 0
      for direction in 0..<directions {
        all[direction].append(
          Layer(
            inputWeight: Self.gates(cell, [hiddenSize, depth]) {
              Self.inputColumns($0, symbols: symbols, &random)
            },
            recurrentWeight: !cell.hasRecurrentWeights
              ? nil
              : Self.gates(cell, [hiddenSize, hiddenSize]) {
                Initializer.orthogonal.tensor($0, from: random.next())
              },
            inputBias: Self.inputBias(cell, units: hiddenSize),
            recurrentBias: !cell.hasRecurrentWeights
              ? nil : Tensor(zeros: [cell.gateCount * hiddenSize])))
      }
    }
    self.init(cell, layers: all[0], reverseLayers: all[1], skipConnections: skipConnections)
  }

  /// A weight whose gates are drawn one after another, each with this shape.
  private static func gates(
    _ cell: BuiltInCell, _ shape: Shape, _ draw: (Shape) -> Tensor<Scalar>
  ) -> Tensor<Scalar> {
    let storage = Storage<Scalar>(uninitializedCount: cell.gateCount * shape.elementCount)
    for gate in 0..<cell.gateCount {
      draw(shape).withUnsafeBuffer {
        guard let start = $0.baseAddress else { return }
        (storage.pointer + gate * $0.count).update(from: start, count: $0.count)
      }
    }
    return Tensor(
      storage: storage, offset: 0, shape: [cell.gateCount * shape[0], shape[1]])
  }

  /// W_ih of one gate, whose first columns are those of `symbols`.
  private static func inputColumns(
    _ shape: Shape, symbols: Int, _ random: inout RandomSource
  ) -> Tensor<Scalar> {
    let below = shape.columns - symbols
    let storage = Storage<Scalar>(uninitializedCount: shape.elementCount)
    for (first, columns, initializer) in [
      (0, symbols, Initializer.normal(deviation: 1)), (symbols, below, .glorotUniform),
    ] where columns > 0 {
      let part: Tensor<Scalar> = initializer.tensor([shape.rows, columns], from: random.next())
      part.withUnsafeBuffer {
        guard let start = $0.baseAddress else { return }
        for row in 0..<shape.rows {
          (storage.pointer + row * shape.columns + first).update(
            from: start + row * columns, count: columns)
        }
      }
    }
    return Tensor(storage: storage, offset: 0, shape: shape)
  }

  private static func inputBias(_ cell: BuiltInCell, units: Int) -> Tensor<Scalar> {
    var bias = Tensor<Scalar>(zeros: [cell.gateCount * units])
    guard cell == .lstm else { return bias }
    bias.withUnsafeMutableBuffer { $0[units..<2 * units].update(repeating: 1) }
    return bias
  }

  /// Creates layers whose parameters are zero, to be loaded.
  public init(
    zeros cell: BuiltInCell, inputSize: Int, hiddenSize: Int, layers: Int,
    skipConnections: Bool = false, bidirectional: Bool = false
  ) {
    let (rows, size) = (cell.gateCount * hiddenSize, (bidirectional ? 2 : 1) * hiddenSize)
    let zeros = (0..<layers).map { layer in
      let depth = Self.depth(layer, inputSize: inputSize, hiddenSize: size, skipConnections)
      return Layer(
        inputWeight: Tensor(zeros: [rows, depth]),
        recurrentWeight: cell.hasRecurrentWeights ? Tensor(zeros: [rows, hiddenSize]) : nil,
        inputBias: Tensor(zeros: [rows]),
        recurrentBias: cell.hasRecurrentWeights ? Tensor(zeros: [rows]) : nil)
    }
    self.init(
      cell, layers: zeros, reverseLayers: bidirectional ? zeros : [],
      skipConnections: skipConnections)
  }
}
