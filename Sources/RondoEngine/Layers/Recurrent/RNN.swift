/// A stack of recurrent layers with the cells of `BuiltInCell`: tanh, GRU, LSTM and others.
///
///     var random = RandomSource(seed: 1)
///     let rnn = RNN<Float>(.lstm, inputSize: 65, hiddenSize: 256, random: &random)
///     let (tape, ids) = (Tape<Float>(), [Int32](repeating: 7, count: 50 * 32))  // [T, B]
///     let (outputs, state) = rnn.sequence(ids, on: tape, from: rnn.initialState(batch: 32))
///     outputs.shape  // [50, 32, 256]
///
/// Three forms give the same bits: `sequence`, a whole sequence as one operation with hand-written
/// backpropagation through time; `step`, one time step made of tape operations; and `RNNStepper`,
/// one time step without a tape. Inputs are ids, which stand for one-hot vectors that are never
/// built, or dense vectors.
///
/// Letters: T time, B batch, H hidden, D input, G gates. Parameters have PyTorch's names, shapes
/// and order of gates: `weight_ih_l0` [G·H, D], `weight_hh_l0` [G·H, H], `bias_ih_l0` [G·H],
/// `bias_hh_l0` [G·H], and the same for each further layer, whose D is H; a cell without recurrent
/// weights has no `weight_hh` and `bias_hh`.
///
/// With skip connections (Graves 2013, arXiv:1308.0850, section 2) every layer above the first also
/// reads the network's input, concatenated before the output of the layer below: its `weight_ih` is
/// [G·H, D + H]. The network's output is the concatenated output of all layers, in order.
///
/// In a bidirectional network (Schuster & Paliwal 1997) each layer also reads from the last step to
/// the first, with parameters `weight_ih_l0_reverse` and so on; the output of the layer is that of
/// both directions concatenated, [T, B, 2·H]. It needs whole sequences, so it has neither `step`
/// nor a stepper. `Sendable`.
public struct RNN<Scalar: TensorScalar>: Module {
  /// Parameters of one layer.
  public struct Layer: Sendable {
    /// W_ih [G·H, D].
    public var inputWeight: Tensor<Scalar>
    /// W_hh [G·H, H]; nil for a cell without recurrent weights.
    public var recurrentWeight: Tensor<Scalar>?
    /// b_ih [G·H].
    public var inputBias: Tensor<Scalar>
    /// b_hh [G·H]; nil for a cell without recurrent weights.
    public var recurrentBias: Tensor<Scalar>?

    /// Creates a layer from its parameters.
    public init(
      inputWeight: Tensor<Scalar>, recurrentWeight: Tensor<Scalar>?, inputBias: Tensor<Scalar>,
      recurrentBias: Tensor<Scalar>?
    ) {
      (self.inputWeight, self.recurrentWeight) = (inputWeight, recurrentWeight)
      (self.inputBias, self.recurrentBias) = (inputBias, recurrentBias)
    }

    fileprivate mutating func visitParameters(
      _ visitor: inout some ParameterVisitor<Scalar>, layer k: Int, direction: StaticString
    ) {
      visitor.visit(named: "weight_ih_l\(k)\(direction)", &inputWeight)
      visitor.visit(named: "weight_hh_l\(k)\(direction)", &recurrentWeight)
      visitor.visit(named: "bias_ih_l\(k)\(direction)", &inputBias)
      visitor.visit(named: "bias_hh_l\(k)\(direction)", &recurrentBias)
    }
  }

  /// Kind of cell.
  public let cell: BuiltInCell

  /// True if every layer reads the input and contributes to the output.
  public let hasSkipConnections: Bool

  /// Layers in order; the first one reads the input.
  public var layers: [Layer]

  /// Layers that read from the last step to the first, one for each layer of a bidirectional
  /// network; otherwise empty.
  public var reverseLayers: [Layer]

  /// Creates a network from the parameters of its layers; the first one reads the input.
  public init(
    _ cell: BuiltInCell = .tanh, layers: [Layer], reverseLayers: [Layer] = [],
    skipConnections: Bool = false
  ) {
    precondition(!layers.isEmpty, "an RNN has at least one layer")
    precondition(
      reverseLayers.isEmpty || reverseLayers.count == layers.count,
      "\(reverseLayers.count) reverse layers beside \(layers.count)")
    (self.cell, self.layers, self.reverseLayers) = (cell, layers, reverseLayers)
    hasSkipConnections = skipConnections
    let (units, rows) = (hiddenSize, hiddenSize * cell.gateCount)
    for (k, layer) in (layers + reverseLayers).enumerated() {
      let k = k % layers.count
      let depth = RNN.depth(
        k, inputSize: inputSize, hiddenSize: units * directions, skipConnections)
      precondition(
        layer.inputWeight.shape == [rows, depth] && layer.inputBias.shape == [rows]
          && layer.recurrentWeight?.shape == (cell.hasRecurrentWeights ? [rows, units] : nil)
          && layer.recurrentBias?.shape == (cell.hasRecurrentWeights ? [rows] : nil),
        "layer \(k) of \(cell) cells needs an input weight [\(rows), \(depth)] and biases [\(rows)], "
          + "and a recurrent weight [\(rows), \(units)] where the cell has one")
    }
  }

  /// Number of columns of a layer's W_ih, given the size of the output below.
  static func depth(
    _ layer: Int, inputSize: Int, hiddenSize: Int, _ skipConnections: Bool
  ) -> Int {
    (layer == 0 || skipConnections ? inputSize : 0) + (layer == 0 ? 0 : hiddenSize)
  }

  /// D: size of an input vector, or number of ids.
  public var inputSize: Int { layers[0].inputWeight.shape[1] }

  /// H: number of units of a layer.
  public var hiddenSize: Int { layers[0].inputWeight.shape[0] / cell.gateCount }

  /// True if every layer reads in both directions.
  public var isBidirectional: Bool { !reverseLayers.isEmpty }

  var directions: Int { isBidirectional ? 2 : 1 }

  /// Size of an output vector: H, twice that if bidirectional; times the number of layers with skip
  /// connections.
  public var outputSize: Int {
    (hasSkipConnections ? layers.count : 1) * directions * hiddenSize
  }

  /// Layout of an output vector: a block of H for each layer that contributes to it and each
  /// direction.
  public var outputLayout: OutputLayout {
    OutputLayout(size: outputSize, units: hiddenSize, directions: directions)
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    // Through pointers, whose subscripts allocate nothing.
    layers.withUnsafeMutableBufferPointer { layers in
      reverseLayers.withUnsafeMutableBufferPointer { reverse in
        for k in layers.indices {
          layers[k].visitParameters(&visitor, layer: k, direction: "")
          guard k < reverse.count else { continue }
          reverse[k].visitParameters(&visitor, layer: k, direction: "_reverse")
        }
      }
    }
  }

  /// State before the first input: zeros.
  public func initialState(batch: Int) -> RNNState<Scalar> {
    let zeros = (layers + reverseLayers).map { _ in Tensor<Scalar>(zeros: [batch, hiddenSize]) }
    return RNNState(hidden: zeros, cell: cell.hasCell ? zeros : [])
  }
}
