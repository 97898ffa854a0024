import Foundation
import TestSupport
import Testing

@testable import RondoNumerics

/// Statistics of fixed streams: nothing here is drawn anew, so a test that passes once passes
/// always; the bounds are those that a good generator misses once in some thousand streams.
struct DistributionTests {
  private let stream = RandomStream(seed: 2026, purpose: .general, index: 0)
  private let count = isDebugBuild ? 10_000 : 400_000

  @Test(arguments: [2, 6, 10, 100, 255])
  func `integers below a bound come equally often`(bound: Int) {
    var counts = [Int](repeating: 0, count: bound)
    for i in 0..<count { counts[stream.integer(below: bound, at: UInt64(i))] += 1 }
    expectUniform(counts)
  }

  @Test func `integers below a huge bound reach its whole range`() {
    let bound = Int.max
    var counts = [Int](repeating: 0, count: 64)
    for i in 0..<count { counts[stream.integer(below: bound, at: UInt64(i)) >> 57] += 1 }
    expectUniform(counts)
    #expect(stream.integer(below: 1, at: 3) == 0)
  }

  @Test func `uniform numbers fill the unit interval evenly, in every pair of neighbours`() {
    var (single, pairs) = ([Int](repeating: 0, count: 100), [Int](repeating: 0, count: 100))
    for i in 0..<count {
      let (x, y) = (stream.uniform(at: UInt64(i)), stream.uniform(at: UInt64(i + 1)))
      single[Int(x * 100)] += 1
      pairs[Int(x * 10) * 10 + Int(y * 10)] += 1
    }
    expectUniform(single)
    expectUniform(pairs)
  }

  @Test func `each of the 64 bits is set half of the time`() {
    var counts = [Int](repeating: 0, count: 64)
    for i in 0..<count {
      let bits = stream.bits(at: UInt64(i))
      for k in 0..<64 { counts[k] += Int(bits >> k & 1) }
    }
    for k in 0..<64 {
      let deviations = abs(Double(counts[k]) - Double(count) / 2) / (Double(count).squareRoot() / 2)
      #expect(deviations < 4.5, "bit \(k)")
    }
  }

  @Test func `normal numbers have the moments of the standard normal distribution`() {
    let x = (0..<count).map { stream.normal(at: UInt64($0)) }
    let n = Double(count)
    // Of xᵏ for k = 1…4: the mean, and the deviation √(mean of x²ᵏ − mean²).
    let (means, deviations) = ([0.0, 1, 0, 3], [1, 2, 15, 96].map { $0.squareRoot() })
    for (power, (mean, deviation)) in zip(1...4, zip(means, deviations)) {
      let moment = x.reduce(0) { sum, x in sum + ReproducibleMath.power(x, power) } / n
      #expect(abs(moment - mean) < 4 * deviation / n.squareRoot(), "moment \(power)")
    }
    let product = zip(x, x.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / n
    #expect(abs(product) < 4 / n.squareRoot(), "neighbours are independent")
  }

  @Test func `normal numbers have the distribution function of Gauss`() {
    let sorted = (0..<count).map { stream.normal(at: UInt64($0)) }.sorted()
    let n = Double(count)
    var furthest = 0.0
    for (i, x) in sorted.enumerated() {
      let exact = 0.5 * erfc(-x / 2.0.squareRoot())
      furthest = max(furthest, exact - Double(i) / n, Double(i + 1) / n - exact)
    }
    #expect(furthest * n.squareRoot() < 1.95, "Kolmogorov's bound for one in a thousand")
  }

  /// χ² is near its degrees of freedom, with a variance of twice as many.
  private func expectUniform(_ counts: [Int]) {
    let (mean, freedom) = (Double(count) / Double(counts.count), Double(counts.count - 1))
    let square = counts.reduce(0.0) { $0 + pow(Double($1) - mean, 2) / mean }
    #expect(abs(square - freedom) < 4 * (2 * freedom).squareRoot())
  }
}
