import RondoEngine

extension RNNState<Float> {
  /// A state of which each row is a row of another: sequences put together, repeated or left out.
  init(rows: [(state: RNNState<Float>, row: Int)]) {
    self.init(
      hidden: rows[0].state.hidden.indices.map { layer in
        let parts = rows.map { state, row in
          let tensor = state.hidden[layer]
          let size = tensor.count / tensor.shape[0]
          return tensor.scalars[row * size..<(row + 1) * size]
        }
        return Tensor(Array(parts.joined()), shape: [rows.count, parts[0].count])
      })
  }
}
