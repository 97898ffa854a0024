/// A stack of recurrent cells of one type, run over time: one driver for time, layers, directions
/// and rows of different lengths.
///
/// ```text
/// let layers = RecurrentLayers([first, second])    // cells of one type: D 8, H 32 and D 32, H 32
/// let (outputs, state) = layers.sequence(vectors)  // [T, B, 8] to [T, B, 32]
/// ```
///
/// Every step consists of the cell's operations, each of which takes memory and time; a built-in
/// cell has one operation for a whole sequence (`RNN`).
///
/// Letters: T time, B batch, D input, H output. Parameters: `cells.0.…`, `cells.1.…`, and
/// `reverse_cells.0.…` for bidirectional layers (Schuster & Paliwal 1997), where a second cell
/// reads from the last step to the first; the output of such a layer is that of both cells
/// concatenated, [T, B, 2·H]. `Sendable`.
public struct RecurrentLayers<Cell: RecurrentCell>: Module {
  public typealias Scalar = Cell.Scalar

  /// Cells in the order of the layers; the first one reads the input.
  public var cells: [Cell]

  /// Cells that read from the last step to the first, one for each layer, or none.
  public var reverseCells: [Cell]

  /// State of all cells.
  public struct State: RecurrentState {
    /// State of each cell.
    public var cells: [Cell.State]
    /// State of each reverse cell, after its last step, which is the first one of the sequence.
    public var reverseCells: [Cell.State]

    /// Creates a state from the states of the cells.
    public init(cells: [Cell.State], reverseCells: [Cell.State] = []) {
      (self.cells, self.reverseCells) = (cells, reverseCells)
    }

    public mutating func visitVariables(_ visit: (inout Variable<Scalar>) -> Void) {
      for k in cells.indices { cells[k].visitVariables(visit) }
      for k in reverseCells.indices { reverseCells[k].visitVariables(visit) }
    }
  }

  /// Creates a stack of cells; the first one reads the input.
  public init(_ cells: [Cell], reverse reverseCells: [Cell] = []) {
    precondition(
      !cells.isEmpty && (reverseCells.isEmpty || reverseCells.count == cells.count),
      "\(cells.count) layers of cells, with \(reverseCells.count) reverse ones")
    (self.cells, self.reverseCells) = (cells, reverseCells)
    for (k, cell) in (cells + reverseCells).enumerated() {
      let layer = k % cells.count
      let below = layer == 0 ? inputSize : directions * cells[layer - 1].outputSize
      precondition(
        cell.inputSize == below,
        "layer \(layer) has the input size \(cell.inputSize), but the layer below gives vectors of "
          + "\(below)")
      precondition(
        cell.outputSize == cells[layer].outputSize,
        "the directions of layer \(layer) have output sizes \(cells[layer].outputSize) and "
          + "\(cell.outputSize)")
    }
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("cells", &cells)
    visitor.visit("reverse_cells", &reverseCells)
  }

  /// D: size of an input vector.
  public var inputSize: Int { cells[0].inputSize }

  /// Size of an output vector: H of the last layer, or twice that if bidirectional.
  public var outputSize: Int { directions * cells[cells.count - 1].outputSize }

  /// Layout of an output vector, for a `Readout`.
  public var outputLayout: OutputLayout { .init(size: outputSize, directions: directions) }

  /// True if every layer reads in both directions.
  public var isBidirectional: Bool { !reverseCells.isEmpty }

  private var directions: Int { isBidirectional ? 2 : 1 }

  /// The initial states of the cells.
  public func initialState(batch: Int, on tape: Tape<Scalar>) -> State {
    State(
      cells: cells.map { $0.initialState(batch: batch, on: tape) },
      reverseCells: reverseCells.map { $0.initialState(batch: batch, on: tape) })
  }

  /// Runs the layers over a whole sequence of vectors.
  ///
  /// - Parameters:
  ///   - inputs: [T, B, D].
  ///   - state: the state before the first step, which gradients flow into; by default the initial
  ///     state of the cells.
  ///   - lengths: the number of steps of each row, [B]; empty if all rows have T steps. Inputs
  ///     after the end of a row are not used, and a row has the same bits as alone.
  /// - Returns: the outputs of the last layer, [T, B, outputSize], zeros after the end of a row;
  ///   and the state after the last step of each row.
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

  /// Runs the layers over a whole sequence of ids, whose vectors are rows of a table. For one-hot
  /// inputs the table is the transpose of a weight.
  ///
  /// - Parameters:
  ///   - ids: T·B ids, time-major; the id V stands for an unknown symbol.
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

  /// The outputs of a cell at each step, indexed by step; the steps are taken in `order`.
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
  /// One step of all layers; they must not be bidirectional.
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
