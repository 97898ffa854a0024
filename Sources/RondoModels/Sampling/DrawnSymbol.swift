@_spi(Kernels) import RondoEngine

/// A symbol of a sample, and how probable it was to the model.
///
/// `Sendable`.
public struct DrawnSymbol: Sendable, Hashable {
  /// Its id.
  public let id: Int32
  /// The natural logarithm of its probability before any sampler and limit; the negative of what
  /// scoring the text gives. Nil unless it was asked for.
  public let logProbability: Double?
  /// The most probable symbols in its place, the best first, as many as were asked for.
  public let alternatives: [Alternative]

  /// A symbol that could have been drawn.
  public struct Alternative: Sendable, Hashable {
    /// Its id.
    public let id: Int32
    /// The natural logarithm of its probability before any sampler and limit.
    public let logProbability: Double
  }
}

/// The model's own probabilities of the next symbol.
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

  /// ln p of a symbol, with the bits of scoring.
  subscript(id: Int) -> Double {
    -(lowestCost + (Double(highest) - Double(logits[logits.startIndex + id])))
  }

  /// The most probable symbols, the best first, of equal ones that with the lower id.
  func best(_ count: Int) -> [Int] {
    let start = logits.startIndex
    guard count > 0 else { return [] }
    let order = (0..<logits.count).sorted {
      let (a, b) = (logits[start + $0], logits[start + $1])
      return a != b ? a > b : $0 < $1
    }
    return Array(order.prefix(count))
  }

  /// A symbol with so many alternatives.
  func drawn(_ id: Int32, alternatives: Int) -> DrawnSymbol {
    DrawnSymbol(
      id: id, logProbability: self[Int(id)],
      alternatives: best(alternatives).map {
        .init(id: Int32($0), logProbability: self[$0])
      })
  }
}
