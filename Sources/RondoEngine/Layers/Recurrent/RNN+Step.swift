extension RNN {
  /// One time step made of tape operations: h' = tanh(W_ih·x + b_ih + b_hh + W_hh·h), layer by layer.
  ///
  /// - Parameters:
  ///   - input: x [B, D].
  ///   - hidden: h of each layer, [B, H].
  /// - Returns: the new h of each layer; the last one is the output.
  public func step(_ input: Variable<Scalar>, _ hidden: [Variable<Scalar>]) -> [Variable<Scalar>] {
    precondition(hidden.count == layers.count, "\(hidden.count) states for \(layers.count) layers")
    let tape = input.tape
    var (x, result) = (input, hidden)
    for (k, layer) in layers.enumerated() {
      let bias = tape.parameter(layer.inputBias) + tape.parameter(layer.recurrentBias)
      let projected = x.affine(tape.parameter(layer.inputWeight), adding: bias)
      x = hidden[k].affine(tape.parameter(layer.recurrentWeight), adding: projected).tanh()
      result[k] = x
    }
    return result
  }
}
