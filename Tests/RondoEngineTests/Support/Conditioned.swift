@testable import RondoEngine

/// A recurrent network together with tensors that are differentiated too.
struct Conditioned<Scalar: TensorScalar>: Module {
  var rnn: RNN<Scalar>
  var inputs: Inputs<Scalar>

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("rnn", &rnn)
    visitor.visit("inputs", &inputs)
  }
}
