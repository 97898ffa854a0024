import CAllocations
import RondoEngine
import RondoNumerics
import TestSupport
import Testing

/// A step over rows that begin anew, or end, on their own allocates nothing once its workspaces are
/// there. Only where the compiler optimises.
@Suite(.enabled(if: !isDebugBuild && rondo_allocations_are_counted()))
struct SequenceAllocationTests {
  @Test(arguments: BuiltInCell.allCases, [1, 2])
  func `a step with resets allocates nothing after the second`(cell: BuiltInCell, threads: Int) {
    var random = RandomSource(seed: 1)
    let classifier = SequenceClassifier(
      RNN(cell, inputSize: 20, hiddenSize: 64, layers: 2, random: &random), .mean, &random)
    let resets = (0..<20 * 32).map { $0 % 37 == 0 }
    let allocations = allocations(of: classifier, threads: threads, resets: resets, lengths: [])
    #expect(allocations == 0)
  }

  @Test(arguments: BuiltInCell.allCases, ReadoutKind.allCases)
  func `a classifier's step over rows of unequal length allocates nothing after the second`(
    cell: BuiltInCell, readout: ReadoutKind
  ) {
    var random = RandomSource(seed: 1)
    let classifier = SequenceClassifier(
      RNN(cell, inputSize: 20, hiddenSize: 64, layers: 2, bidirectional: true, random: &random),
      readout, &random)
    let lengths = (0..<32).map { 1 + $0 * 7 % 20 }
    for threads in [1, 2] {
      for isMultiLabel in [false, true] {
        let allocations = allocations(
          of: classifier, threads: threads, resets: [], lengths: lengths,
          isMultiLabel: isMultiLabel)
        #expect(allocations == 0, "\(threads) threads, several labels: \(isMultiLabel)")
      }
    }
  }

  @Test(arguments: BuiltInCell.allCases, [1, 2])
  func
    `an encoder and a decoder allocate nothing after the second step`(
      cell: BuiltInCell, threads: Int
    )
  {
    var random = RandomSource(seed: 1)
    let encoder = RNN<Float>(cell, inputSize: 20, hiddenSize: 64, layers: 2, random: &random)
    let decoder = RNN<Float>(cell, inputSize: 20, hiddenSize: 64, layers: 2, random: &random)
    var model = EncoderDecoder(
      encoder: encoder, decoder: decoder, start: InitialState(of: encoder))
    let ids = (0..<20 * 32).map { Int32($0 * $0 % 19) }
    let lengths = (0..<32).map { 1 + $0 * 7 % 20 }
    let tape = Tape<Float>(workers: Workers(threads: threads))
    var carried = encoder.initialState(batch: 32)
    let count = allocations(of: {
      _ = tape.gradient(of: &model) { model in
        let start = model.start(batch: 32, on: tape)
        let meaning = model.encoder.sequence(ids, on: tape, from: start, lengths: lengths).state
        let outputs = model.decoder.sequence(ids, on: tape, from: meaning).outputs
        carried = model.encoder.sequence(ids, on: tape, from: carried).state.tensors
        return outputs.crossEntropy(ids)
      }
    })
    #expect(count == 0)
  }

  @Test(arguments: [0, 0.1], [1, 2])
  func `a step of which a part is frozen and another slow allocates nothing after the second`(
    decay: Double, threads: Int
  ) {
    var random = RandomSource(seed: 1)
    let classifier = SequenceClassifier(
      RNN(.gru, inputSize: 20, hiddenSize: 64, layers: 2, random: &random), .max, &random)
    let rates = ParameterRates(classifier.layout) { name in
      switch name {
      case _ where name.hasSuffix("_l0"): .init(firstStep: 99)
      case _ where name.hasSuffix("_l1"): .init(factor: 0.5)
      default: .full
      }
    }
    let allocations = allocations(
      of: classifier, threads: threads, resets: [], lengths: [],
      [Optimizer(Adam(), learningRate: 0.001, weightDecay: decay, rates: rates)])
    #expect(allocations == 0)
  }

