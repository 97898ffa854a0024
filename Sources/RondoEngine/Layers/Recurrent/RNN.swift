/// A stack of tanh recurrent layers (Elman 1990): h_t = tanh(W_ih·x_t + b_ih + W_hh·h_{t−1} + b_hh).
///
///     var random = RandomSource(seed: 1)
///     let rnn = RNN<Float>(inputSize: 65, hiddenSize: 256, random: &random)
///     let (outputs, state) = rnn.sequence(ids, on: tape, from: rnn.initialState(batch: 32))
///
/// Three forms give the same bits: `sequence`, a whole sequence as one operation with hand-written
/// backpropagation through time; `step`, one time step made of tape operations; and `RNNStepper`,
/// one time step without a tape. Inputs are ids, standing for one-hot vectors that are never
/// built, or dense vectors.
///
/// Letters: T time, B batch, H hidden, D input. Parameters have PyTorch's names and shapes:
/// `weight_ih_l0` [H, D], `weight_hh_l0` [H, H], `bias_ih_l0` [H], `bias_hh_l0` [H], and the same
/// for each further layer, whose D is H. `Sendable`.
public struct RNN<Scalar: TensorScalar>: Module {
  /// The parameters of one layer.
  public struct Layer: Sendable {
    /// W_ih [H, D].
    public var inputWeight: Tensor<Scalar>
    /// W_hh [H, H].
    public var recurrentWeight: Tensor<Scalar>
    /// b_ih [H].
    public var inputBias: Tensor<Scalar>
    /// b_hh [H].
    public var recurrentBias: Tensor<Scalar>

    /// A layer with these parameters.
    public init(
      inputWeight: Tensor<Scalar>, recurrentWeight: Tensor<Scalar>, inputBias: Tensor<Scalar>,
      recurrentBias: Tensor<Scalar>
    ) {
      (self.inputWeight, self.recurrentWeight) = (inputWeight, recurrentWeight)
      (self.inputBias, self.recurrentBias) = (inputBias, recurrentBias)
    }
  }

  /// The layers, the one next to the input first.
  public var layers: [Layer]

  /// Layers with these parameters, the one next to the input first.
  public init(layers: [Layer]) {
    precondition(!layers.isEmpty, "an RNN has at least one layer")
    self.layers = layers
  }

  /// New layers: W_hh orthogonal, W_ih Glorot-uniform, biases zero.
  public init(inputSize: Int, hiddenSize: Int, layers: Int = 1, random: inout RandomSource) {
    precondition(
      inputSize > 0 && hiddenSize > 0 && layers > 0,
      "an RNN has positive sizes, not \(inputSize), \(hiddenSize) and \(layers) layers")
    self.layers = (0..<layers).map { layer in
      let depth = layer == 0 ? inputSize : hiddenSize
      return Layer(
        inputWeight: Initializer.glorotUniform.tensor([hiddenSize, depth], from: random.next()),
        recurrentWeight: Initializer.orthogonal.tensor(
          [hiddenSize, hiddenSize], from: random.next()),
        inputBias: Tensor(zeros: [hiddenSize]), recurrentBias: Tensor(zeros: [hiddenSize]))
    }
  }

  /// D: the size of an input vector, or the number of ids.
  public var inputSize: Int { layers[0].inputWeight.shape[1] }

  /// H.
  public var hiddenSize: Int { layers[0].inputWeight.shape[0] }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    for k in layers.indices {
      visitor.visit("weight_ih_l\(k)", &layers[k].inputWeight)
      visitor.visit("weight_hh_l\(k)", &layers[k].recurrentWeight)
      visitor.visit("bias_ih_l\(k)", &layers[k].inputBias)
      visitor.visit("bias_hh_l\(k)", &layers[k].recurrentBias)
    }
  }

  /// The state before the first input: zeros.
  public func initialState(batch: Int) -> RNNState<Scalar> {
    RNNState(hidden: layers.map { _ in Tensor(zeros: [batch, hiddenSize]) })
  }
}

/// What an `RNN` remembers between time steps. `Sendable`.
public struct RNNState<Scalar: TensorScalar>: Sendable, Equatable {
  /// h of each layer, [B, H].
  public var hidden: [Tensor<Scalar>]

  /// A state with these hidden vectors.
  public init(hidden: [Tensor<Scalar>]) { self.hidden = hidden }

  /// Sets the state of one sequence of the batch to zeros.
  public mutating func reset(row: Int) {
    for k in hidden.indices {
      let columns = hidden[k].shape.columns
      hidden[k].withUnsafeMutableBuffer {
        for i in row * columns..<(row + 1) * columns { $0[i] = 0 }
      }
    }
  }
}
