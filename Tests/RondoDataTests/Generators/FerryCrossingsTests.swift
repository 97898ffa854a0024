import RondoNumerics
import Testing

@testable import RondoData

/// The law: two targets that are independent given the inputs, and the best that can be reached.
@Suite struct FerryCrossingsTests {
  private struct Crossing {
    let boat: FerryCrossings.Boat
    let wind, tide, load, minutes: Double
    let isDelayed: Bool

    /// A row with all fields; nil where one is missing.
    init?(_ row: [String]) {
      guard let boat = FerryCrossings.Boat(rawValue: row[0]), let wind = Double(row[1]),
        let tide = Double(row[2]), let load = Double(row[3]), let minutes = Double(row[4])
      else { return nil }
      (self.boat, self.wind, self.tide, self.load, self.minutes) = (boat, wind, tide, load, minutes)
      isDelayed = row[5] == "yes"
    }

    var error: Double { minutes - boat.minutes(wind, tide, load) }
    var probability: Double { boat.probabilityOfDelay(wind, tide, load) }
  }

  private let rows = FerryCrossings(count: 40_000).rows(seed: 9)

  @Test func `minutes scatter normally with deviation 3, and 92 percent can be explained`() {
    let crossings = rows.compactMap(Crossing.init)
    // Minutes are rounded to a tenth, which adds 0.1²/12.
    Moments(crossings.map(\.error)).expect(mean: 0, variance: 9.0008, kurtosis: 3)
    let explained = 1 - 9 / Moments(crossings.map(\.minutes)).variance
    #expect(abs(explained - 0.92) < 0.005, "\(explained)")
  }

  @Test func `the true law classifies delays with the best accuracy that is stated`() {
    let crossings = rows.compactMap(Crossing.init)
    let right = crossings.count { ($0.probability > 0.5) == $0.isDelayed }
    let accuracy = Double(right) / Double(crossings.count)
    #expect(abs(accuracy - FerryCrossings.bestAccuracy) < 0.008, "\(accuracy)")
    let expected = crossings.reduce(0) { $0 + max($1.probability, 1 - $1.probability) }
    #expect(abs(expected / Double(crossings.count) - FerryCrossings.bestAccuracy) < 0.004)
    for low in stride(from: 0.0, to: 1, by: 0.2) {
      let group = crossings.filter { $0.probability >= low && $0.probability < low + 0.2 }
      let share = Double(group.count(where: \.isDelayed)) / Double(group.count)
      let mean = group.reduce(0) { $0 + $1.probability } / Double(group.count)
      #expect(abs(share - mean) < 0.03, "\(low)")
    }
  }

  @Test func `given the inputs, delays say nothing about minutes`() {
    let crossings = rows.compactMap(Crossing.init)
    let surprise = crossings.map { ($0.isDelayed ? 1 : 0) - $0.probability }
    #expect(abs(correlation(surprise, crossings.map(\.error))) < 0.025)
  }

  @Test func `three fields of a hundred are missing, only of inputs, and boats have their shares`()
  {
    for column in 0..<4 {
      let share = Double(rows.count { $0[column].isEmpty }) / Double(rows.count)
      #expect(abs(share - 0.03) < 0.004, "column \(column): \(share)")
    }
    #expect(rows.allSatisfy { $0.count == 6 && Double($0[4]) != nil && "yes no".contains($0[5]) })
    for (boat, share) in [("cutter", 0.5), ("barge", 1.0 / 3), ("steamer", 1.0 / 6)] {
      let found = Double(rows.count { $0[0] == boat }) / Double(rows.count)
      #expect(abs(found / 0.97 - share) < 0.012, "\(boat): \(found)")
    }
    #expect(FerryCrossings(count: 100).rows(seed: 9) == Array(rows.prefix(100)))
  }
}
