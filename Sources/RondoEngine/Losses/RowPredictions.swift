/// Rank of the target and entropy of the distribution that a row of logits defines.
///
/// `Sendable`.
public struct RowPrediction: Sendable, Hashable {
  /// Rank of the target among all symbols, 1 for the most probable one; among equally probable
  /// symbols, lower ids rank first. 0 if the target is not in 0..<V.
  public var rank: Int32
  /// Entropy of the distribution in nats: the expected cross-entropy.
  public var entropy: Double
}

/// A symbol with its probability, one of the most probable ones at a position.
///
/// `Sendable`.
public struct RankedSymbol: Sendable, Hashable {
  /// Id of the symbol.
  public var id: Int32
  /// Probability of the symbol.
  public var probability: Float

  /// Creates a symbol with its probability.
  public init(id: Int32, probability: Float) { (self.id, self.probability) = (id, probability) }
}

extension Variable<Float> {
  /// Rank and entropy of each row of logits [..., V], and the `best` most probable symbols of each
  /// row in descending order (all of them if V is smaller), row after row. Not recorded: they have
  /// no gradient.
  public func predictions(
    _ targets: [Int32], best: Int
  ) -> (rows: [RowPrediction], best: [RankedSymbol]) {
    let (rows, columns) = (shape.rows, shape.columns)
    precondition(targets.count == rows, "\(targets.count) targets for logits of shape \(shape)")
    let kept = Swift.min(best, columns)
    var found = [RowPrediction](repeating: RowPrediction(rank: 0, entropy: 0), count: rows)
    var symbols = [RankedSymbol](
      repeating: RankedSymbol(id: -1, probability: -1), count: rows * kept)
    found.withUnsafeMutableBufferPointer { found in
      symbols.withUnsafeMutableBufferPointer { symbols in
        targets.withUnsafeBufferPointer { targets in
          guard let found = found.baseAddress, let targets = targets.baseAddress else { return }
          tape.workers.share(
            rows, cost: 40 * columns,
            PredictionRows(
              columns: columns, kept: kept, logits: current.value, targets: targets, found: found,
              symbols: symbols.baseAddress))
        }
      }
    }
    return (found, symbols)
  }
}

private struct PredictionRows: RangeWork {
  let columns: Int
  let kept: Int
  let logits: UnsafePointer<Float>
  let targets: UnsafePointer<Int32>
  let found: UnsafeMutablePointer<RowPrediction>
  let symbols: UnsafeMutablePointer<RankedSymbol>?

  func run(_ range: Range<Int>) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: columns) { probabilities in
      guard let probabilities = probabilities.baseAddress else { return }
      for row in range {
        let x = logits + row * columns
        FloatKernels.softmax(rows: 1, columns: columns, x, into: probabilities)
        found[row] = RowPrediction(
          rank: rank(of: targets[row], x), entropy: entropy(x, probabilities))
        if let symbols { keepBest(probabilities, x, symbols + row * kept) }
      }
    }
  }

  private func rank(of target: Int32, _ x: UnsafePointer<Float>) -> Int32 {
    guard target >= 0 && target < columns else { return 0 }
    let own = x[Int(target)]
    var better: Int32 = 1
    for i in 0..<Int(target) where x[i] >= own { better += 1 }
    for i in Int(target)..<columns where x[i] > own { better += 1 }
    return better
  }

  /// Σ p·(−ln p), where −ln p is that of the highest logit plus the distance from it.
  private func entropy(_ x: UnsafePointer<Float>, _ probabilities: UnsafePointer<Float>) -> Double {
    var highest = 0
    for i in 1..<max(columns, 1) where x[i] > x[highest] { highest = i }
    var (cost, target) = (0.0, Int32(highest))
    FloatKernels.crossEntropy(
      rows: 1, columns: columns, x, targets: &target, scale: 1, losses: &cost, gradient: nil)
    var sum = 0.0
    for i in 0..<columns {
      sum += Double(probabilities[i]) * (cost + (Double(x[highest]) - Double(x[i])))
    }
    return sum
  }

  /// Inserts candidates into a sorted list; logits decide, because probabilities may round to equal
  /// values.
  private func keepBest(
    _ probabilities: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
    _ best: UnsafeMutablePointer<RankedSymbol>
  ) {
    for i in 0..<columns {
      var place = min(i, kept)
      if place == kept && kept > 0 && !(x[i] > x[Int(best[kept - 1].id)]) { continue }
      while place > 0 && x[i] > x[Int(best[place - 1].id)] {
        if place < kept { best[place] = best[place - 1] }
        place -= 1
      }
      if place < kept { best[place] = RankedSymbol(id: Int32(i), probability: probabilities[i]) }
    }
  }
}
