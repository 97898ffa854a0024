public import RondoEngine
public import RondoModels
import RondoNumerics

/// Classifies whole sequences, or predicts a number for each: an encoder with recurrent layers, a
/// readout of all their outputs, beside them convolutions for series, and a dense layer (the form of
/// LSTM-FCN: Karim, Majumdar, Darabi & Chen 2018, "LSTM Fully Convolutional Networks for Time Series
/// Classification").
///
///     var architecture = ClassifierArchitecture(.vectors(size: 2), outputs: 9)
///     architecture.readout = .mean
///     let model = SequenceClassifier<Float>(architecture, seed: 1)
///     let cases = [SequenceInput(vectors: [1, 2, 3, 4], size: 2)]  // one case, T = 2
///     let logits = model.logits(cases, on: Tape())  // [1, 9]
///
/// Letters: T time, B batch, H hidden, D size of an input vector, K outputs. A case has the same
/// bits alone, in any batch, in any order and with any padding. Parameters: `embedding.weight` [V,
/// E] and `characters.*`, if the input has them; `rnn.*`; `readout.*`, for attention;
/// `convolution.*`, R outputs; `output.weight` [K, H + R] (2·H for two directions, three times as
/// many for the readout `concat`) and `output.bias` [K]. `Sendable`.
public struct SequenceClassifier<Scalar: TensorScalar>: Module {
  /// Parts and sizes.
  public let architecture: ClassifierArchitecture

  /// Encoder of the cases into outputs for all time steps.
  public var encoder: SequenceEncoder<Scalar>

  /// Readout of the outputs of all time steps into one vector.
  public var readout: Readout<Scalar>

  /// Convolutions, whose vector is joined with that of the readout; nil if there are none.
  public var convolution: ConvolutionalEncoder<Scalar>?

  /// Layer from these vectors to the logits.
  public var output: Linear<Scalar>

  /// Creates a model with random parameters; equal seeds give equal parameters.
  public init(_ architecture: ClassifierArchitecture, seed: UInt64) {
    self.architecture = architecture
    var random = RandomSource(seed: seed, purpose: .initialization)
    // Larger initial vectors of words validate worse: most words are rare.
    encoder = SequenceEncoder(
      architecture.encoder, embedding: .uniform(bound: 0.1), random: &random)
    readout = Readout(architecture.readout, of: encoder.rnn, random: &random)
    if architecture.convolution.isPresent {
      convolution = ConvolutionalEncoder(architecture.convolution, random: &random)
    }
    output = Linear(
      inputs: readout.outputSize + architecture.convolution.outputSize,
      outputs: architecture.outputs, random: &random)
  }

  /// Creates a model whose parameters are zero, to be loaded.
  public init(zeros architecture: ClassifierArchitecture) {
    self.architecture = architecture
    encoder = SequenceEncoder(zeros: architecture.encoder)
    readout = Readout(zeros: architecture.readout, of: encoder.rnn)
    if architecture.convolution.isPresent {
      convolution = ConvolutionalEncoder(zeros: architecture.convolution)
    }
    let inputs = readout.outputSize + architecture.convolution.outputSize
    output = Linear(
      weight: Tensor(zeros: [architecture.outputs, inputs]),
      bias: Tensor(zeros: [architecture.outputs]))
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    encoder.visitParameters(&visitor)
    visitor.visit("readout", &readout)
    visitor.visit("convolution", &convolution)
    visitor.visit("output", &output)
  }
}

extension SequenceClassifier {
  /// Computes the logits [B, K] of the cases, or, for a regression, the numbers [B, 1].
  ///
  /// A case has the same bits in any batch. Fastest if cases are ordered from longest to shortest.
  public func logits(_ cases: [SequenceInput], on tape: Tape<Scalar>) -> Variable<Scalar> {
    forward(cases, on: tape, dropout: nil).logits
  }

  /// Computes the logits, and the outputs [T, B, D] of the recurrent layers.
  ///
  /// Dropout applies as in `RNN.sequence`, and to elements of the vectors of symbols and words and
  /// of the readout.
  func forward(
    _ cases: [SequenceInput], on tape: Tape<Scalar>, dropout: Dropout?
  ) -> (logits: Variable<Scalar>, outputs: Variable<Scalar>) {
    let batch = SequenceBatch(cases)
    let outputs = encoder(batch, on: tape, dropout: dropout)
    var read = readout(outputs, lengths: batch.lengths)
    if let convolution { read = read.joined(with: convolution(batch, on: tape)) }
    let kept = read.dropout(dropout?.mask(.outputs(layer: architecture.layers - 1)))
    return (output(kept), outputs)
  }
}

extension SequenceClassifier where Scalar == Float {
  /// Computes the logits of the cases, or the numbers of a regression, [N, K] in the order of the
  /// cases.
  ///
  /// Cases are read in batches of similar length, of at most `batch` cases and about 2¹³ time
  /// time steps or samples; each has the same bits as alone.
  public func outputs(
    of cases: [SequenceInput], on tape: Tape<Float>, batch: Int = 64
  ) -> [Float] {
    precondition(batch > 0, "a batch must have at least 1 case: \(batch)")
    let count = architecture.outputs
    var result = [Float](repeating: 0, count: cases.count * count)
    let order = cases.indices.sorted {
      (cases[$0].length, $1) > (cases[$1].length, $0)  // longest first, then in the given order
    }
    var next = 0
    while next < order.count {
      let length = architecture.extent(of: cases[order[next]])
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
