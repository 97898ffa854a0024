import RondoNumerics
import TestSupport
import Testing

@testable import RondoEngine

/// One vector for a whole sequence.
struct ReadoutTests {
  @Test(arguments: ReadoutKind.allCases, [1, 2, 8])
  func `a row has the same bits alone, in any batch and with any padding`(
    kind: ReadoutKind, threads: Int
  ) {
    var draw = Draw(seed: 3)
    let (lengths, size) = ([31, 40, 1, 40, 22, 7, 39, 40, 13], 150)
    let rows = lengths.map { draw.floats($0 * size) }
    let readout = drawn(kind, size: size, &draw)
    for (order, padding) in [(Array(0..<9), 0), ([3, 1, 6, 0, 4, 8, 5, 2], 2), ([2, 5], 1)] {
      let steps = order.map { lengths[$0] }.max()! + padding
      var x = Tensor<Float>(repeating: .nan, shape: [steps, order.count, size])
      for (place, row) in order.enumerated() {
        for at in rows[row].indices {
          x[flat: (at / size * order.count + place) * size + at % size] = rows[row][at]
        }
      }
      let tape = Tape<Float>(workers: Workers(threads: threads))
      let found = readout(tape.constant(x), lengths: order.map { lengths[$0] }).value.scalars
      for (place, row) in order.enumerated() {
        let one = Tensor(rows[row], shape: [lengths[row], 1, size])
        let alone = readout(Tape().constant(one)).value.scalars
        let own = found[place * alone.count..<(place + 1) * alone.count]
        #expect(Array(own) == alone, "row \(row) of \(order)")
      }
    }
  }

  @Test(arguments: ReadoutKind.allCases)
  func `gradients have the same bits with any padding and any number of threads`(
    kind: ReadoutKind
  ) {
    var draw = Draw(seed: 4)
    let (lengths, size) = ([31, 40, 1, 40, 22, 7, 39, 40, 13], 150)
    let x: Tensor<Float> = draw.tensor([40, 9, size])
    let readout = drawn(kind, size: size, &draw)
    func numbers(threads: Int, padding: Int) -> [Float] {
      // Attention multiplies with what stands there, which must be numbers: an RNN gives zeros.
      let end = [Float](
        repeating: kind == .attention ? 0 : .infinity, count: padding * 9 * size)
      var model = Read(
        readout: readout,
        inputs: Inputs(tensors: [Tensor(x.scalars + end, shape: [40 + padding, 9, size])]))
      let tape = Tape<Float>(workers: Workers(threads: threads))
      let (loss, gradients) = tape.gradient(of: &model) { model in
        model.readout(tape.parameter(model.inputs.tensors[0]), lengths: lengths).squared().sum()
      }
      let all = gradients[model.inputs.tensors[0]].scalars
      #expect(Set(all.dropFirst(x.count)).isSubset(of: [0]))
      return [loss] + all.prefix(x.count)
        + model.readout.parameters.flatMap { gradients[$0.value].scalars }
    }
    let expected = numbers(threads: 1, padding: 0)
    #expect(expected.reduce(0) { $0 + abs($1) }.isFinite)
    for (threads, padding) in [(1, 2), (2, 0), (3, 1)] {
      #expect(numbers(threads: threads, padding: padding) == expected, "\(threads) threads")
    }
  }

  @Test func `attention has the gradient of central differences`() {
    var draw = Draw(seed: 5)
    var random = RandomSource(seed: 5)
    let rnn = RNN<Double>(inputSize: 1, hiddenSize: 3, random: &random)
    var readout = Readout(.attention, of: rnn, attentionSize: 2, random: &random)
    readout.query = draw.tensor([2])
    let x: Tensor<Double> = draw.tensor([3, 2, 3])
    let disagreement = GradientCheck.disagreement(of: &readout) { readout, tape in
      readout(tape.constant(x), lengths: [2, 3])
    }
    #expect(disagreement == nil)
    #expect(readout.parameters.map(\.name) == ["attention.weight", "attention.bias", "query"])
  }

  @Test func `a readout of one's own stands where a built-in one does`() {
    func loss(_ readout: some SequenceReadout<Double>, _ x: Variable<Double>) -> Variable<Double> {
      let vectors = readout(x, lengths: [2, 3])
      #expect(vectors.shape == [2, readout.outputSize])
      return vectors.sum()
    }
    let tape = Tape<Double>()
    let x = tape.variable(Tensor((0..<12).map { Double($0) }, shape: [3, 2, 2]))
    (loss(FirstStep(outputSize: 2), x) + loss(Readout(.last, of: .init(size: 2)), x)).backward()
    #expect(x.gradient.scalars == [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1])
  }

  @Test func `new attention is the mean`() {
    var draw = Draw(seed: 6)
    var random = RandomSource(seed: 6)
    let rnn = RNN<Double>(inputSize: 1, hiddenSize: 4, random: &random)
    let x = Tape<Double>().constant(draw.tensor([5, 2, 4]))
    let (mean, attention) = (
      Readout(.mean, of: rnn, random: &random), Readout(.attention, of: rnn, random: &random)
    )
    // Sums of five numbers of size 1, in two orders of operations.
    let difference = difference(
      attention(x, lengths: [5, 3]).value.scalars, from: mean(x, lengths: [5, 3]).value.scalars,
      absolute: 1e-15, relative: 1e-14)
    #expect(difference == nil)
    #expect(mean.parameters.isEmpty)
  }

