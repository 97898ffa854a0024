import RondoFiles
import RondoNumerics

/// Crossings of a ferry: a table with a class and a number to predict, and missing values.
///
/// Columns, from left to right:
///
/// - `boat`: cutter, barge or steamer, with probabilities 1/2, 1/3 and 1/6
/// - `wind` w, in m/s, uniform on 0…25; `tide` h, in m, uniform on 0.5…5.5, both with one decimal
/// - `load` l, in tonnes, uniform on the whole numbers 0…60
/// - `minutes`, the time of the crossing, is m(x) + 3·ε with ε standard normal:
///
///   ```text
///   cutter   m = 22 + (w − 10)²/16 + 3·max(0, 2 − h)
///   barge    m = 34 + 0.6·w + 0.1·l + 3·max(0, 2 − h)
///   steamer  m = 18 + 0.3·w + 3·max(0, 2 − h)
///   ```
///
/// - `delayed` is yes with probability 1/(1 + e⁻ᶻ), where b is 0, 1 and −2 for the three boats:
///
///   ```text
///   z = 0.3·(w − 15) + 0.08·(l − 30) + b + 3·[h < 1.5]
///   ```
///
/// Given the first four columns, the last two are independent. Each field of the first four is then
/// missing, an empty field, with probability 0.03. With all fields known, no classifier of
/// `delayed` is right for more than 84.4 % of crossings on average (``bestAccuracy``), and no
/// regression of `minutes` has a mean square error below 9 (R² above 0.92). `Sendable`.
public struct FerryCrossings: TableGenerator {
  public let name = "crossings"
  public let columns = ["boat", "wind", "tide", "load", "minutes", "delayed"]
  public let delimiter = TableDelimiter.comma
  /// Number of crossings.
  public let count: Int

  /// The mean of max(p, 1 − p) for p = P(delayed = yes), by integration over the law.
  public static let bestAccuracy = 0.844

  /// A table of crossings.
  ///
  /// - Parameter count: the number of rows, from 1 to 1,000,000.
  public init(count: Int = 400) {
    precondition((1...1_000_000).contains(count), "\(count) rows are not from 1 to 1000000")
    self.count = count
  }

  public func rows(seed: UInt64) -> [[String]] {
    (0..<count).map {
      Self.row(from: RandomStream(seed: seed, purpose: .general, index: UInt64($0)))
    }
  }

  private static func row(from stream: RandomStream) -> [String] {
    let kind = stream.integer(below: 6, at: 0)
    let boat = kind < 3 ? Boat.cutter : kind < 5 ? .barge : .steamer
    let wind = Double(stream.integer(in: 0...250, at: 1)) / 10
    let tide = Double(stream.integer(in: 5...55, at: 2)) / 10
    let load = stream.integer(in: 0...60, at: 3)
    let minutes = boat.minutes(wind, tide, Double(load)) + 3 * stream.normal(at: 8)
    let isDelayed = stream.uniform(at: 4) < boat.probabilityOfDelay(wind, tide, Double(load))
    var fields = [
      boat.rawValue, DecimalText.fixed(wind, 1), DecimalText.fixed(tide, 1), "\(load)",
    ]
    for index in fields.indices where stream.uniform(at: 5 + UInt64(index)) < 0.03 {
      fields[index] = ""
    }
    return fields + [DecimalText.fixed(minutes, 1), isDelayed ? "yes" : "no"]
  }

  /// The kinds of boat and what they change.
  enum Boat: String, CaseIterable {
    case cutter, barge, steamer

    /// m(x), the mean time of a crossing.
    func minutes(_ wind: Double, _ tide: Double, _ load: Double) -> Double {
      let shallow = 3 * max(0, 2 - tide)
      switch self {
      case .cutter: return 22 + (wind - 10) * (wind - 10) / 16 + shallow
      case .barge: return 34 + 0.6 * wind + 0.1 * load + shallow
      case .steamer: return 18 + 0.3 * wind + shallow
      }
    }

    /// P(delayed = yes).
    func probabilityOfDelay(_ wind: Double, _ tide: Double, _ load: Double) -> Double {
      let own = self == .cutter ? 0.0 : self == .barge ? 1 : -2
      let z = 0.3 * (wind - 15) + 0.08 * (load - 30) + own + (tide < 1.5 ? 3 : 0)
      return 1 / (1 + ReproducibleMath.exp(-z))
    }
  }
}
