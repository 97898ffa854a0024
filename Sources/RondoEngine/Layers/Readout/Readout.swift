public import RondoNumerics

/// What becomes of the outputs of a whole sequence where one vector is wanted.
public enum ReadoutKind: String, Sendable, Hashable, CaseIterable, Codable {
  /// The output after the row's last step; of a bidirectional network beside it that of the reverse
  /// direction after the step that it takes last, the first one.
  case last
  /// The mean over the row's steps.
  case mean
  /// The largest number over the row's steps, for each place of the vector by itself (Collobert &
  /// Weston 2008). Where several steps share it, the first of them has the gradient.
  case max
  /// The mean weighted by how well each step answers a learnt query u (Yang et al. 2016, "Hierarchical
  /// Attention Networks for Document Classification", equations 5 to 7): Σ αₜ·hₜ with
  /// α = softmax over the row's steps of uᵀ·tanh(W·hₜ + b).
  case attention
  /// `last`, `max` and `mean` side by side (concat pooling, Howard & Ruder 2018, section 3.3).
  case concat
}

/// From the outputs of a whole sequence to one vector for each row of the batch.
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
/// `Readout` has the built-in ones; `Variable.lastOverTime`, `meanOverTime`, `maxOverTime` and
/// `weightedOverTime`, which they are made of, keep to the lengths of the rows.
public protocol SequenceReadout<Scalar>: Module {
  /// R: the size of the vector.
  var outputSize: Int { get }

  /// One vector [B, R] for each row.
  ///
  /// - Parameters:
  ///   - outputs: [T, B, D].
  ///   - lengths: the number of steps of each row, [B], or none where all have T.
  func callAsFunction(_ outputs: Variable<Scalar>, lengths: [Int]) -> Variable<Scalar>
}

/// The layout of the output vectors of recurrent layers: blocks of `units` numbers, one for each
/// layer that gives to the output and each direction. `Sendable`.
public struct OutputLayout: Sendable, Hashable {
  /// D: the size of an output vector.
  public let size: Int
  /// The size of a block.
  public let units: Int
  /// 2 where every second block is that of the reverse direction, else 1.
  public let directions: Int

  /// A layout; by default one block in one direction.
  public init(size: Int, units: Int? = nil, directions: Int = 1) {
    let units = units ?? size / max(directions, 1)
    precondition(
      units > 0 && (1...2).contains(directions) && size > 0 && size % (units * directions) == 0,
      "\(size) outputs are not made of \(directions) directions of \(units) units")
    (self.size, self.units, self.directions) = (size, units, directions)
  }
}

/// The built-in readouts: from the outputs [T, B, D] of recurrent layers to one vector [B, R] for
/// each row of the batch, where R is D, or 3·D of `concat`.
///
///     let readout = Readout(.attention, of: rnn, random: &random)
///     let (outputs, _) = rnn.sequence(ids, on: tape, from: state, lengths: lengths)
///     let logits = head(readout(outputs, lengths: lengths))
///
/// Only the steps that a row has count, in ascending order: a row has the same bits alone, in any
/// batch and with any padding (which attention multiplies by zero, so that it must be numbers there,
/// as the zeros of an `RNN` are). Parameters, with attention alone: `attention.weight` [A, D],
/// `attention.bias` [A] and `query` [A]. `Sendable`.
public struct Readout<Scalar: TensorScalar>: SequenceReadout {
  /// What it takes from the outputs.
  public let kind: ReadoutKind

  /// W and b of attention.
  public var attention: Linear<Scalar>?

  /// u of attention, [A].
  public var query: Tensor<Scalar>?

  /// R: the numbers of the vector.
  public let outputSize: Int

  private let layout: OutputLayout

  private init(unlearned kind: ReadoutKind, _ layout: OutputLayout) {
    (self.kind, self.layout) = (kind, layout)
    outputSize = layout.size * (kind == .concat ? 3 : 1)
  }

  /// A readout without parameters: any but attention.
  public init(_ kind: ReadoutKind, of layout: OutputLayout) {
    precondition(kind != .attention, "attention has parameters, which begin with random numbers")
    self.init(unlearned: kind, layout)
  }

  /// A readout. Attention has A numbers, D where none are given; its query begins at zero, which
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

  /// The last outputs, [B, D].
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
  /// A readout of a network's outputs, without parameters: any but attention.
  public init(_ kind: ReadoutKind, of rnn: RNN<Scalar>) { self.init(kind, of: rnn.outputLayout) }

  /// A readout of a network's outputs whose parameters are all zero, to be loaded.
  public init(zeros kind: ReadoutKind, of rnn: RNN<Scalar>) {
    self.init(unlearned: kind, rnn.outputLayout)
    guard kind == .attention else { return }
    let size = rnn.outputSize
    attention = Linear(weight: Tensor(zeros: [size, size]), bias: Tensor(zeros: [size]))
    query = Tensor(zeros: [size])
  }

  /// A readout of a network's outputs.
  public init(
    _ kind: ReadoutKind, of rnn: RNN<Scalar>, attentionSize: Int? = nil,
    random: inout RandomSource
  ) {
    self.init(kind, of: rnn.outputLayout, attentionSize: attentionSize, random: &random)
  }
}
