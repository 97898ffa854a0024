/// What an `RNN` remembers between time steps. `Sendable`.
public struct RNNState<Scalar: TensorScalar>: Sendable, Equatable {
  /// h of each layer, [B, H]; of a bidirectional network after each layer's that of the reverse one,
  /// which is the state after the step that it takes last, the first one.
  public var hidden: [Tensor<Scalar>]

  /// c of each layer of an LSTM, [B, H], in the same order; empty for other cells.
  public var cell: [Tensor<Scalar>]

  /// A state with these vectors.
  public init(hidden: [Tensor<Scalar>], cell: [Tensor<Scalar>] = []) {
    (self.hidden, self.cell) = (hidden, cell)
  }

  /// Sets the state of one sequence of the batch to zeros.
  public mutating func reset(row: Int) {
    hidden = hidden.map { $0.settingZero(row: row) }
    cell = cell.map { $0.settingZero(row: row) }
  }

  /// The state of one sequence of the batch, for a batch of `count` sequences.
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
