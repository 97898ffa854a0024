/// State of an `RNN` between time steps. `Sendable`.
public struct RNNState<Scalar: TensorScalar>: Sendable, Equatable {
  /// h of each layer, [B, H]. In a bidirectional network each is followed by that of the reverse
  /// direction, after its last step, which is the first one of the sequence.
  public var hidden: [Tensor<Scalar>]

  /// c of each layer of an LSTM, [B, H], in the same order; empty for other cells.
  public var cell: [Tensor<Scalar>]

  /// Creates a state from its vectors.
  public init(hidden: [Tensor<Scalar>], cell: [Tensor<Scalar>] = []) {
    (self.hidden, self.cell) = (hidden, cell)
  }

  /// Sets the state of one sequence of the batch to zero.
  public mutating func reset(row: Int) {
    hidden = hidden.map { $0.settingZero(row: row) }
    cell = cell.map { $0.settingZero(row: row) }
  }

  /// The state of one sequence of the batch, repeated for a batch of `count` sequences.
  public func repeating(row: Int, count: Int) -> RNNState {
    RNNState(
      hidden: hidden.map { $0.repeating(row: row, count: count) },
      cell: cell.map { $0.repeating(row: row, count: count) })
  }
}

extension Tensor {
  fileprivate func settingZero(row: Int) -> Tensor {
    var result = self
    let columns = shape.columns
    result.withUnsafeMutableBuffer {
      $0[row * columns..<(row + 1) * columns].update(repeating: 0)
    }
    return result
  }

  fileprivate func repeating(row: Int, count: Int) -> Tensor {
    let columns = shape.columns
    let numbers = scalars[row * columns..<(row + 1) * columns]
    return Tensor((0..<count).flatMap { _ in numbers }, shape: [count, columns])
  }
}
