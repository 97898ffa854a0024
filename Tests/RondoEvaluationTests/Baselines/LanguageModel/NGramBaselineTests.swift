import Foundation
import TestSupport
import Testing

@testable import RondoEvaluation

@Suite("The n-gram baseline")
struct NGramBaselineTests {
  /// Both sides add a few dozen logarithms in different orders; 1e-12 is thousands of roundings.
  static let tolerance = 1e-12

  @Test(
    "agrees with the equations at every order",
    arguments: [1, 2, 3, 7, 20], UInt64(0)..<12)
  func agreesWithReference(vocabularySize: Int, seed: UInt64) {
    var random = SeededIDs(seed: seed)
    let kinds = vocabularySize + (seed.isMultiple(of: 2) ? 1 : 0)
    let training = random.ids(count: random.number(below: 80), below: kinds)
    let evaluation = random.ids(count: 20, below: kinds)
    expectReference(training, evaluation, vocabularySize: vocabularySize)
  }

  @Test(
    "agrees with the equations on degenerate parts",
    arguments: [
      ([], []), ([], [0, 1]), ([2], [2]), ([1], []), ([1], [1, 1, 2]), ([0, 1], [0]),
      ([0, 0, 0, 0, 0], [0, 1, 0]), ([0, 1, 0, 1], [0, 1]), ([0, 1, 2], [2, 0, 1]),
      ([0, 0, 1, 1], [0, 0]), ([2, 2, 2], [0, 2, 1]), ([0, 2, 1, 2, 0], [1, 2, 0]),
    ] as [([UInt32], [UInt32])])
  func agreesOnDegenerateParts(training: [UInt32], evaluation: [UInt32]) {
    expectReference(training, evaluation, vocabularySize: 2 + (training == [0, 1, 2] ? 1 : 0))
  }

  @Test("gives the probabilities worked out by hand")
  func handWorked() {
    let result = NGramBaseline.best(
      training: [0, 1, 0], evaluation: [1], vocabularySize: 2, maximumOrder: 2)
    // Order 1: D = 1/3, P(1) = (1 - 1/3) / 3 + (1/3 · 2/3) / 2 = 1/3.
    // Order 2: D = 1/2, P(1 | 0) = 1/2 + 1/2 · P'(1), where P'(1) = 1/4 + 1/2 · 1/2.
    let expected = [log(3), log(4.0 / 3)]
    for (loss, expected) in zip(result.lossesByOrder, expected) {
      #expect(abs(loss - expected) < Self.tolerance)
    }
    #expect(result.order == 2)
    #expect(result.method == "interpolated Kneser-Ney")
    #expect(result.totalNats == result.natsPerSymbol)
  }

  @Test("has probabilities that add up to 1 after any context", arguments: UInt64(0)..<8)
  func probabilitiesAddUpToOne(seed: UInt64) {
    var random = SeededIDs(seed: seed)
    let vocabularySize = 2 + random.number(below: 9)
    let training = random.ids(count: 60, below: vocabularySize + 1)
    let context = random.ids(count: random.number(below: 6), below: vocabularySize + 1)
    func totals(_ evaluation: [UInt32]) -> [Double] {
      NGramBaseline.best(
        training: training, evaluation: evaluation, vocabularySize: vocabularySize, maximumOrder: 5
      ).lossesByOrder.map { $0 * Double(evaluation.count) }
    }
    let before = totals(context)
    var sums = Array(repeating: 0.0, count: 5)
    for symbol in 0..<UInt32(vocabularySize) {
      for (order, total) in totals(context + [symbol]).enumerated() {
        sums[order] += exp(before[order] - total)
      }
    }
    for sum in sums { #expect(abs(sum - 1) < Self.tolerance) }
  }

  @Test("charges ln V for each unknown symbol")
  func unknownSymbols() {
    let result = NGramBaseline.best(
      training: [0, 1, 2, 0, 1], evaluation: [3, 3], vocabularySize: 3)
    for loss in result.lossesByOrder { #expect(abs(loss - log(3)) < Self.tolerance) }
    #expect(result.evaluatedSymbols == 2)
    #expect(result.unknownSymbols == 2)
  }

  @Test("scores an empty evaluation part as 0 at order 1")
  func emptyEvaluation() {
    let result = NGramBaseline.best(
      training: [0, 1], evaluation: [], vocabularySize: 2, maximumOrder: 3)
    #expect(result.lossesByOrder == [0, 0, 0])
    #expect(result.order == 1)
    #expect(result.natsPerSymbol == 0)
  }

  @Test("gives the same bits again")
  func repeatable() {
    var random = SeededIDs(seed: 5)
    let training = random.ids(count: 200, below: 9)
    let evaluation = random.ids(count: 50, below: 9)
    let results = (0..<2).map { _ in
      NGramBaseline.best(training: training, evaluation: evaluation, vocabularySize: 9)
    }
    #expect(results[0] == results[1])
  }

  private func expectReference(
    _ training: [UInt32], _ evaluation: [UInt32], vocabularySize: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let reference = KneserNeyReference(
      training: training, vocabularySize: vocabularySize, maximumOrder: 5)
    let result = NGramBaseline.best(
      training: training, evaluation: evaluation, vocabularySize: vocabularySize, maximumOrder: 5)
    #expect(result.lossesByOrder.count == 5, sourceLocation: sourceLocation)
    for (index, loss) in result.lossesByOrder.enumerated() {
      let expected =
        reference.loss(of: evaluation, after: training, order: index + 1)
        / Double(max(evaluation.count, 1))
      #expect(
        abs(loss - expected) <= Self.tolerance * (1 + abs(expected)), "order \(index + 1)",
        sourceLocation: sourceLocation)
    }
    let least = result.lossesByOrder.min() ?? 0
    #expect(result.lossesByOrder.firstIndex(of: least) == result.order - 1)
  }
}