  @Test func `concat has the last output, the largest numbers and the mean side by side`() {
    var draw = Draw(seed: 10)
    var random = RandomSource(seed: 10)
    let rnn = RNN<Double>(inputSize: 1, hiddenSize: 2, bidirectional: true, random: &random)
    let x = Tape<Double>().constant(draw.tensor([5, 2, 4]))
    func read(_ kind: ReadoutKind) -> Tensor<Double> {
      let readout = Readout(kind, of: rnn, random: &random)
      let found = readout(x, lengths: [5, 3]).value
      #expect(found.shape == [2, readout.outputSize])
      return found
    }
    let all = read(.concat)
    for (place, kind) in [ReadoutKind.last, .max, .mean].enumerated() {
      let own = read(kind)
      for row in 0..<2 {
        for column in 0..<4 { #expect(all[row, 4 * place + column] == own[row, column]) }
      }
    }
  }

  @Test func `the first of several largest numbers has the gradient`() {
    let tape = Tape<Double>()
    let x = tape.variable(Tensor([1, 7, 3, 7, 3, 5], shape: [3, 1, 2]))
    x.maxOverTime(lengths: []).sum().backward()
    #expect(x.gradient.scalars == [0, 1, 1, 0, 0, 0])
  }

  @Test func `a mean of logistic values has the bits of its three operations`() {
    var draw = Draw(seed: 11)
    let values = draw.tensor([70, 3, 37]) as Tensor<Float>
    let weights = draw.tensor([3, 37]) as Tensor<Float>
    func computed(_ mean: (Variable<Float>) -> Variable<Float>) -> [Float] {
      let tape = Tape<Float>(workers: Workers(threads: 2))
      let x = tape.variable(values)
      let y = mean(x)
      (y * tape.constant(weights)).sum().backward()
      return y.value.scalars + x.gradient.scalars
    }
    let lengths = [70, 1, 64]
    let found = computed { $0.meanLogisticOverTime(steepness: 4, lengths: lengths) }
    let expected = computed { ($0 * 4).logistic().meanOverTime(lengths: lengths) }
    #expect(bitDifference(found, from: expected) == nil)
    #expect(found.prefix(weights.scalars.count).allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func `a number that is none is the largest, and not one after the end`() {
    let x = Tape<Float>().constant(Tensor([1, 2, .nan, 0, 5, .nan], shape: [3, 2, 1]))
    let largest = x.maxOverTime(lengths: [3, 2]).value.scalars
    #expect(largest[0].isNaN && largest[1] == 2)
  }

  @Test(arguments: RecurrentKind.all)
  func `last is the final state of the layers that give to the output`(kind: RecurrentKind) {
    var draw = Draw(seed: 7)
    var random = RandomSource(seed: 7)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      kind, inputSize: 4, hiddenSize: 5, layers: 2, batch: 3)
    let (outputs, final) = rnn.sequence(
      draw.ids(12, upTo: 4), on: Tape(), from: state, lengths: [2, 4, 1])
    let last = Readout(.last, of: rnn, random: &random)(outputs, lengths: [2, 4, 1]).value
    let states = final.tensors.hidden.suffix(rnn.outputSize / 5)
    for row in 0..<3 {
      let expected = states.flatMap { $0.scalars[row * 5..<(row + 1) * 5] }
      #expect((0..<rnn.outputSize).map { last[row, $0] } == expected, "row \(row)")
    }
  }

  private func drawn(_ kind: ReadoutKind, size: Int, _ draw: inout Draw) -> Readout<Float> {
    var random = RandomSource(seed: 9)
    let rnn = RNN<Float>(
      inputSize: 1, hiddenSize: size / 2, bidirectional: true, random: &random)
    var readout = Readout(kind, of: rnn, attentionSize: 20, random: &random)
    if kind == .attention { readout.query = draw.tensor([20]) }
    return readout
  }
}

extension EveryKernelVersion {
  @Test func `attention has the same bits on every version`() {
    var draw = Draw(seed: 8)
    var random = RandomSource(seed: 8)
    let rnn = RNN<Float>(inputSize: 1, hiddenSize: 37, random: &random)
    var readout = Readout(.attention, of: rnn, attentionSize: 5, random: &random)
    readout.query = draw.tensor([5])
    var model = Read(readout: readout, inputs: Inputs(tensors: [draw.tensor([19, 3, 37])]))
    let results = Self.results {
      let tape = Tape<Float>()
      let (loss, gradients) = tape.gradient(of: &model) { model in
        model.readout(tape.parameter(model.inputs.tensors[0]), lengths: [7, 19, 1]).squared().sum()
      }
      return [loss] + model.parameters.flatMap { gradients[$0.value].scalars }
    }
    for (version, numbers) in results {
      #expect(bitDifference(numbers, from: results[0].value) == nil, "\(version)")
    }
  }
}

private struct FirstStep: SequenceReadout {
  typealias Scalar = Double

  var outputSize: Int

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Double>) {}

  func callAsFunction(_ outputs: Variable<Double>, lengths: [Int]) -> Variable<Double> {
    outputs.slice(0..<1).reshaped(to: [outputs.shape[1], outputSize])
  }
}

private struct Read: Module {
  typealias Scalar = Float

  var readout: Readout<Float>
  var inputs: Inputs<Float>

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("readout", &readout)
    visitor.visit("inputs", &inputs)
  }
}
