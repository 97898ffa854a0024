/// A stack of recurrent cells of one kind, run over time: one driver for time, depth, directions and
/// rows of unequal length.
///
///     let layers = RecurrentLayers([MinimalGRU(inputs: 8, units: 32), MinimalGRU(inputs: 32, units: 32)])
///     let (outputs, state) = layers.sequence(vectors)  // [T, B, 8] to [T, B, 32]
///
/// Every step is made of the cell's operations, so that a sequence takes memory and time for each of
/// them; the built-in cells have an operation for a whole sequence (`RNN`).
///
/// Letters: T time, B batch, D input, H output. Parameters: `cells.0.…`, `cells.1.…`, and, where each
/// layer has beside it a cell that reads from the last step to the first (Schuster & Paliwal 1997),
/// `reverse_cells.0.…`; both outputs side by side, [T, B, 2·H], are the layer's. `Sendable`.
public struct RecurrentLayers<Cell: RecurrentCell>: Module {
  public typealias Scalar = Cell.Scalar

  /// The cells, the one next to the input first.
  public var cells: [Cell]

  /// Those that read from the last step to the first, one beside each cell, or none.
  public var reverseCells: [Cell]

  /// The states of all cells.
  public struct State: RecurrentState {
    /// The state of each cell.
    public var cells: [Cell.State]
    /// The state of each reverse cell, after the first step, which it takes last.
    public var reverseCells: [Cell.State]

    /// A state made of the cells' states.
    public init(cells: [Cell.State], reverseCells: [Cell.State] = []) {
      (self.cells, self.reverseCells) = (cells, reverseCells)
    }

    public mutating func visitVariables(_ visit: (inout Variable<Scalar>) -> Void) {
      for k in cells.indices { cells[k].visitVariables(visit) }
      for k in reverseCells.indices { reverseCells[k].visitVariables(visit) }
    }
  }

  /// A stack of these cells, the one next to the input first.
  public init(_ cells: [Cell], reverse reverseCells: [Cell] = []) {
    precondition(
      !cells.isEmpty && (reverseCells.isEmpty || reverseCells.count == cells.count),
      "\(cells.count) layers of cells, with \(reverseCells.count) reverse ones")
    (self.cells, self.reverseCells) = (cells, reverseCells)
    for (k, cell) in (cells + reverseCells).enumerated() {
      let layer = k % cells.count
      let below = layer == 0 ? inputSize : directions * cells[layer - 1].outputSize
      precondition(
        cell.inputSize == below && cell.outputSize == cells[layer].outputSize,
        "layer \(layer) takes vectors of size \(cell.inputSize) where it gets \(below), and gives "
          + "\(cell.outputSize) where its other direction gives \(cells[layer].outputSize)")
    }
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("cells", &cells)
    visitor.visit("reverse_cells", &reverseCells)
  }

  /// D.
  public var inputSize: Int { cells[0].inputSize }

  /// The size of an output vector: H of the last layer, or twice that of one with both directions.
  public var outputSize: Int { directions * cells[cells.count - 1].outputSize }

  /// The layout of an output vector, for a `Readout`.
  public var outputLayout: OutputLayout { .init(size: outputSize, directions: directions) }

  /// True where every layer reads in both directions.
  public var isBidirectional: Bool { !reverseCells.isEmpty }

  private var directions: Int { isBidirectional ? 2 : 1 }

  /// The cells' initial states.
  public func initialState(batch: Int, on tape: Tape<Scalar>) -> State {
    State(
      cells: cells.map { $0.initialState(batch: batch, on: tape) },
      reverseCells: reverseCells.map { $0.initialState(batch: batch, on: tape) })
  }

