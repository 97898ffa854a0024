extension RNN {
  /// One time step made of tape operations, layer by layer: the equations of `RecurrentCell`.
  ///
  /// - Parameters:
  ///   - input: x [B, D].
  ///   - state: h, and c where the cell has one, of each layer, [B, H].
  /// - Returns: the state after the step; the last h is the output, or with skip connections all of
  ///   them side by side.
  public func step(
    _ input: Variable<Scalar>, from state: RecurrentVariables<Scalar>
  ) -> RecurrentVariables<Scalar> {
    precondition(!isBidirectional, "a bidirectional network reads whole sequences: no steps")
    precondition(
      state.hidden.count == layers.count, "\(state.hidden.count) states for \(layers.count) layers")
    var (x, result) = (input, state)
    for (k, layer) in layers.enumerated() {
      if k > 0 && hasSkipConnections { x = input.joined(with: x) }
      let gates = StepGates(layer, units: hiddenSize, input: x)
      let h = state.hidden[k]
      switch cell {
      case .tanh: x = gates.sum(0, h).tanh()
      case .gru:
        let (r, z) = (gates.sum(0, h).logistic(), gates.sum(1, h).logistic())
        let n = (gates.inputPart(2) + r * gates.recurrentPart(2, h)).tanh()
        x = (1 - z) * n + z * h
      case .originalGRU:
        let (r, z) = (gates.sum(0, h).logistic(), gates.sum(1, h).logistic())
        let n = gates.sum(2, r * h).tanh()
        x = (1 - z) * n + z * h
      case .lstm:
        let (i, f) = (gates.sum(0, h).logistic(), gates.sum(1, h).logistic())
        let (g, o) = (gates.sum(2, h).tanh(), gates.sum(3, h).logistic())
        let c = f * state.cell[k] + i * g
        (x, result.cell[k]) = (o * c.tanh(), c)
      }
      result.hidden[k] = x
    }
    return result
  }
}

/// What the gates of a layer are of, gate by gate.
private struct StepGates<Scalar: TensorScalar> {
  let input: Variable<Scalar>
  let units: Int
  let inputWeight: Variable<Scalar>
  let recurrentWeight: Variable<Scalar>
  let inputBias: Variable<Scalar>
  let recurrentBias: Variable<Scalar>

  init(_ layer: RNN<Scalar>.Layer, units: Int, input: Variable<Scalar>) {
    (self.units, self.input) = (units, input)
    inputWeight = input.tape.parameter(layer.inputWeight)
    recurrentWeight = input.tape.parameter(layer.recurrentWeight)
    inputBias = input.tape.parameter(layer.inputBias)
    recurrentBias = input.tape.parameter(layer.recurrentBias)
  }

  /// W_ih·x + b_ih + b_hh + W_hh·h.
  func sum(_ gate: Int, _ h: Variable<Scalar>) -> Variable<Scalar> {
    let rows = gate * units..<(gate + 1) * units
    let bias = inputBias.slice(rows) + recurrentBias.slice(rows)
    let projected = input.affine(inputWeight.slice(rows), adding: bias)
    return h.affine(recurrentWeight.slice(rows), adding: projected)
  }

  /// W_ih·x + b_ih.
  func inputPart(_ gate: Int) -> Variable<Scalar> {
    let rows = gate * units..<(gate + 1) * units
    return input.affine(inputWeight.slice(rows), adding: inputBias.slice(rows))
  }

  /// W_hh·h + b_hh.
  func recurrentPart(_ gate: Int, _ h: Variable<Scalar>) -> Variable<Scalar> {
    let rows = gate * units..<(gate + 1) * units
    return h.affine(recurrentWeight.slice(rows), adding: recurrentBias.slice(rows))
  }
}
