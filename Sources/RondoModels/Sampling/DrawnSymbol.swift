@_spi(Kernels) import RondoEngine

/// Symbol of a sample with its probability under the model.
///
/// `Sendable`.
public struct DrawnSymbol: Sendable, Hashable {
  /// Id of the symbol.
  public let id: Int32
  /// Natural logarithm of its probability before samplers and limits, the negative of the symbol's
  /// cost in a score; nil unless requested.
  public let logProbability: Double?
  /// Most probable symbols at this position, best first, as many as requested.
  public let alternatives: [Alternative]

  /// Alternative to a drawn symbol.
  public struct Alternative: Sendable, Hashable {
    /// Id of the symbol.
    public let id: Int32
    /// Natural logarithm of its probability before samplers and limits.
    public let logProbability: Double
  }
}

/// Log-probabilities of the next symbol under the model.
struct LogProbabilities {
  private let logits: ArraySlice<Float>
  private let highest: Float
  /// −ln of the highest probability.
  private let lowestCost: Double

  init(_ logits: ArraySlice<Float>) {
    self.logits = logits
    var best = logits.startIndex
    for i in logits.indices where logits[i] > logits[best] { best = i }
    highest = logits[best]
    var cost = 0.0
    var target = Int32(best - logits.startIndex)
    logits.withUnsafeBufferPointer {
      FloatKernels.crossEntropy(
        rows: 1, columns: $0.count, $0.baseAddress!, targets: &target, scale: 1, losses: &cost,
        gradient: nil)
    }
    lowestCost = cost
  }

  /// ln p of a symbol, with the same bits as in scoring.
  subscript(id: Int) -> Double {
    -(lowestCost + (Double(highest) - Double(logits[logits.startIndex + id])))
  }

  /// Most probable symbols, best first, of equal ones that with the lower id first.
  func best(_ count: Int) -> [Int] {
    let start = logits.startIndex
    guard count > 0 else { return [] }
    let order = (0..<logits.count).sorted {
      let (a, b) = (logits[start + $0], logits[start + $1])
      return a != b ? a > b : $0 < $1
    }
    return Array(order.prefix(count))
  }

  /// Creates a drawn symbol with a number of alternatives.
  func drawn(_ id: Int32, alternatives: Int) -> DrawnSymbol {
    DrawnSymbol(
      id: id, logProbability: self[Int(id)],
      alternatives: best(alternatives).map {
        .init(id: Int32($0), logProbability: self[$0])
      })
  }
}
