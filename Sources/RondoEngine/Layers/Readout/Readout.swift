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

/// From the outputs [T, B, D] of an `RNN` to one vector [B, R] for each row of the batch,
/// where R is D, or 3·D of `concat`.
///
///     let readout = Readout(.attention, of: rnn, random: &random)
///     let (outputs, _) = rnn.sequence(ids, on: tape, from: state, lengths: lengths)
///     let logits = head(readout(outputs, lengths: lengths))
///
/// Only the steps that a row has count, in ascending order: a row has the same bits alone, in any
/// batch and with any padding (which attention multiplies by zero, so that it must be numbers there,
/// as the zeros of an `RNN` are). Parameters, with attention alone: `attention.weight` [A, D],
/// `attention.bias` [A] and `query` [A]. `Sendable`.
public struct Readout<Scalar: TensorScalar>: Module {
  /// What it takes from the outputs.
  public let kind: ReadoutKind

  /// W and b of attention.
  public var attention: Linear<Scalar>?

  /// u of attention, [A].
  public var query: Tensor<Scalar>?

  /// R: the numbers of the vector.
  public let outputSize: Int

  /// The numbers that each direction of each layer has in an output, and how many directions.
  private let units: Int
  private let directions: Int

  /// A readout of a network's outputs. Attention has A numbers, D where none are given; its query
  /// begins at zero, which gives every step the same weight.
  public init(
    _ kind: ReadoutKind, of rnn: RNN<Scalar>, attentionSize: Int? = nil,
    random: inout RandomSource
  ) {
    (self.kind, units, directions) = (kind, rnn.hiddenSize, rnn.directions)
    outputSize = rnn.outputSize * (kind == .concat ? 3 : 1)
    guard kind == .attention else { return }
    let size = attentionSize ?? rnn.outputSize
    precondition(size > 0, "attention has a positive size, not \(size)")
    attention = Linear(inputs: rnn.outputSize, outputs: size, random: &random)
    query = Tensor(zeros: [size])
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    guard attention != nil, query != nil else { return }
    visitor.visit("attention", &attention!)
    visitor.visit("query", &query!)
  }

  /// One vector [B, R] for each row.
  ///
  /// - Parameters:
  ///   - outputs: [T, B, D].
  ///   - lengths: the number of steps of each row, [B], or none where all have T.
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
    outputs.last(lengths: lengths, units: units, directions: directions)
  }

  /// uᵀ·tanh(W·hₜ + b), [T, B, 1].
  private func scores(_ outputs: Variable<Scalar>) -> Variable<Scalar> {
    guard let attention, let query else { preconditionFailure("attention without parameters") }
    let keys = attention(outputs).tanh()
    return keys.affine(outputs.tape.parameter(query.reshaped(to: [1, query.count])))
  }
}
