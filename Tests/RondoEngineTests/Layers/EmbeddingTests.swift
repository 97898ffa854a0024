import Testing

@testable import RondoEngine

/// Embeddings before a recurrent network.
struct EmbeddingTests {
  @Test func `an id is its row, and the unknown id is zero`() {
    let embedding = Embedding<Float>(weight: Tensor([1, 2, 3, 4], shape: [2, 2]))
    #expect(embedding([1, 2, 0], on: Tape()).value.scalars == [3, 4, 0, 0, 1, 2])
  }

  @Test(arguments: RecurrentKind.unidirectional)
  func `a stepper gives the bits of the embedded sequence`(kind: RecurrentKind) {
    for batch in [1, 3] {
      var draw = Draw(seed: batch)
      let (rnn, state): (RNN<Float>, _) = draw.recurrent(
        kind, inputSize: 6, hiddenSize: 19, layers: 2, batch: batch)
      let embedding = Embedding<Float>(weight: draw.tensor([5, 6]))
      let ids = draw.ids(4 * batch, upTo: 5)  // 5 is unknown
      let tape = Tape<Float>()
      let (outputs, final) = rnn.sequence(
        embedding(ids, on: tape).reshaped(to: [4, batch, 6]), from: state)
      let stepper = RNNStepper(rnn, embedding: embedding, batch: batch)
      stepper.state = state
      for t in 0..<4 {
        stepper.advance(Array(ids[batch * t..<batch * (t + 1)]))
        let output = outputs.slice(t..<t + 1).value.reshaped(to: [batch, rnn.outputSize])
        #expect(stepper.output == output, "step \(t)")
      }
      #expect(stepper.state == final.tensors)
    }
  }

  @Test(arguments: RecurrentKind.unidirectional)
  func `a table used for the input and for the output has the gradient of both uses`(
    kind: RecurrentKind
  ) {
    var draw = Draw(seed: 1)
    let (rnn, state): (RNN<Double>, _) = draw.recurrent(
      kind, inputSize: 4, hiddenSize: 4, layers: 1, batch: 2)
    var model = Tied(rnn: rnn, embedding: Embedding(weight: draw.tensor([3, 4])))
    let ids = draw.ids(3 * 2, upTo: 3)
    let disagreement = GradientCheck.disagreement(of: &model) { model, tape in
      let vectors = model.embedding(ids, on: tape).reshaped(to: [3, 2, 4])
      let outputs = model.rnn.sequence(vectors, from: state).outputs
      return outputs.affine(tape.parameter(model.embedding.weight))
    }
    #expect(disagreement == nil)
  }
}

private struct Tied: Module {
  typealias Scalar = Double

  var rnn: RNN<Double>
  var embedding: Embedding<Double>

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Double>) {
    visitor.visit("rnn", &rnn)
    visitor.visit("embedding", &embedding)
  }
}
