import RondoNumerics
import Testing

@testable import RondoEngine

/// Chapter 5 of the course: h_t = tanh(W_hh·h_{t−1} + W_xh·x_t), y_t = W_hy·h_t.
struct Chapter5RecurrentTests {
  @Test func `backpropagation through time gives the gradient of central differences`() {
    var random = RandomSource(seed: 1)
    var model = CharacterModel<Double>(random: &random)
    let state = model.rnn.initialState(batch: 1)
    let disagreement = GradientCheck.disagreement(of: &model) { model, tape in
      model.loss(of: [0, 1, 2, 2, 3], on: tape, from: state)
    }
    #expect(disagreement == nil)
  }

  @Test func `a small network learns hello and says it`() {
    var random = RandomSource(seed: 1)
    var model = CharacterModel<Float>(random: &random)
    let letters = Array("helo")
    let hello = "hello".map { Int32(letters.firstIndex(of: $0)!) }
    let losses = model.train(on: hello, steps: 60)
    #expect(losses[59] < 0.05 * losses[0])
    let said = model.continuation(of: hello[0], count: 4).map { letters[Int($0)] }
    #expect("h" + String(said) == "hello")
  }
}

extension EveryKernelVersion {
  /// Pinned to the last bit: a change of any operation, sum or random number shows here.
  @Test func `the first ten losses of a tiny run are those that they always were`() {
    for (version, losses) in Self.results({
      var random = RandomSource(seed: 1)
      var model = CharacterModel<Float>(random: &random)
      return model.train(on: [0, 1, 2, 2, 3, 3, 0, 1], steps: 10)
    }) {
      let pinned: [Float] = [
        1.1781257, 0.98652846, 0.74026465, 0.5748346, 0.44405907, 0.34348422, 0.25987273,
        0.2025414, 0.16188414, 0.13087656,
      ]
      #expect(losses == pinned, "\(version)")
    }
  }
}

/// A recurrent network over the letters h, e, l and o with a linear layer for the next letter.
struct CharacterModel<Scalar: TensorScalar>: Module {
  var rnn: RNN<Scalar>
  var output: Linear<Scalar>

  init(random: inout RandomSource) {
    rnn = RNN(inputSize: 4, hiddenSize: 8, random: &random)
    output = Linear(inputs: 8, outputs: 4, random: &random)
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("rnn", &rnn)
    visitor.visit("output", &output)
  }

  /// The mean cross-entropy of each letter after the first, given those before it.
  func loss(
    of ids: [Int32], on tape: Tape<Scalar>, from state: RNNState<Scalar>
  ) -> Variable<Scalar> {
    let hidden = rnn.sequence(Array(ids.dropLast()), on: tape, from: state).outputs
    return output(hidden).crossEntropy(Array(ids.dropFirst()))
  }

  /// Trains with Adam; returns the loss before each step.
  mutating func train(on ids: [Int32], steps: Int) -> [Scalar] {
    let tape = Tape<Scalar>()
    let state = rnn.initialState(batch: 1)
    var optimizer = Optimizer<Scalar>(Adam(), learningRate: 0.05)
    return (0..<steps).map { _ in
      let (loss, gradients) = tape.gradient(of: &self) { $0.loss(of: ids, on: tape, from: state) }
      optimizer.update(&self, along: gradients.clipped(toNorm: 1))
      return loss
    }
  }

  /// The likeliest next letter, again and again, each fed back in.
  func continuation(of first: Int32, count: Int) -> [Int32] {
    let stepper = RNNStepper(rnn, batch: 1)
    var id = first
    return (0..<count).map { _ in
      stepper.advance([id])
      let logits = output(Tape().constant(stepper.output)).value.scalars
      id = Int32(logits.firstIndex(of: logits.max()!)!)
      return id
    }
  }
}