  /// Runs the layers over a whole sequence of vectors.
  ///
  /// - Parameters:
  ///   - inputs: [T, B, D].
  ///   - state: the state before the first step, through which gradients pass; the cells' initial
  ///     state where there is none.
  ///   - lengths: the number of steps of each row, [B], or none where all have T. Inputs after a
  ///     row's end are not used, and a row has the bits that it has alone.
  /// - Returns: the outputs of the last layer, [T, B, outputSize], zeros after a row's end; and the
  ///   state after the last step of each row.
  public func sequence(
    _ inputs: Variable<Scalar>, from state: State? = nil, lengths: [Int] = []
  ) -> (outputs: Variable<Scalar>, state: State) {
    precondition(
      inputs.shape.rank == 3 && inputs.shape[2] == inputSize && inputs.shape.elementCount > 0,
      "inputs \(inputs.shape) are not [T, B, \(inputSize)]")
    let (steps, batch) = (inputs.shape[0], inputs.shape[1])
    SequenceBounds(lengths: lengths).require(steps: steps, batch: batch)
    let running = (0..<steps).map { t in lengths.map { t < $0 } }
    var state = state ?? initialState(batch: batch, on: inputs.tape)
    precondition(
      state.cells.count == cells.count && state.reverseCells.count == reverseCells.count,
      "the state of \(state.cells.count) + \(state.reverseCells.count) cells for "
        + "\(cells.count) + \(reverseCells.count)")
    var values = (0..<steps).map {
      inputs.slice($0..<$0 + 1).reshaped(to: [batch, inputSize])
    }
    for k in cells.indices {
      let below = values
      values = run(cells[k], over: below, 0..<steps, running, &state.cells[k])
      guard isBidirectional else { continue }
      let reverse = run(
        reverseCells[k], over: below, (0..<steps).reversed(), running, &state.reverseCells[k])
      values = zip(values, reverse).map { $0.joined(with: $1) }
    }
    return (Variable.stacked(values, axis: 0), state)
  }

  /// Runs the layers over a whole sequence of ids, whose vectors are rows of a table: the product of
  /// a weight with a one-hot vector is a row of the weight's transpose, too.
  ///
  /// - Parameters:
  ///   - ids: T·B ids, time-major; the id after the table's last row stands for an unknown symbol.
  ///   - embedding: the table [V, D].
  ///   - batch: B.
  public func sequence(
    _ ids: [Int32], of embedding: Embedding<Scalar>, batch: Int, on tape: Tape<Scalar>,
    from state: State? = nil, lengths: [Int] = []
  ) -> (outputs: Variable<Scalar>, state: State) {
    precondition(
      batch > 0 && ids.count % batch == 0 && !ids.isEmpty,
      "\(ids.count) ids do not divide into a batch of \(batch)")
    let bounds = SequenceBounds(lengths: lengths)
    bounds.require(steps: ids.count / batch, batch: batch)
    bounds.require(ids, upTo: embedding.count, batch: batch)
    var ids = ids
    for (row, length) in lengths.enumerated() {
      for at in stride(from: length * batch + row, to: ids.count, by: batch) {
        ids[at] = Int32(embedding.count)
      }
    }
    let vectors = tape.parameter(embedding.weight).gather(ids, batch: batch)
    return sequence(vectors, from: state, lengths: lengths)
  }

  /// The outputs of a cell at each step, in the order of the steps, which are taken in `order`.
  private func run(
    _ cell: Cell, over inputs: [Variable<Scalar>], _ order: some Sequence<Int>,
    _ running: [[Bool]], _ state: inout Cell.State
  ) -> [Variable<Scalar>] {
    var outputs = inputs
    for t in order {
      let rows = running[t]
      if rows.allSatisfy(\.self) {
        state = cell.step(inputs[t], from: state)
        outputs[t] = cell.output(of: state)
      } else {
        if rows.contains(true) {
          let next = cell.step(inputs[t].choosing(rows), from: state)
          state = next.merged(with: state) { $0.choosing(rows, else: $1) }
        }
        outputs[t] = cell.output(of: state).choosing(rows)
      }
    }
    return outputs
  }
}

extension RecurrentLayers: RecurrentCell {
  /// One step of all layers, none of which may read in both directions.
  public func step(_ input: Variable<Scalar>, from state: State) -> State {
    precondition(!isBidirectional, "layers of both directions read whole sequences: no steps")
    var (x, result) = (input, state)
    for k in cells.indices {
      result.cells[k] = cells[k].step(x, from: state.cells[k])
      x = cells[k].output(of: result.cells[k])
    }
    return result
  }

  public func output(of state: State) -> Variable<Scalar> {
    cells[cells.count - 1].output(of: state.cells[cells.count - 1])
  }
}
