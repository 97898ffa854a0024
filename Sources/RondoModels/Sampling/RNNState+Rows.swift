import RondoEngine

/// Where a sequence's state stands: in one of several states, in a row of it.
struct StateRow {
  let state: Int
  let row: Int
}

extension RNNState<Float> {
  /// A state of which each row is a row of one of others: sequences put together, repeated or left
  /// out.
  init(_ rows: [StateRow], of states: [RNNState<Float>]) {
    func gather(_ tensors: [[Tensor<Float>]]) -> [Tensor<Float>] {
      tensors[0].indices.map { layer in
        let size = tensors[0][layer].shape[1]
        let parts = tensors.map { $0[layer].scalars }
        var scalars: [Float] = []
        scalars.reserveCapacity(rows.count * size)
        for row in rows { scalars += parts[row.state][row.row * size..<(row.row + 1) * size] }
        return Tensor(scalars, shape: [rows.count, size])
      }
    }
    self.init(hidden: gather(states.map(\.hidden)), cell: gather(states.map(\.cell)))
  }
}

extension RNNStepper<Float> {
  /// The states after texts that are read side by side from zeros, those of one length at a time
  /// leaving the batch; for each text, where its state stands.
  func states(
    after texts: [[Int32]]
  ) -> (rows: [StateRow], states: [RNNState<Float>]) {
    var order = texts.indices.sorted { (texts[$1].count, $0) < (texts[$0].count, $1) }
    var reader = fresh(batch: order.count)
    var rows = Array(repeating: StateRow(state: 0, row: 0), count: texts.count)
    var states: [RNNState<Float>] = []
    // Keeps the states of the texts from a place on, which have been read, and gives the others'.
    func leave(_ place: Int) -> RNNState<Float> {
      let present = reader.state
      func part(_ range: Range<Int>) -> RNNState<Float> {
        RNNState(range.map { StateRow(state: 0, row: $0) }, of: [present])
      }
      for (row, text) in order[place...].enumerated() {
        rows[text] = StateRow(state: states.count, row: row)
      }
      states.append(part(place..<order.count))
      order.removeSubrange(place...)
      return part(0..<place)
    }
    for t in 0..<(order.first.map { texts[$0].count } ?? 0) {
      let left = order.prefix { texts[$0].count > t }.count
      if left < order.count {
        let state = leave(left)
        reader = fresh(batch: left)
        reader.state = state
      }
      reader.advance(order.map { texts[$0][t] })
    }
    _ = leave(0)
    return (rows, states)
  }
}
