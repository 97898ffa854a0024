/// The recurrent cells that have fused operations: each maps an input x, the previous output h and,
/// for an LSTM, the previous cell state c to the next h and c.
///
/// σ is the logistic function, ∘ the element-wise product. Each gate has its own rows in the
/// weights W_ih and W_hh and in the biases b_ih and b_hh, in PyTorch's order. This file contains
/// all facts about a cell except its arithmetic; `rawValue` is its name in files and on the command
/// line. `Sendable`.
public enum BuiltInCell: String, Sendable, Hashable, Codable, CaseIterable {
  /// Elman 1990: h′ = tanh(W_ih·x + b_ih + W_hh·h + b_hh).
  case tanh = "rnn"
  /// The gated recurrent unit as PyTorch and cuDNN compute it, gates r, z, n:
  /// r = σ(W_ir·x + b_ir + W_hr·h + b_hr), z = σ(W_iz·x + b_iz + W_hz·h + b_hz),
  /// n = tanh(W_in·x + b_in + r∘(W_hn·h + b_hn)), h′ = (1 − z)∘n + z∘h.
  case gru
  /// The gated recurrent unit of Cho et al. 2014, with the reset gate before the product: n =
  /// tanh(W_in·x + b_in + W_hn·(r∘h) + b_hn); otherwise like `gru`.
  case originalGRU = "original-gru"
  /// Long short-term memory with a forget gate (Gers, Schmidhuber & Cummins 2000), gates i, f, g,
  /// o: c′ = σ(f)∘c + σ(i)∘tanh(g), h′ = σ(o)∘tanh(c′), where each gate is W_ih·x + b_ih + W_hh·h +
  /// b_hh.
  case lstm
  /// The minimal gated recurrent unit (Feng et al. 2024, "Were RNNs All We Needed?",
  /// arXiv:2410.01201), whose gates z, v depend on the input alone, so that it has neither W_hh nor
  /// b_hh: z = σ(W_iz·x + b_iz), v = W_iv·x + b_iv, h′ = (1 − z)∘h + z∘g(v), where g(v) = v + ½ for
  /// v > 0, otherwise σ(v), whose derivative is used at 0.
  case minGRU = "mingru"

  /// The name in prose, and its source for help texts if the name does not imply it.
  private var names: (name: String, source: String) {
    switch self {
    case .tanh: ("tanh RNN", "")
    case .gru: ("GRU", "")
    case .originalGRU: ("original GRU", "Cho et al. 2014")
    case .lstm: ("LSTM", "")
    case .minGRU: ("minGRU", "Feng et al. 2024")
    }
  }

  private var facts: Facts {
    switch self {
    case .tanh: Facts(gates: 1, width: 1, summedBiases: 1)
    case .gru: Facts(gates: 3, width: 4, summedBiases: 2)
    case .originalGRU: Facts(gates: 3, width: 4, summedBiases: 3)
    case .lstm: Facts(gates: 4, width: 4, summedBiases: 4, hasCell: true)
    case .minGRU: Facts(gates: 2, width: 2, summedBiases: 0)
    }
  }

  /// Products of a time step with W_hh, in order.
  var blocks: [Block] {
    switch self {
    case .tanh: Self.tanhBlocks
    case .lstm: Self.lstmBlocks
    case .gru: Self.gruBlocks
    case .originalGRU: Self.originalGRUBlocks
    case .minGRU: []
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
}

extension BuiltInCell {
  /// Name in prose, such as "tanh RNN" or "LSTM".
  public var name: String { names.name }

  /// List of all cells for help texts, such as "rnn, gru, original-gru (Cho et al. 2014) or lstm".
  public static var choices: String {
    let words = allCases.map { cell in
      cell.rawValue + (cell.names.source.isEmpty ? "" : " (\(cell.names.source))")
    }
    return words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
  }

  /// G: number of gates; the weights have G·H rows.
  public var gateCount: Int { facts.gates }

  /// True if the state includes a cell state c besides the output h.
  public var hasCell: Bool { facts.hasCell }

  /// True if the gates depend on the previous output: the cell has W_hh and b_hh.
  public var hasRecurrentWeights: Bool { facts.hasRecurrentWeights }

  /// Number of parameters of a layer; a `Double`, which cannot overflow.
  public func parameterCount(inputs: Double, units: Double) -> Double {
    Double(gateCount) * units * (inputs + 1 + (hasRecurrentWeights ? units + 1 : 0))
  }

  /// Numbers stored for each unit and time step: for a tanh cell the output of tanh, otherwise the
  /// blocks of a `CellPass`.
  var width: Int { facts.width }

  /// Constant part of each gate's argument, [G·H]: b_ih + b_hh for the first gates, b_ih alone for
  /// the others, whose b_hh, if any, is inside a product with another gate.
  func inputBias<Scalar: TensorScalar>(
    units: Int, _ inputBias: UnsafePointer<Scalar>, _ recurrentBias: UnsafePointer<Scalar>?,
    into bias: UnsafeMutablePointer<Scalar>
  ) {
    var summed = 0
    if let recurrentBias {
      summed = facts.summedBiases * units
      Scalar.Kernels.combine(
        .add, summed, inputBias, step: 1, recurrentBias, step: 1, into: bias)
    }
    (bias + summed).update(from: inputBias + summed, count: gateCount * units - summed)
  }

  /// Consecutive gates whose product with W_hh has the same input.
  struct Block: Sendable {
    /// The gates, in the order of their rows of W_hh.
    var gates: Range<Int>
    /// Index of the first of a unit's `width` numbers that hold the products, and later their
    /// gradients.
    var place: Int
    /// True if the input is s = r∘h instead of h.
    var takesReset = false
  }

  /// Constants of a cell; plain numbers, because they are read at every step.
  private struct Facts {
    var gates: Int
    var width: Int
    /// Number of the first gates whose b_hh is added to b_ih before the time loop.
    var summedBiases: Int
    var hasCell = false
    var hasRecurrentWeights: Bool { summedBiases > 0 }
  }
}

extension BuiltInCell: CustomStringConvertible {
  /// Name in files and on the command line.
  public var description: String { rawValue }
}
