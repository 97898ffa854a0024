public import RondoEngine
import RondoNumerics

/// What a model said of each symbol of a text before it read it.
///
/// Flat arrays: 24 bytes a symbol, and 8 for each alternative kept. `Sendable`.
public struct SymbolPredictions: Sendable, Hashable {
  /// The cost of each symbol in nats; an unknown one costs ln V.
  public internal(set) var nats: [Double] = []

  private var rows: [RowPrediction] = []
  private var best: [RankedSymbol] = []
  private var kept = 0

  /// The place of a symbol among all, the most probable one being 1; equal ones are ordered by their
  /// ids. Nil for an unknown symbol.
  public func rank(of symbol: Int) -> Int? { rows[symbol].rank > 0 ? Int(rows[symbol].rank) : nil }

  /// The entropy in nats of the distribution in a symbol's place: what it was expected to cost.
  public func entropy(at symbol: Int) -> Double { rows[symbol].entropy }

  /// The most probable symbols in a symbol's place, the best first, as far as they were kept.
  public func best(at symbol: Int) -> ArraySlice<RankedSymbol> {
    let first = symbol * kept
    return first < best.count ? best[first..<first + kept] : []
  }

  /// Adds what logits say of their targets; the `alternatives` best are kept for the first symbols,
  /// up to about the one numbered `end`.
  mutating func add(
    _ logits: Variable<Float>, _ targets: [Int32], alternatives: Int, end: Int = .max
  ) {
    let columns = logits.shape.columns
    let unknownCost = ReproducibleMath.log(Double(columns))
    kept = min(alternatives, columns)
    let found = logits.predictions(targets, best: nats.count < end ? alternatives : 0)
    for (target, cost) in zip(targets, logits.negativeLogLikelihoods(targets)) {
      nats.append(target < columns ? cost : unknownCost)
    }
    rows += found.rows
    best += found.best
  }
}
