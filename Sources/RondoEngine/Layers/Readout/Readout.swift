public import RondoNumerics

/// Way to reduce the outputs of a whole sequence to one vector.
public enum ReadoutKind: String, Sendable, Hashable, CaseIterable, Codable {
  /// The output after the last step of the row; in a bidirectional network joined with the output
  /// of the reverse direction after its last step, which is the first one of the row.
  case last
  /// Mean over the steps of the row.
  case mean
  /// Maximum over the steps of the row, for each element separately (Collobert & Weston 2008). The
  /// first of equal maxima gets the gradient.
  case max
  /// Mean weighted by the match of each step with a learnt query u (Yang et al. 2016, "Hierarchical
  /// Attention Networks for Document Classification", equations 5 to 7): Σ αₜ·hₜ, where α is the
  /// softmax over the steps of the row of uᵀ·tanh(W·hₜ + b).
  case attention
  /// `last`, `max` and `mean` concatenated (concat pooling, Howard & Ruder 2018, section 3.3).
  case concat
}

/// Reduces the outputs of a whole sequence to one vector for each row of the batch.
///
///     struct FirstStep: SequenceReadout {
///       typealias Scalar = Float
///       var outputSize: Int
///       mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {}
///       func callAsFunction(_ outputs: Variable<Float>, lengths: [Int]) -> Variable<Float> {
///         outputs.slice(0..<1).reshaped(to: [outputs.shape[1], outputSize])
///       }
///     }
///
/// The built-in readouts are in `Readout`; they consist of `Variable.lastOverTime`, `meanOverTime`,
/// `maxOverTime` and `weightedOverTime`, which respect the lengths of the rows.
public protocol SequenceReadout<Scalar>: Module {
  /// R: size of the vector.
  var outputSize: Int { get }

  /// Computes one vector for each row, [B, R].
  ///
  /// - Parameters:
  ///   - outputs: [T, B, D].
  ///   - lengths: the number of steps of each row, [B]; empty if all rows have T steps.
  func callAsFunction(_ outputs: Variable<Scalar>, lengths: [Int]) -> Variable<Scalar>
}

/// Layout of the output vectors of recurrent layers: blocks of `units` elements, one for each layer
/// that contributes to the output and each direction. `Sendable`.
public struct OutputLayout: Sendable, Hashable {
  /// D: size of an output vector.
  public let size: Int
  /// Size of a block.
  public let units: Int
  /// 2 if every second block belongs to the reverse direction, otherwise 1.
  public let directions: Int

  /// Creates a layout; by default one block in one direction.
  public init(size: Int, units: Int? = nil, directions: Int = 1) {
    let units = units ?? size / max(directions, 1)
    precondition(
      units > 0 && (1...2).contains(directions) && size > 0 && size % (units * directions) == 0,
      "\(size) outputs are not made of \(directions) directions of \(units) units")
    (self.size, self.units, self.directions) = (size, units, directions)
  }
}

/// The built-in readouts, from the outputs [T, B, D] of recurrent layers to one vector [B, R] for
/// each row of the batch; R is 3·D for `concat`, otherwise D.
///
///     var random = RandomSource(seed: 1)
///     let rnn = RNN<Float>(inputSize: 65, hiddenSize: 16, random: &random)
///     let readout = Readout(.attention, of: rnn, random: &random)
///     let (tape, state) = (Tape<Float>(), rnn.initialState(batch: 2))
///     let ids: [Int32] = [3, 1, 4, 1, 5, 9]  // 3 steps of 2 rows
///     let (outputs, _) = rnn.sequence(ids, on: tape, from: state, lengths: [3, 2])
///     let vectors = readout(outputs, lengths: [3, 2])  // [2, 16]
///
/// Only the steps of a row count, in ascending order: a row gets the same bits alone, in any batch
/// and with any padding. Attention multiplies the padding by zero, so it must be finite, like the
/// zeros of an `RNN`. Parameters, of attention only: `attention.weight` [A, D], `attention.bias`
/// [A] and `query` [A]. `Sendable`.
public struct Readout<Scalar: TensorScalar>: SequenceReadout {
  /// Kind of readout.
  public let kind: ReadoutKind

