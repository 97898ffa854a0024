import Foundation

/// Interpolated Kneser–Ney written down from its equations, with dictionaries, for short texts.
struct KneserNeyReference {
  let vocabularySize: Int
  private let occurrences: [[[UInt32]: Int]]
  private let continuations: [[[UInt32]: Int]]

  init(training: [UInt32], vocabularySize: Int, maximumOrder: Int) {
    let unknown = UInt32(vocabularySize)
    let grams = (0...maximumOrder + 1).map { length in
      training.indices.dropLast(max(length - 1, 0)).map { Array(training[$0..<$0 + length]) }
        .filter { !$0.contains(unknown) }
    }
    self.vocabularySize = vocabularySize
    occurrences = grams.map { Dictionary($0.map { ($0, 1) }, uniquingKeysWith: +) }
    continuations = grams.indices.dropLast().map { length in
      Dictionary(Set(grams[length + 1]).map { (Array($0.dropFirst()), 1) }, uniquingKeysWith: +)
    }
  }

  /// The loss of one order over `evaluation`, which follows on `training`, in nats.
  func loss(of evaluation: [UInt32], after training: [UInt32], order: Int) -> Double {
    var history = training
    var total = 0.0
    for symbol in evaluation {
      let probability =
        symbol == UInt32(vocabularySize)
        ? 1 / Double(vocabularySize) : probability(of: symbol, after: history, order: order)
      total -= log(probability)
      history.append(symbol)
    }
    return total
  }

  func probability(of symbol: UInt32, after history: [UInt32], order: Int) -> Double {
    interpolate(
      symbol, history, order, occurrences[order],
      lower: continuationProbability(of: symbol, after: history, order: order - 1))
  }

  private func continuationProbability(
    of symbol: UInt32, after history: [UInt32], order: Int
  ) -> Double {
    guard order > 0 else { return 1 / Double(vocabularySize) }
    return interpolate(
      symbol, history, order, continuations[order],
      lower: continuationProbability(of: symbol, after: history, order: order - 1))
  }

  private func interpolate(
    _ symbol: UInt32, _ history: [UInt32], _ order: Int, _ counts: [[UInt32]: Int], lower: Double
  ) -> Double {
    guard history.count >= order - 1 else { return lower }
    let context = Array(history.suffix(order - 1))
    let after = (0..<UInt32(vocabularySize)).map { counts[context + [$0]] ?? 0 }
    let total = Double(after.reduce(0, +))
    guard total > 0 else { return lower }
    let discount = discount(of: counts)
    let distinct = Double(after.count { $0 > 0 })
    return max(Double(after[Int(symbol)]) - discount, 0) / total
      + discount * distinct / total * lower
  }

  private func discount(of counts: [[UInt32]: Int]) -> Double {
    let once = Double(counts.values.count { $0 == 1 })
    let twice = Double(counts.values.count { $0 == 2 })
    return once == 0 || twice == 0 ? 0.5 : once / (once + 2 * twice)
  }
}