  @Test(arguments: [1, 2])
  func `a step of two optimizers over parts allocates nothing after the second`(threads: Int) {
    var random = RandomSource(seed: 1)
    let classifier = SequenceClassifier(
      RNN(.lstm, inputSize: 20, hiddenSize: 64, random: &random), .max, &random)
    let optimizers = [
      Optimizer(Adam(), learningRate: 0.001, weightDecay: 0.1, over: classifier) {
        $0.hasPrefix("rnn.")
      },
      Optimizer(Nesterov(), learningRate: 0.001, over: classifier) { !$0.hasPrefix("rnn.") },
    ]
    let allocations = allocations(
      of: classifier, threads: threads, resets: [], lengths: [], optimizers)
    #expect(allocations == 0)
  }

  /// What three steps allocate after two others; with optimizers the parameters change too.
  private func allocations(
    of classifier: SequenceClassifier, threads: Int, resets: [Bool], lengths: [Int],
    isMultiLabel: Bool = false, _ optimizers: [Optimizer<Float>] = []
  ) -> Int {
    var optimizers = optimizers
    var classifier = classifier
    let tape = Tape<Float>(workers: Workers(threads: threads))
    let state = classifier.rnn.initialState(batch: 32)
    let ids = (0..<20 * 32).map { Int32($0 * $0 % 19) }
    let targets = (0..<32).map { Int32($0 % 5) }
    let weights: [Float] = [1, 2, 3, 4, 5]
    let yes = (0..<32 * 5).map { Float($0 % 3 / 2) }
    func step() {
      let (_, gradients) = tape.gradient(of: &classifier) { model in
        let outputs = model.rnn.sequence(
          ids, on: tape, from: state, resets: resets, lengths: lengths
        ).outputs
        let logits = model.output(model.readout(outputs, lengths: lengths))
        return isMultiLabel
          ? logits.sigmoidCrossEntropy(yes, positiveWeights: weights)
          : logits.crossEntropy(targets, classWeights: weights)
      }
      for k in optimizers.indices {
        let norm = optimizers[k].norm(of: gradients)
        optimizers[k].update(&classifier, along: gradients.scaled(by: 1 / norm))
      }
    }
    return allocations(of: step)
  }

  private func allocations(of step: () -> Void) -> Int {
    for _ in 0..<3 { step() }
    rondo_count_allocations(true)
    let before = rondo_allocation_count()
    for _ in 0..<3 { step() }
    let count = rondo_allocation_count() - before
    rondo_count_allocations(false)
    return count
  }
}

/// Nesterov's momentum with its velocity before the step beside it: a rule of two slots.
private struct Nesterov: OptimizationRule {
  var slotNames: [String] { ["velocity", "last_velocity"] }

  func apply<Scalar: TensorScalar>(
    _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double
  ) {
    let rate = Scalar(learningRate)
    update.forEach { gradient, parameter, slots in
      slots[1] = slots[0]
      slots[0] = 0.9 * slots[0] - rate * gradient
      return parameter + slots[0] + 0.9 * (slots[0] - slots[1])
    }
  }
}

private struct EncoderDecoder: Module {
  typealias Scalar = Float

  var encoder: RNN<Float>
  var decoder: RNN<Float>
  var start: InitialState<Float>

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("encoder", &encoder)
    visitor.visit("decoder", &decoder)
    visitor.visit("start", &start)
  }
}

private struct SequenceClassifier: Module {
  typealias Scalar = Float

  var rnn: RNN<Float>
  var readout: Readout<Float>
  var output: Linear<Float>

  init(_ rnn: RNN<Float>, _ kind: ReadoutKind, _ random: inout RandomSource) {
    self.rnn = rnn
    readout = Readout(kind, of: rnn, random: &random)
    output = Linear(inputs: readout.outputSize, outputs: 5, random: &random)
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("rnn", &rnn)
    visitor.visit("readout", &readout)
    visitor.visit("output", &output)
  }
}
