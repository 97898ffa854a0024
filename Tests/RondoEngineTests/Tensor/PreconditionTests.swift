import RondoNumerics
import Testing

@testable import RondoEngine

/// A caller's mistake ends the process, rather than reading memory that is not there.
struct PreconditionTests {
  @Test func `shapes that do not combine are refused`() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Float>()
      _ = tape.constant(Tensor(zeros: [2, 3])) + tape.constant(Tensor(zeros: [2]))
    }
  }

  @Test func `a weight that does not fit is refused`() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Float>()
      _ = tape.constant(Tensor(zeros: [2, 3])).affine(tape.constant(Tensor(zeros: [3, 2])))
    }
  }

  @Test func `elements that do not fill a shape are refused`() async {
    await #expect(processExitsWith: .failure) { _ = Tensor<Float>([1, 2, 3], shape: [2, 2]) }
  }

  @Test func `an id beyond the unknown one is refused by a sequence`() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      let rnn = RNN<Float>(inputSize: 3, hiddenSize: 2, random: &random)
      _ = rnn.sequence([4], on: Tape(), from: rnn.initialState(batch: 1))
    }
  }

  @Test func `a state without cells is refused by an LSTM`() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      let rnn = RNN<Float>(.lstm, inputSize: 3, hiddenSize: 2, random: &random)
      let state = RNNState<Float>(hidden: [Tensor(zeros: [1, 2])])
      _ = rnn.sequence([0], on: Tape(), from: state)
    }
  }

  @Test func `an initial state on another tape is refused`() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      let rnn = RNN<Float>(inputSize: 3, hiddenSize: 2, random: &random)
      let state = RecurrentVariables(rnn.initialState(batch: 1), on: Tape())
      _ = rnn.sequence([0], on: Tape(), from: state)
    }
  }

  @Test func `a state of an earlier step is refused`() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      let (tape, rnn) = (Tape<Float>(), RNN<Float>(inputSize: 3, hiddenSize: 2, random: &random))
      let (_, state) = rnn.sequence([0], on: tape, from: rnn.initialState(batch: 1))
      tape.reset()
      _ = state.tensors
    }
  }

  @Test func `parameters of another cell are refused`() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      let rnn = RNN<Float>(.gru, inputSize: 3, hiddenSize: 2, random: &random)
      _ = RNN(.lstm, layers: rnn.layers)
    }
  }

  @Test func `a negative id is refused by a stepper`() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      let stepper = RNNStepper(
        RNN<Float>(inputSize: 3, hiddenSize: 2, random: &random), batch: 1)
      stepper.advance([-1])
    }
  }

  @Test(arguments: [2, 9])
  func `a stepper refuses vectors of another size`(count: Int) async {
    await #expect(processExitsWith: .failure) { [count] in
      var random = RandomSource(seed: 1)
      let rnn = RNN<Float>(inputSize: 3, hiddenSize: 2, random: &random)
      let stepper = RNNStepper(rnn, over: .vectors, batch: 2)
      stepper.advance(vectors: Array(repeating: 0, count: count))
    }
  }

  @Test(arguments: [false, true])
  func `a stepper over ids refuses vectors, and one over vectors ids`(readsIds: Bool) async {
    await #expect(processExitsWith: .failure) { [readsIds] in
      var random = RandomSource(seed: 1)
      let rnn = RNN<Float>(inputSize: 3, hiddenSize: 2, random: &random)
      let stepper = RNNStepper(rnn, over: readsIds ? .ids : .vectors, batch: 1)
      if readsIds { stepper.advance(vectors: [1, 2, 3]) } else { stepper.advance([0]) }
    }
  }

  @Test func `ids that do not divide into the batch are refused`() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      let rnn = RNN<Float>(inputSize: 3, hiddenSize: 2, random: &random)
      _ = rnn.sequence([0, 1, 2], on: Tape(), from: rnn.initialState(batch: 2))
    }
  }

  @Test(arguments: [[3, 1], [0, 1], [2]])
  func `lengths that the steps or the batch do not have are refused`(lengths: [Int]) async {
    await #expect(processExitsWith: .failure) { [lengths] in
      var random = RandomSource(seed: 1)
      let rnn = RNN<Float>(inputSize: 3, hiddenSize: 2, random: &random)
      _ = rnn.sequence(
        [0, 1, 2, 2], on: Tape(), from: rnn.initialState(batch: 2), lengths: lengths)
    }
  }

  @Test func `resets of another size are refused`() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      let rnn = RNN<Float>(inputSize: 3, hiddenSize: 2, random: &random)
      _ = rnn.sequence([0, 1], on: Tape(), from: rnn.initialState(batch: 1), resets: [true])
    }
  }

  @Test func `a bidirectional network has no stepper`() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 1)
      let rnn = RNN<Float>(inputSize: 3, hiddenSize: 2, bidirectional: true, random: &random)
      _ = RNNStepper(rnn, batch: 1)
    }
  }

  @Test func `several numbers have no gradient`() async {
    await #expect(processExitsWith: .failure) {
      Tape<Float>().variable(Tensor([1, 2])).backward()
    }
  }

  @Test func `a computation is not differentiated twice`() async {
    await #expect(processExitsWith: .failure) {
      let loss = Tape<Float>().variable(Tensor([1, 2])).sum()
      loss.backward()
      loss.backward()
    }
  }

  @Test func `a variable of an earlier step is refused`() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Float>()
      let stale = tape.variable(Tensor([1]))
      tape.reset()
      _ = stale + tape.variable(Tensor([1]))
    }
  }

  @Test func `a value of an earlier step is not read`() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Float>()
      let stale = tape.variable(Tensor([1]))
      tape.reset()
      _ = stale.value
    }
  }

  @Test func `a variable of another tape is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = Tape<Float>().variable(Tensor([1])) + Tape<Float>().variable(Tensor([1]))
    }
  }

  @Test func `a loss that was computed on another tape is refused`() async {
    await #expect(processExitsWith: .failure) {
      var model = Weights<Float>(w: Tensor([2]))
      _ = Tape<Float>().gradient(of: &model) {
        $0.loss(on: Tape<Float>(), steepness: [1], target: [0])
      }
    }
  }

  @Test func `a loss that depends on no parameter of the model is refused`() async {
    await #expect(processExitsWith: .failure) {
      var model = Weights<Float>(w: Tensor([2]))
      let copy = Weights<Float>(w: Tensor([2]))
      let tape = Tape<Float>()
      _ = tape.gradient(of: &model) { _ in copy.loss(on: tape, steepness: [1], target: [0]) }
    }
  }

  @Test func `a tensor that is no parameter of the model has no gradient there`() async {
    await #expect(processExitsWith: .failure) {
      var model = Weights<Float>(w: Tensor([2]))
      let tape = Tape<Float>()
      let (_, gradients) = tape.gradient(of: &model) {
        $0.loss(on: tape, steepness: [1], target: [0])
      }
      _ = gradients[Tensor([2])]
    }
  }

  @Test func `gradients of a model of another size are refused`() async {
    await #expect(processExitsWith: .failure) {
      var (model, other) = (Weights<Float>(w: Tensor([2])), Weights<Float>(w: Tensor([2, 3])))
      let tape = Tape<Float>()
      let (_, gradients) = tape.gradient(of: &model) {
        $0.loss(on: tape, steepness: [1], target: [0])
      }
      var optimizer = Optimizer<Float>(Adam(), learningRate: 0.1)
      optimizer.update(&other, along: gradients)
    }
  }
}
