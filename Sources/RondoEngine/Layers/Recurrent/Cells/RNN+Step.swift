extension RNN {
  /// One time step made of tape operations, layer by layer, with the equations of `BuiltInCell`.
  ///
  /// - Parameters:
  ///   - input: x, [B, D].
  ///   - state: h and, for an LSTM, c of each layer, [B, H].
  /// - Returns: the state after the step. The output is the last h, or with skip connections all of
  ///   them concatenated.
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
      case .minGRU:
        let (z, v) = (gates.inputPart(0).logistic(), gates.inputPart(1))
        let positive = v.relu()
        x = (1 - z) * h + z * (positive + (v - positive).logistic())
      }
      result.hidden[k] = x
    }
    return result
  }
}

/// Arguments of a layer's gates, gate by gate.
///
/// The rows of a gate in a parameter are used as a parameter in the same memory: nothing is copied,
/// and their gradient is added in place.
private struct StepGates<Scalar: TensorScalar> {
  let layer: RNN<Scalar>.Layer
  let units: Int
  let input: Variable<Scalar>

  init(_ layer: RNN<Scalar>.Layer, units: Int, input: Variable<Scalar>) {
    (self.layer, self.units, self.input) = (layer, units, input)
  }

  /// W_ih·x + b_ih + b_hh + W_hh·h.
  func sum(_ gate: Int, _ h: Variable<Scalar>) -> Variable<Scalar> {
    let bias = rows(layer.inputBias, gate) + rows(layer.recurrentBias, gate)
    let projected = input.affine(rows(layer.inputWeight, gate), adding: bias)
    return h.affine(rows(layer.recurrentWeight, gate), adding: projected)
  }

  /// W_ih·x + b_ih.
  func inputPart(_ gate: Int) -> Variable<Scalar> {
    input.affine(rows(layer.inputWeight, gate), adding: rows(layer.inputBias, gate))
  }

  /// W_hh·h + b_hh.
  func recurrentPart(_ gate: Int, _ h: Variable<Scalar>) -> Variable<Scalar> {
    h.affine(rows(layer.recurrentWeight, gate), adding: rows(layer.recurrentBias, gate))
  }

  private func rows(_ parameter: Tensor<Scalar>?, _ gate: Int) -> Variable<Scalar> {
    guard let parameter else { preconditionFailure("a cell without recurrent weights") }
    return input.tape.parameter(parameter.rows(gate * units..<(gate + 1) * units))
  }
}

extension Tensor {
  /// Some entries of the first axis, in this tensor's memory.
  fileprivate func rows(_ range: Range<Int>) -> Tensor {
    let size = shape.rank == 1 ? 1 : shape.columns
    return Tensor(
      storage: storage, offset: offset + range.lowerBound * size,
      shape: shape.rank == 1 ? [range.count] : [range.count, size])
  }
}
