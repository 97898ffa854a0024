import RondoNumerics
import Testing

@testable import RondoData

/// The law: a wave in noise, clean in its first half, with faults of four kinds in its second.
@Suite struct FaultySeriesTests {
  private let length = 1600

  private var series: [FaultySeries.Series] {
    (0..<40).map { FaultySeries.Series(length: length, seed: 5, index: $0) }
  }

  /// What the undisturbed wave leaves of each step.
  private func rest(_ series: FaultySeries.Series, _ steps: Range<Int>) -> [Double] {
    steps.map { series.values[$0] - series.wave(at: $0) }
  }

  @Test func `without faults the wave leaves normal noise of deviation 0.1`() {
    Moments(series.flatMap { rest($0, 0..<length / 2) })
      .expect(mean: 0, variance: 0.01, kurtosis: 3)
    for one in series {
      #expect((20...40).contains(one.period))
      let faulty = Set(one.faults.flatMap { Array($0.steps) })
      let clean = (length / 2..<length).filter { !faulty.contains($0) }
      #expect(clean.allSatisfy { abs(one.values[$0] - one.wave(at: $0)) < 0.6 })
    }
  }

  @Test func `the second half has two faults of each kind, 20 steps or more apart`() {
    var orders: Set<[String]> = []
    for one in series {
      #expect(one.faults.count == 8)
      for kind in FaultySeries.Kind.allCases {
        #expect(one.faults.count { $0.kind == kind } == 2)
      }
      #expect(one.faults[0].steps.lowerBound >= length / 2)
      #expect(one.faults[7].steps.upperBound <= length - 20)
      for (first, second) in zip(one.faults, one.faults.dropFirst()) {
        #expect(second.steps.lowerBound - first.steps.upperBound >= 20)
      }
      orders.insert(one.faults.map(\.kind.rawValue))
    }
    #expect(orders.count > 30)
  }

  @Test func `each fault is what its kind says`() {
    for one in series {
      for fault in one.faults {
        let rest = rest(one, fault.steps)
        let mean = rest.reduce(0, +) / Double(rest.count)
        switch fault.kind {
        case .spike:
          #expect(rest.count == 1 && (1.0...3).contains(abs(mean)))
        case .shift:
          #expect((30...60).contains(rest.count) && (0.5...1.1).contains(abs(mean)))
        case .flat:
          #expect((20...40).contains(rest.count))
          let last = one.values[fault.steps.lowerBound - 1]
          #expect(fault.steps.allSatisfy { one.values[$0] == last })
        case .frequency:
          #expect((40...60).contains(rest.count))
          let left = fault.steps.map {
            one.values[$0] - one.wave(at: 2 * $0 - fault.steps.lowerBound)
          }
          #expect(left.allSatisfy { abs($0) < 0.6 } && Moments(rest).variance > 0.3)
        }
      }
    }
  }

  @Test func `a label a step marks the faults, about 15.75 percent of steps`() {
    let rows = FaultySeries(count: 40, length: length).rows(seed: 5)
    #expect(rows.count == 40 * length)
    for (index, one) in series.enumerated() {
      var labels = Array(repeating: "none", count: length)
      for fault in one.faults { for step in fault.steps { labels[step] = fault.kind.rawValue } }
      #expect(rows[index * length..<(index + 1) * length].map { $0[3] } == labels)
    }
    let share = Double(rows.count { $0[3] != "none" }) / Double(rows.count)
    #expect(abs(share - 0.1575) < 0.005, "\(share)")
  }
}
