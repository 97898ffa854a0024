import RondoNumerics
import TestSupport
import Testing

@testable import RondoEngine

/// Chapter 5 of the course: one to many, many to one, and many to many in step and through an
/// encoder and a decoder.
struct Chapter5FormsTests {
  /// Does the symbol 3 stand anywhere in a text of one to three symbols?
  @Test(arguments: ReadoutKind.allCases)
  func `many to one: texts of unequal length are classified`(kind: ReadoutKind) {
    let texts = (0..<84).map { n -> [Int32] in
      let length = n < 4 ? 1 : n < 20 ? 2 : 3
      let number = n - [0, 0, 4, 20][length]
      return (0..<length).map { Int32(number >> (2 * $0) & 3) }
    }
    var random = RandomSource(seed: 2)
    let rnn = RNN<Float>(
      .gru, inputSize: 4, hiddenSize: 8, bidirectional: true, random: &random)
    var model = Network(rnn, kind, outputs: 2, &random)
    func logits(_ model: Network, _ texts: [[Int32]], _ tape: Tape<Float>) -> Variable<Float> {
      let ids = (0..<3).flatMap { t in texts.map { t < $0.count ? $0[t] : 0 } }
      let start = model.rnn.initialState(batch: texts.count)
      let lengths = texts.map(\.count)
      let outputs = model.rnn.sequence(ids, on: tape, from: start, lengths: lengths).outputs
      return model.output(model.readout(outputs, lengths: lengths))
    }
    func label(_ text: [Int32]) -> Int32 { text.contains(3) ? 1 : 0 }
    let known = texts.indices.filter { $0 % 4 != 1 }.map { texts[$0] }
    let unknown = texts.indices.filter { $0 % 4 == 1 }.map { texts[$0] }
    model.train(steps: 60, rate: 0.05) { model, tape in
      logits(model, known, tape).crossEntropy(known.map(label))
    }
    let found = likeliest(logits(model, unknown, Tape()))
    #expect(zip(found, unknown).allSatisfy { $0 == label($1) })
  }

  /// The mean of a series beside a channel that does not matter.
  @Test func `many to one: a series of two channels is regressed`() {
    var draw = Draw(seed: 3)
    var random = RandomSource(seed: 3)
    let (series, lengths): (Tensor<Float>, _) = (
      draw.tensor([6, 40, 2]), (0..<40).map { 2 + $0 % 5 }
    )
    let means = lengths.enumerated().map { row, length in
      (0..<length).reduce(0) { $0 + series[$1, row, 0] } / Float(length)
    }
    let rnn = RNN<Float>(inputSize: 2, hiddenSize: 8, random: &random)
    var model = Network(rnn, .mean, outputs: 1, &random)
    func errors(_ model: Network, _ rows: Range<Int>, _ tape: Tape<Float>) -> Variable<Float> {
      let own = (0..<6).flatMap { t in rows.flatMap { [series[t, $0, 0], series[t, $0, 1]] } }
      let x = tape.constant(Tensor(own, shape: [6, rows.count, 2]))
      let start = model.rnn.initialState(batch: rows.count)
      let outputs = model.rnn.sequence(x, from: start, lengths: Array(lengths[rows])).outputs
      let found = model.output(model.readout(outputs, lengths: Array(lengths[rows])))
      return found.meanSquaredError(
        tape.constant(Tensor(Array(means[rows]), shape: [rows.count, 1])))
    }
    model.train(steps: 100, rate: 0.02) { errors($0, 0..<30, $1) }
    let variance = means[30...].reduce(0) { $0 + $1 * $1 } / 10
    #expect(errors(model, 30..<40, Tape()).scalar < 0.1 * variance)
  }

  /// The label of a step is the symbol after it, which only the reverse direction has seen.
  @Test func `many to many in step: a tagger sees what follows, in both directions alone`() {
    var draw = Draw(seed: 4)
    let ids = draw.ids(6 * 20, upTo: 2)
    let labels = Array(ids[20...]) + [Int32](repeating: -1, count: 20)
    func loss(bidirectional: Bool) -> Float {
      var random = RandomSource(seed: 4)
      let rnn = RNN<Float>(
        inputSize: 3, hiddenSize: 8, bidirectional: bidirectional, random: &random)
      var model = Network(rnn, .last, outputs: 3, &random)
      let start = rnn.initialState(batch: 20)
      return model.train(steps: 60, rate: 0.05) { model, tape in
        model.output(model.rnn.sequence(ids, on: tape, from: start).outputs).crossEntropy(labels)
      }
    }
    #expect(loss(bidirectional: true) < 0.1)
    #expect(loss(bidirectional: false) > 0.5)  // knowing nothing costs log 3 = 1.1
  }

