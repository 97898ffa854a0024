/// The kinds of recurrent cell: what one time step makes of an input x, of the last output h and,
/// where it has one, of the last cell c.
///
/// σ is the logistic function, ∘ the product element by element. Each gate has its own rows of the
/// weights W_ih and W_hh and of the biases b_ih and b_hh, in PyTorch's order. `Sendable`.
public enum RecurrentCell: Sendable, Hashable, CaseIterable {
  /// Elman 1990: h′ = tanh(W_ih·x + b_ih + W_hh·h + b_hh).
  case tanh
  /// The gated recurrent unit as PyTorch and cuDNN compute it, gates r, z, n:
  /// r = σ(W_ir·x + b_ir + W_hr·h + b_hr), z = σ(W_iz·x + b_iz + W_hz·h + b_hz),
  /// n = tanh(W_in·x + b_in + r∘(W_hn·h + b_hn)), h′ = (1 − z)∘n + z∘h.
  case gru
  /// The gated recurrent unit of Cho et al. 2014, whose reset gate stands before the product:
  /// n = tanh(W_in·x + b_in + W_hn·(r∘h) + b_hn); the rest is as in `gru`.
  case originalGRU
  /// Long short-term memory with a forget gate (Gers, Schmidhuber & Cummins 2000), gates i, f, g, o:
  /// c′ = σ(f)∘c + σ(i)∘tanh(g), h′ = σ(o)∘tanh(c′), each gate being W_ih·x + b_ih + W_hh·h + b_hh.
  case lstm

  /// G: the number of gates; weights have so many times H rows.
  public var gateCount: Int {
    switch self {
    case .tanh: 1
    case .gru, .originalGRU: 3
    case .lstm: 4
    }
  }

  /// True where a cell c is remembered beside the output h.
  public var hasCell: Bool { self == .lstm }
}

extension RecurrentCell {
  /// Numbers kept for a unit and a time step: the output of tanh itself, else four, of which a GRU's
  /// last is q = W_hn·h + b_hn, or in the original form s = r∘h.
  var width: Int { self == .tanh ? 1 : 4 }

  /// A run of gates whose product with W_hh has one input.
  struct Block: Sendable {
    /// The gates, whose rows of W_hh these are.
    var gates: Range<Int>
    /// The first of the `width` numbers of a unit that hold the products, and later their slopes.
    var place: Int
    /// True where the input is s = r∘h instead of h.
    var takesReset = false
  }

  /// The products of a time step, in their order.
  var blocks: [Block] {
    switch self {
    case .tanh: Self.tanhBlocks
    case .lstm: Self.lstmBlocks
    case .gru: Self.gruBlocks
    case .originalGRU: Self.originalGRUBlocks
    }
  }

  private static let tanhBlocks = [Block(gates: 0..<1, place: 0)]
  private static let lstmBlocks = [Block(gates: 0..<4, place: 0)]
  private static let gruBlocks = [
    Block(gates: 0..<2, place: 0), Block(gates: 2..<3, place: 3),
  ]
  private static let originalGRUBlocks = [
    Block(gates: 0..<2, place: 0), Block(gates: 2..<3, place: 2, takesReset: true),
  ]

  /// What the input's part of each gate starts from, [G·H]: b_ih + b_hh, but for n of `gru` b_ih
  /// alone, whose b_hh stands inside the product with r.
  func inputBias<Scalar: TensorScalar>(
    units: Int, _ inputBias: UnsafePointer<Scalar>, _ recurrentBias: UnsafePointer<Scalar>,
    into bias: UnsafeMutablePointer<Scalar>
  ) {
    let summed = (self == .gru ? 2 : gateCount) * units
    Scalar.Kernels.combine(
      .add, summed, inputBias, step: 1, recurrentBias, step: 1, into: bias)
    (bias + summed).update(from: inputBias + summed, count: gateCount * units - summed)
  }
}
