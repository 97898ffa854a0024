public import RondoEngine

/// What becomes of the outputs of a whole sequence where one vector is wanted.
public enum ReadoutKind: String, Sendable, Hashable, CaseIterable, Codable {
  /// The output after the row's last step; of a bidirectional network beside it that of the reverse
  /// direction after the step that it takes last, the first one.
  case last
  /// The mean over the row's steps.
  case mean
  /// Not there yet.
  case max
  /// Not there yet.
  case attention
}

/// From the outputs [T, B, D] of an `RNN` to one vector [B, D] for each row of the batch.
public struct Readout<Scalar: TensorScalar>: Module {
  let kind: ReadoutKind
  let units: Int
  let directions: Int

  init(_ kind: ReadoutKind, of rnn: RNN<Scalar>, random: inout RandomSource) {
    (self.kind, units) = (kind, rnn.hiddenSize)
    directions = rnn.isBidirectional ? 2 : 1
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {}

  func callAsFunction(_ outputs: Variable<Scalar>, lengths: [Int]) -> Variable<Scalar> {
    let (batch, size) = (lengths.count, outputs.shape[2])
    guard kind == .last else {
      let inverse = lengths.flatMap { Array(repeating: 1 / Scalar($0), count: size) }
      return outputs.sum(axis: 0) * outputs.tape.constant(Tensor(inverse, shape: [batch, size]))
    }
    let places = lengths.enumerated().flatMap { row, length in
      (0..<directions).map { direction in
        Int32(((direction == 0 ? length - 1 : 0) * batch + row) * directions + direction)
      }
    }
    return outputs.reshaped(to: [outputs.shape[0] * batch * directions, units]).gather(places)
      .reshaped(to: [batch, size])
  }
}
