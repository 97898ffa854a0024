import RondoFiles
import RondoNumerics

/// Series with a label a step: regimes that differ only in autocorrelation.
///
///     RegimeSeries(count: 8, length: 800).rows(seed: 1).first   // ["1", "0", "-1.138", "smooth"]
///
/// A long table, one series after another. In each,
///
/// ```text
/// x(0) = ε(0),  x(t) = ρ·x(t−1) + √(1 − ρ²)·ε(t),  ε standard normal
/// ```
///
/// where ρ is that of the regime of step t: −0.7 (`rough`), 0.2 (`plain`) or 0.9 (`smooth`). A
/// regime lasts 100 to 300 steps and is followed by one of the other two, all with equal
/// probability. Each x(t) is exactly standard normal, whatever the regime, so mean, variance and
/// the distribution of single values tell nothing. Measured on this law, not derived: smoothing by
/// the true law labels 99 steps of 100 correctly (96 where it sees no later steps), the nearest
/// neighbour among windows of 10 steps 76. `Sendable`.
public struct RegimeSeries: TableGenerator {
  public let name = "regimes"
  public let columns = ["series", "step", "value", "regime"]
  public let delimiter = TableDelimiter.comma
  /// Number of series, and steps of each.
  public let count, length: Int

  /// The regimes, and the correlation ρ of a step with the step before it in each.
  public static let regimes = [
    (name: "rough", correlation: -0.7), (name: "plain", correlation: 0.2),
    (name: "smooth", correlation: 0.9),
  ]

  /// Series of regimes.
  ///
  /// - Parameters:
  ///   - count: the number of series, from 1.
  ///   - length: the steps of each, from 1; at most 1,000,000 steps in all.
  public init(count: Int = 8, length: Int = 800) {
    precondition(
      count > 0 && length > 0 && length <= 1_000_000 / count,
      "\(count) series of \(length) steps are not from 1 to 1000000 steps")
    (self.count, self.length) = (count, length)
  }

  public func rows(seed: UInt64) -> [[String]] {
    (0..<count).flatMap { index in
      let (values, regimes) = series(index, seed: seed)
      return (0..<length).map { step in
        let regime = Self.regimes[regimes[step]].name
        return ["\(index + 1)", "\(step)", DecimalText.fixed(values[step], 3), regime]
      }
    }
  }

  /// A series before it is rounded, and the number of the regime at each step. [T] and [T]
  func series(_ index: Int, seed: UInt64) -> (values: [Double], regimes: [Int]) {
    let noise = RandomStream(seed: seed, purpose: .general, index: UInt64(2 * index))
    let structure = RandomStream(seed: seed, purpose: .general, index: UInt64(2 * index + 1))
    var regimes: [Int] = []
    var regime = structure.integer(below: Self.regimes.count, at: 0)
    var position: UInt64 = 1
    while regimes.count < length {
      let duration = structure.integer(in: 100...300, at: position)
      regimes += Array(repeating: regime, count: min(duration, length - regimes.count))
      regime = (regime + structure.integer(in: 1...2, at: position + 1)) % Self.regimes.count
      position += 2
    }
    var x = 0.0
    let values = regimes.enumerated().map { step, regime in
      let (epsilon, rho) = (noise.normal(at: UInt64(step)), Self.regimes[regime].correlation)
      x = step == 0 ? epsilon : rho * x + (1 - rho * rho).squareRoot() * epsilon
      return x
    }
    return (values, regimes)
  }
}
