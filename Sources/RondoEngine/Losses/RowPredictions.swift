/// What a row of logits says besides the cost of its target.
///
/// `Sendable`.
public struct RowPrediction: Sendable, Hashable {
  /// The place of the target among all symbols, the most probable one being 1; of equally probable
  /// ones the lower id goes first. 0 where the target is not in 0..<V.
  public var rank: Int32
  /// The entropy of the distribution in nats: the cost to be expected.
  public var entropy: Double
}

/// A symbol that could have stood in a place.
///
/// `Sendable`.
public struct RankedSymbol: Sendable, Hashable {
  /// Its id.
  public var id: Int32
  /// Its probability.
  public var probability: Float

  /// A symbol.
  public init(id: Int32, probability: Float) { (self.id, self.probability) = (id, probability) }
}

extension Variable<Float> {
  /// Rank and entropy of each row of logits [..., V] for its target, and the `best` symbols of each
  /// row, the most probable first (all of them where V is less), row after row. Not recorded.
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

  /// Σ p·(−ln p), where −ln p is the least cost plus the distance from the highest logit.
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

  /// Keeps the best in order by insertion; logits decide, because probabilities may round to equal.
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
