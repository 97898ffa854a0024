public import RondoEngine
public import RondoModels
import RondoNumerics

/// From a whole sequence to the logits of its labels, or to one number: an input, recurrent layers,
/// a readout of all their outputs, and a dense layer.
///
///     var architecture = ClassifierArchitecture(.vectors(size: 12), outputs: 9)
///     architecture.readout = .mean
///     let model = SequenceClassifier<Float>(architecture, seed: 1)
///     let logits = model.logits(cases, on: tape)  // [cases, 9]
///
/// Letters: T time, B batch, H hidden, D the size of an input vector, K outputs. A case has the same
/// bits alone, in any batch, in any order and with any padding. Parameters: `embedding.weight`
/// [V, E] and `characters.*`, where the input has them; `rnn.*`; `readout.*`, of attention;
/// `output.weight` [K, H] (two directions: 2·H; readout `concat`: three times as many) and
/// `output.bias` [K]. `Sendable`.
public struct SequenceClassifier<Scalar: TensorScalar>: Module {
  /// The parts and sizes.
  public let architecture: ClassifierArchitecture

  /// From the cases to the outputs of all steps.
  public var encoder: SequenceEncoder<Scalar>

  /// From the outputs of all steps to one vector.
  public var readout: Readout<Scalar>

  /// From that vector to the logits.
  public var output: Linear<Scalar>

  /// A new model; the same seed gives the same parameters.
  public init(_ architecture: ClassifierArchitecture, seed: UInt64) {
    self.architecture = architecture
    var random = RandomSource(seed: seed, purpose: .initialization)
    // Larger vectors of words validate worse: most words are rare.
    encoder = SequenceEncoder(
      architecture.encoder, embedding: .uniform(bound: 0.1), random: &random)
    readout = Readout(architecture.readout, of: encoder.rnn, random: &random)
    output = Linear(inputs: readout.outputSize, outputs: architecture.outputs, random: &random)
  }

  /// A model whose parameters are all zero, to be loaded.
  public init(zeros architecture: ClassifierArchitecture) {
    self.architecture = architecture
    encoder = SequenceEncoder(zeros: architecture.encoder)
    readout = Readout(zeros: architecture.readout, of: encoder.rnn)
    output = Linear(
      weight: Tensor(zeros: [architecture.outputs, readout.outputSize]),
      bias: Tensor(zeros: [architecture.outputs]))
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    encoder.visitParameters(&visitor)
    visitor.visit("readout", &readout)
    visitor.visit("output", &output)
  }
}

extension SequenceClassifier {
  /// The logits [B, K] of each case, or of a regression the numbers [B, 1].
  ///
  /// A case has the bits that it has alone. Fastest where no case is longer than the one before it.
  public func logits(_ cases: [SequenceInput], on tape: Tape<Scalar>) -> Variable<Scalar> {
    forward(cases, on: tape, dropout: nil).logits
  }

  /// The logits, and the outputs [T, B, D] of the recurrent layers that they were made of.
  ///
  /// Dropped are, beside what `RNN.sequence` drops, numbers of the vectors of symbols and words, and
  /// of what the readout gives.
  func forward(
    _ cases: [SequenceInput], on tape: Tape<Scalar>, dropout: Dropout?
  ) -> (logits: Variable<Scalar>, outputs: Variable<Scalar>) {
    let batch = SequenceBatch(cases)
    let outputs = encoder(batch, on: tape, dropout: dropout)
    let read = readout(outputs, lengths: batch.lengths)
    let kept = read.dropout(dropout?.mask(.outputs(layer: architecture.layers - 1)))
    return (output(kept), outputs)
  }
}

extension SequenceClassifier where Scalar == Float {
  /// The logits of each case, or the number of a regression, [N, K] in the order of the cases.
  ///
  /// Cases are read side by side with others of about the same length, `batch` at a time and no more
  /// than about 2¹³ steps; each has the bits that it has alone.
  public func outputs(
    of cases: [SequenceInput], on tape: Tape<Float>, batch: Int = 64
  ) -> [Float] {
    precondition(batch > 0, "batches of \(batch) cases")
    let count = architecture.outputs
    var result = [Float](repeating: 0, count: cases.count * count)
    let order = cases.indices.sorted {
      (cases[$0].length, $1) > (cases[$1].length, $0)  // the longest first, then as given
    }
    var next = 0
    while next < order.count {
      let length = cases[order[next]].length
      let rows = min(batch, max(1, SequenceBatch.greatestSize / length), order.count - next)
      let group = order[next..<next + rows]
      tape.withoutGradients {
        let found = logits(group.map { cases[$0] }, on: tape).value.scalars
        for (row, index) in group.enumerated() {
          for k in 0..<count { result[index * count + k] = found[row * count + k] }
        }
      }
      next += rows
    }
    return result
  }
}
