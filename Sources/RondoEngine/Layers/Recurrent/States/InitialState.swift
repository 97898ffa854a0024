/// Learnt initial state of a recurrent network: the same vectors for each sequence of a batch.
///
///     var random = RandomSource(seed: 1)
///     let rnn = RNN<Float>(.lstm, inputSize: 65, hiddenSize: 16, random: &random)
///     let (tape, start) = (Tape<Float>(), InitialState(of: rnn))
///     let (outputs, _) = rnn.sequence([3, 1, 2, 4], on: tape, from: start(batch: 2, on: tape))
///
/// Initially zeros. Parameters: `hidden` [L, H] and, for an LSTM, `cell` [L, H], with a row for
/// each layer and direction in the order of `RNNState`: PyTorch's h_0 and c_0 without their batch
/// axis. Resets within a sequence use zeros, not this state. `Sendable`.
public struct InitialState<Scalar: TensorScalar>: Module {
  /// h before the first step, [L, H].
  public var hidden: Tensor<Scalar>

  /// c before the first step, [L, H]; nil for cells that have none.
  public var cell: Tensor<Scalar>?

  /// Creates an initial state from its rows.
  public init(hidden: Tensor<Scalar>, cell: Tensor<Scalar>? = nil) {
    precondition(
      hidden.shape.rank == 2 && cell?.shape ?? hidden.shape == hidden.shape,
      "an initial state is hidden vectors [L, H], not \(hidden.shape), and as many cells")
    (self.hidden, self.cell) = (hidden, cell)
  }

  /// Creates an initial state of zeros for a network.
  public init(of rnn: borrowing RNN<Scalar>) {
    let zeros = Tensor<Scalar>(zeros: [rnn.layers.count * rnn.directions, rnn.hiddenSize])
    self.init(hidden: zeros, cell: rnn.cell.hasCell ? zeros : nil)
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("hidden", &hidden)
    if cell != nil { visitor.visit("cell", &cell!) }
  }

  /// The initial state of a batch of B sequences, [B, H] for each layer and direction.
  @_specialize(where Scalar == Float)
  public func callAsFunction(batch: Int, on tape: Tape<Scalar>) -> RecurrentVariables<Scalar> {
    func repeated(_ rows: Tensor<Scalar>) -> VariableList<Scalar> {
      let rows = tape.parameter(rows)
      return VariableList(count: rows.shape[0]) { rows.repeating(row: $0, count: batch) }
    }
    return RecurrentVariables(
      hidden: repeated(hidden), cell: cell.map(repeated) ?? VariableList())
  }
}

extension Variable {
  /// A row of a matrix [N, D], repeated `count` times: [count, D].
  public func repeating(row: Int, count: Int) -> Variable {
    precondition(
      shape.rank == 2 && row >= 0 && row < shape[0] && count > 0,
      "row \(row) of a value of shape \(shape), \(count) times")
    let operation = tape.record(
      RepeatedRowOperation<Scalar>.self, shape: [count, shape[1]], self)
    operation.row = row
    operation.forward()
    return Variable(tape: tape, operation: operation)
  }
}

/// y[b] = x[row] for each b: dx[row] += Σ_b dy[b], b ascending.
final class RepeatedRowOperation<Scalar: TensorScalar>: Operation<Scalar> {
  var row = 0

  private var columns: Int { shape[1] }

  func forward() {
    let from = inputs[0].value + row * columns
    for b in 0..<shape[0] { (value + b * columns).update(from: from, count: columns) }
  }

  override func backward(_ workers: Workers) {
    workers.addColumnSums(
      rows: shape[0], columns: columns, .init(pointer: gradient, stride: columns),
      into: inputs[0].gradientToAddTo() + row * columns)
  }
}