  /// W and b of attention; nil for other kinds.
  public var attention: Linear<Scalar>?

  /// Query u of attention, [A]; nil for other kinds.
  public var query: Tensor<Scalar>?

  /// R: size of the vector.
  public let outputSize: Int

  private let layout: OutputLayout

  private init(unlearned kind: ReadoutKind, _ layout: OutputLayout) {
    (self.kind, self.layout) = (kind, layout)
    outputSize = layout.size * (kind == .concat ? 3 : 1)
  }

  /// Creates a readout without parameters, of any kind but attention.
  public init(_ kind: ReadoutKind, of layout: OutputLayout) {
    precondition(kind != .attention, "attention has parameters: pass a RandomSource")
    self.init(unlearned: kind, layout)
  }

  /// Creates a readout. The size A of attention is D by default; its query is initially zero, which
  /// gives every step the same weight.
  public init(
    _ kind: ReadoutKind, of layout: OutputLayout, attentionSize: Int? = nil,
    random: inout RandomSource
  ) {
    self.init(unlearned: kind, layout)
    guard kind == .attention else { return }
    let size = attentionSize ?? layout.size
    precondition(size > 0, "attention has a positive size, not \(size)")
    attention = Linear(inputs: layout.size, outputs: size, random: &random)
    query = Tensor(zeros: [size])
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("attention", &attention)
    visitor.visit("query", &query)
  }

  public func callAsFunction(
    _ outputs: Variable<Scalar>, lengths: [Int] = []
  ) -> Variable<Scalar> {
    switch kind {
    case .last: last(outputs, lengths)
    case .mean: outputs.meanOverTime(lengths: lengths)
    case .max: outputs.maxOverTime(lengths: lengths)
    case .concat:
      last(outputs, lengths).joined(with: outputs.maxOverTime(lengths: lengths))
        .joined(with: outputs.meanOverTime(lengths: lengths))
    case .attention: outputs.weightedOverTime(by: scores(outputs), lengths: lengths)
    }
  }

  /// Last outputs, [B, D].
  private func last(_ outputs: Variable<Scalar>, _ lengths: [Int]) -> Variable<Scalar> {
    outputs.lastOverTime(lengths: lengths, units: layout.units, directions: layout.directions)
  }

  /// uᵀ·tanh(W·hₜ + b), [T, B, 1].
  private func scores(_ outputs: Variable<Scalar>) -> Variable<Scalar> {
    guard let attention, let query else { preconditionFailure("attention without parameters") }
    let keys = attention(outputs).tanh()
    return keys.affine(outputs.tape.parameter(query.reshaped(to: [1, query.count])))
  }
}

extension Readout {
  /// Creates a readout of a network's outputs without parameters, of any kind but attention.
  public init(_ kind: ReadoutKind, of rnn: RNN<Scalar>) { self.init(kind, of: rnn.outputLayout) }

  /// Creates a readout of a network's outputs whose parameters are zero, to be loaded.
  public init(zeros kind: ReadoutKind, of rnn: RNN<Scalar>) {
    self.init(unlearned: kind, rnn.outputLayout)
    guard kind == .attention else { return }
    let size = rnn.outputSize
    attention = Linear(weight: Tensor(zeros: [size, size]), bias: Tensor(zeros: [size]))
    query = Tensor(zeros: [size])
  }

  /// Creates a readout of a network's outputs.
  public init(
    _ kind: ReadoutKind, of rnn: RNN<Scalar>, attentionSize: Int? = nil,
    random: inout RandomSource
  ) {
    self.init(kind, of: rnn.outputLayout, attentionSize: attentionSize, random: &random)
  }
}
