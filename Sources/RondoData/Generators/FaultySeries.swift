import RondoFiles
import RondoNumerics

/// Series with planted faults and a label a step that marks them.
///
///     FaultySeries().rows(seed: 1).first   // ["1", "0", "-0.184", "none"]
///
/// A long table, one series after another. Without faults,
///
/// ```text
/// x(t) = w(t) + 0.1·ε(t),  w(t) = sin(2πt/P + φ) + 0.4·sin(4πt/P),  ε standard normal
/// ```
///
/// where a series has a period P from 20 to 40 steps, a whole number, and a phase φ, both uniform.
/// The first half of a series has no faults and is for training. The second half is cut into slots
/// of equal length, one fault in each, four slots for every 800 steps of the series; each kind has
/// as many slots as the others, in random order. A fault begins anywhere in its slot that leaves at
/// least 20 steps after its end:
///
/// - `spike`: one step, raised or lowered by 1.5 to 2.5
/// - `shift`: 30 to 60 steps, raised or lowered by 0.6 to 1
/// - `flat`: 20 to 40 steps, equal to the step before the first
/// - `frequency`: 40 to 60 steps, in which w runs twice as fast; then it returns to its old phase
///
/// Each range is uniform. The label of all other steps is `none`. On average 15.75 % of all steps
/// belong to a fault. `Sendable`.
public struct FaultySeries: TableGenerator {
  public let name = "faults"
  public let columns = ["series", "step", "value", "fault"]
  public let delimiter = TableDelimiter.comma
  /// Number of series, and steps of each.
  public let count, length: Int

  /// The kinds of fault.
  ///
  /// `Sendable`.
  public enum Kind: String, Sendable, CaseIterable {
    case spike, shift, flat, frequency
  }

  /// Series with faults.
  ///
  /// - Parameters:
  ///   - count: the number of series, from 1.
  ///   - length: the steps of each, from 800; at most 1,000,000 steps in all.
  public init(count: Int = 3, length: Int = 1600) {
    precondition(
      count > 0 && length >= 800 && length <= 1_000_000 / count,
      "\(count) series of \(length) steps are not from 800 to 1000000 steps")
    (self.count, self.length) = (count, length)
  }

  public func rows(seed: UInt64) -> [[String]] {
    (0..<count).flatMap { index in
      let series = Series(length: length, seed: seed, index: index)
      var labels = Array(repeating: "none", count: length)
      for fault in series.faults {
        for step in fault.steps { labels[step] = fault.kind.rawValue }
      }
      return (0..<length).map { step in
        ["\(index + 1)", "\(step)", DecimalText.fixed(series.values[step], 3), labels[step]]
      }
    }
  }

  /// A planted fault.
  struct Fault {
    let kind: Kind
    let steps: Range<Int>
    /// The height of a spike or shift, with its sign.
    let height: Double

    init(_ kind: Kind, in slot: Range<Int>, _ stream: RandomStream) {
      let sign = stream.integer(below: 2, at: 0) == 0 ? -1.0 : 1.0
      let count: Int
      switch kind {
      case .spike: (count, height) = (1, sign * stream.uniform(in: 1.5..<2.5, at: 1))
      case .shift:
        (count, height) = (
          stream.integer(in: 30...60, at: 2), sign * stream.uniform(in: 0.6..<1, at: 1)
        )
      case .flat: (count, height) = (stream.integer(in: 20...40, at: 2), 0)
      case .frequency: (count, height) = (stream.integer(in: 40...60, at: 2), 0)
      }
      let start = slot.lowerBound + stream.integer(in: 0...slot.count - 20 - count, at: 3)
      (self.kind, steps) = (kind, start..<start + count)
    }
  }

  /// A series before it is rounded.
  struct Series {
    let period: Int
    let phase: Double
    let faults: [Fault]
    private(set) var values: [Double] = []

    init(length: Int, seed: UInt64, index: Int) {
      let stream = RandomStream(seed: seed, purpose: .general, index: UInt64(index) << 32)
      period = stream.integer(in: 20...40, at: 0)
      phase = stream.uniform(at: 1)
      faults = Self.plant(length, stream, seed, index)
      values = (0..<length).map {
        wave(at: $0) + 0.1 * stream.normal(at: RandomStream.firstSample / 2 + UInt64($0))
      }
      for fault in faults { apply(fault) }
    }

    /// w(t).
    func wave(at step: Int) -> Double {
      let turns = Double(step) / Double(period)
      return ReproducibleMath.sine(turns: turns + phase)
        + 0.4 * ReproducibleMath.sine(turns: 2 * turns)
    }

    private mutating func apply(_ fault: Fault) {
      let first = fault.steps.lowerBound
      for step in fault.steps {
        switch fault.kind {
        case .spike, .shift: values[step] += fault.height
        case .flat: values[step] = values[first - 1]
        case .frequency: values[step] += wave(at: 2 * step - first) - wave(at: step)
        }
      }
    }

    /// One fault a slot of the second half, the kinds in random order.
    private static func plant(
      _ length: Int, _ stream: RandomStream, _ seed: UInt64, _ index: Int
    ) -> [Fault] {
      let kinds = (0..<length / 800).flatMap { _ in Kind.allCases }
      let order = kinds.indices.map { (stream.bits(at: .max - UInt64($0)), $0) }.sorted(by: <)
      let width = (length - length / 2) / kinds.count
      return order.enumerated().map { slot, place in
        let start = length / 2 + slot * width
        let own = RandomStream(
          seed: seed, purpose: .general, index: UInt64(index) << 32 + UInt64(slot + 1))
        return Fault(kinds[place.1], in: start..<start + width, own)
      }
    }
  }
}
