@testable import RondoEngine

/// A recurrent network together with tensors that are differentiated too.
struct Conditioned: Module {
  typealias Scalar = Double

  var rnn: RNN<Double>
  var inputs: Inputs<Double>

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Double>) {
    visitor.visit("rnn", &rnn)
    visitor.visit("inputs", &inputs)
  }
}