  /// Three symbols, read by the encoder and written backwards by the decoder, which gets the
  /// encoder's last output at each step (Cho et al. 2014).
  @Test func `many to many: an encoder and a decoder turn a text round`() {
    let texts = (0..<27).map { (n: Int32) -> [Int32] in [n / 9, n / 3 % 3, n % 3] }
    var random = RandomSource(seed: 5)
    var model = Translator(
      encoder: RNN(.gru, inputSize: 3, hiddenSize: 12, random: &random),
      decoder: RNN(.gru, inputSize: 12, hiddenSize: 12, random: &random),
      output: Linear(inputs: 12, outputs: 3, random: &random))
    let known = texts.indices.filter { $0 % 9 != 4 }.map { texts[$0] }
    model.train(steps: 150, rate: 0.03) { model, tape in
      model.logits(known, on: tape).crossEntropy(known.backwards)
    }
    #expect(likeliest(model.logits(texts, on: Tape())) == texts.backwards)
  }

  /// A vector chooses the word that the network spells.
  @Test func `one to many: a vector conditions a text`() {
    let words: [[Int32]] = [[1, 2, 3, 0], [4, 1, 3, 0], [3, 1, 2, 0]]  // 0 ends a word
    let vectors = Tensor<Float>([1, 0, -1, 0.5, 0, -1], shape: [3, 2])
    var random = RandomSource(seed: 6)
    let rnn = RNN<Float>(inputSize: 7, hiddenSize: 12, random: &random)
    var model = Network(rnn, .last, outputs: 5, &random)
    func logits(_ model: Network, _ before: [[Int32]], _ tape: Tape<Float>) -> Variable<Float> {
      let steps = before[0].count
      let symbols = (0..<steps).flatMap { t in before.map { $0[t] } }
      let one: Tensor<Float> = oneHot(symbols, batch: 3, size: 5)
      let context = tape.constant(vectors).gather(
        (0..<steps * 3).map { Int32($0 % 3) }, batch: 3)
      let x = context.joined(with: tape.constant(one))
      return model.output(model.rnn.sequence(x, from: model.rnn.initialState(batch: 3)).outputs)
    }
    let targets = (0..<4).flatMap { t in words.map { $0[t] } }
    model.train(steps: 80, rate: 0.05) { model, tape in
      logits(model, words.map { [0] + $0.dropLast() }, tape).crossEntropy(targets)
    }
    var written: [[Int32]] = [[0], [0], [0]]
    for _ in 0..<4 {
      let next = likeliest(logits(model, written, Tape())).suffix(3)
      for (k, symbol) in next.enumerated() { written[k].append(symbol) }
    }
    #expect(written.map { Array($0.dropFirst()) } == words)
  }
}

/// The id with the largest logit, for each row.
private func likeliest(_ logits: Variable<Float>) -> [Int32] {
  let (columns, scalars) = (logits.shape.columns, logits.value.scalars)
  return (0..<logits.shape.rows).map { row in
    let own = scalars[row * columns..<(row + 1) * columns]
    return Int32(own.firstIndex(of: own.max()!)! - row * columns)
  }
}

extension [[Int32]] {
  /// The symbols of texts of one length from the last to the first, time-major.
  fileprivate var backwards: [Int32] {
    self[0].indices.reversed().flatMap { t in map { $0[t] } }
  }
}

extension Module<Float> {
  /// Trains with Adam; returns the last loss.
  @discardableResult
  fileprivate mutating func train(
    steps: Int, rate: Double, _ loss: (Self, Tape<Float>) -> Variable<Float>
  ) -> Float {
    let tape = Tape<Float>()
    var optimizer = Optimizer<Float>(Adam(), learningRate: rate)
    var last: Float = 0
    for _ in 0..<steps {
      let (value, gradients) = tape.gradient(of: &self) { loss(copy $0, tape) }
      optimizer.update(&self, along: gradients.clipped(toNorm: 1))
      last = value
    }
    return last
  }
}

private struct Network: Module {
  typealias Scalar = Float

  var rnn: RNN<Float>
  var readout: Readout<Float>
  var output: Linear<Float>

  init(_ rnn: RNN<Float>, _ kind: ReadoutKind, outputs: Int, _ random: inout RandomSource) {
    self.rnn = rnn
    readout = Readout(kind, of: rnn, random: &random)
    output = Linear(inputs: readout.outputSize, outputs: outputs, random: &random)
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("rnn", &rnn)
    visitor.visit("readout", &readout)
    visitor.visit("output", &output)
  }
}

private struct Translator: Module {
  typealias Scalar = Float

  var encoder: RNN<Float>
  var decoder: RNN<Float>
  var output: Linear<Float>

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("encoder", &encoder)
    visitor.visit("decoder", &decoder)
    visitor.visit("output", &output)
  }

  /// The logits of as many symbols as the texts have.
  func logits(_ texts: [[Int32]], on tape: Tape<Float>) -> Variable<Float> {
    let (steps, batch) = (texts[0].count, texts.count)
    let ids = (0..<steps).flatMap { t in texts.map { $0[t] } }
    let read = encoder.sequence(ids, on: tape, from: encoder.initialState(batch: batch)).outputs
    let meaning = Readout(.last, of: encoder)(read)
    let context = meaning.gather((0..<steps * batch).map { Int32($0 % batch) }, batch: batch)
    return output(decoder.sequence(context, from: decoder.initialState(batch: batch)).outputs)
  }
}
