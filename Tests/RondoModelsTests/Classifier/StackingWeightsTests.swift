import RondoEngine
import RondoNumerics
import TestSupport
import Testing

@testable import RondoClassifier
@testable import RondoModels

struct OpinionWeightsTests {
  /// Labels drawn by lot, and answers that know so much of them.
  private static func answers(
    _ count: Int, knowing shares: [Double], classes: Int, seed: UInt64
  ) -> (truth: [Int], rows: [[Double]]) {
    var random = SeededIDs(seed: seed)
    let truth = (0..<count).map { _ in random.number(below: classes) }
    let rows = truth.map { label in
      shares.flatMap { share in
        (0..<classes).map { k in
          (k == label ? share : 0) + Double(random.number(below: 2001) - 1000) / 500
        }
      }
    }
    return (truth, rows)
  }

  /// What the weights are to make small, written down as in the definition.
  private static func loss(
    _ weights: [Double], _ logits: [Float], _ rows: [[Double]], _ truth: [Int], classes: Int
  ) -> Double {
    var sum = 0.0
    for (index, label) in truth.enumerated() {
      let scores = (0..<classes).map { k in
        weights[0] * Double(logits[index * classes + k])
          + (1..<weights.count).reduce(0) {
            $0 + weights[$1] * rows[index][($1 - 1) * classes + k]
          }
      }
      let total = scores.reduce(0) { $0 + ReproducibleMath.exp($1) }
      sum += ReproducibleMath.log(total) - scores[label]
    }
    let distances = weights.enumerated().map { $1 - ($0 == 0 ? 1 : 0) }
    return sum + 2 * distances.reduce(0) { $0 + $1 * $1 }
  }

  @Test(arguments: [2, 5])
  func `no other weights have a smaller loss`(classes: Int) {
    let (truth, rows) = Self.answers(300, knowing: [1.5, 0.5, 1], classes: classes, seed: 3)
    let logits = rows.flatMap { $0[..<classes].map { Float($0) } }
    let opinions = rows.map { Array($0[classes...]) }
    let found = StackingWeights(
      logits: logits, opinions: opinions, truth: truth, classes: classes)
    func loss(_ weights: [Double]) -> Double {
      Self.loss(weights, logits, opinions, truth, classes: classes)
    }
    let least = loss(found.values)
    #expect(found.values.count == 3 && found.values.allSatisfy { $0 > 0 })
    #expect(least < loss([1, 0, 0]) - 10)
    for index in found.values.indices {
      for change in [-0.01, 0.01] {
        var other = found.values
        other[index] += change
        #expect(loss(other) > least, "\(index) \(change)")
      }
    }
  }

  @Test func `what speaks against the truth counts nothing`() {
    let (truth, rows) = Self.answers(200, knowing: [2, -2], classes: 3, seed: 4)
    let logits = rows.flatMap { $0[..<3].map { Float($0) } }
    let opinions = rows.map { Array($0[3...]) }
    let found = StackingWeights(logits: logits, opinions: opinions, truth: truth, classes: 3)
    #expect(found.values[1] == 0 && found.values[0] > 0.5)
    #expect(
      Self.loss(found.values, logits, opinions, truth, classes: 3)
        < Self.loss([found.values[0], 0.001], logits, opinions, truth, classes: 3))
  }

  @Test func `a few cases change little, none nothing`() {
    let none = StackingWeights(logits: [], opinions: [], truth: [], classes: 2)
    #expect(none.values == [1])
    let (truth, rows) = Self.answers(2, knowing: [0, 3], classes: 2, seed: 5)
    let found = StackingWeights(
      logits: rows.flatMap { $0[..<2].map { Float($0) } }, opinions: rows.map { Array($0[2...]) },
      truth: truth, classes: 2)
    #expect(abs(found.values[0] - 1) < 0.5 && found.values[1] < 0.5)
  }
}
