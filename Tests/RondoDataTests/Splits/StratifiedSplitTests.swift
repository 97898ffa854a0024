import TestSupport
import Testing

@testable import RondoData

struct StratifiedSplitTests {
  /// Numbers of cases a label, mixed in a drawn order.
  static func labels(_ counts: [Int], seed: UInt64) -> [Int] {
    var random = SeededIDs(seed: seed)
    var rest = counts.enumerated().flatMap { Array(repeating: $0, count: $1) }
    var labels: [Int] = []
    while !rest.isEmpty { labels.append(rest.remove(at: random.number(below: rest.count))) }
    return labels
  }

  static func counts(_ labels: [Int], _ indices: [Int], of classes: Int) -> [Int] {
    (0..<classes).map { label in indices.count { labels[$0] == label } }
  }

  @Test(
    arguments: [
      ([50, 50], 0.1, [5, 5]), ([10, 10, 10], 0.1, [1, 1, 1]), ([95, 5], 0.1, [10, 0]),
      ([94, 6], 0.1, [9, 1]), ([3, 3, 3], 0.2, [1, 1, 0]), ([1, 1, 8], 0.5, [0, 0, 4]),
      ([1, 1, 1], 0.5, [0, 0, 0]), ([0, 4], 0.5, [0, 2]), ([5], 0, [0]), ([5, 1], 1, [4, 0]),
      ([7, 0, 2], 0.34, [2, 0, 1]), ([], 0.5, []),
    ] as [([Int], Double, [Int])])
  func `labels are shared out as evenly as whole numbers allow`(
    counts: [Int], fraction: Double, expected: [Int]
  ) {
    for seed in UInt64(0)..<3 {
      let labels = Self.labels(counts, seed: seed)
      let split = StratifiedSplit(labels: labels, fraction: fraction, seed: seed)
      #expect(Self.counts(labels, split.validation, of: counts.count) == expected)
    }
  }

  @Test(arguments: UInt64(0)..<10)
  func `every case is in one part, in order`(seed: UInt64) {
    var random = SeededIDs(seed: seed)
    let counts = (0..<6).map { _ in random.number(below: 9) }
    let labels = Self.labels(counts, seed: seed)
    for fraction in [0, 0.1, 0.33, 0.5, 0.9, 1] {
      let split = StratifiedSplit(labels: labels, fraction: fraction, seed: seed)
      #expect((split.training + split.validation).sorted() == Array(labels.indices))
      #expect(split.training == split.training.sorted())
      #expect(split.validation == split.validation.sorted())
      let training = Self.counts(labels, split.training, of: 6)
      for label in 0..<6 {
        #expect((training[label] > 0) == (counts[label] > 0))
        let share = Double(counts[label]) * fraction
        let size = Double(counts[label] - training[label])
        #expect(abs(size - share) < 1 || size == Double(counts[label] - 1))
      }
    }
  }

  @Test func `the seed decides which cases are taken`() {
    let labels = Self.labels([40, 60], seed: 1)
    let first = StratifiedSplit(labels: labels, fraction: 0.2, seed: 1)
    #expect(StratifiedSplit(labels: labels, fraction: 0.2, seed: 1) == first)
    #expect(StratifiedSplit(labels: labels, fraction: 0.2, seed: 2) != first)
    // Pinned: a run's split must be the same in every version, or a resumed run leaks.
    let pinned = StratifiedSplit(labels: (0..<20).map { $0 % 2 }, fraction: 0.3, seed: 42)
    #expect(pinned.validation == [5, 7, 8, 10, 14, 17])
  }

  @Test func `what is taken of one label does not depend on the others' cases`() {
    let two = StratifiedSplit(
      labels: [0, 0, 0, 0, 1, 1, 1, 1], fraction: 0.5, seed: 3)
    let mixed = StratifiedSplit(
      labels: [0, 1, 0, 1, 0, 1, 0, 1], fraction: 0.5, seed: 3)
    #expect(
      two.validation.filter { $0 < 4 } == mixed.validation.filter { $0 % 2 == 0 }.map { $0 / 2 })
  }

  @Test(arguments: UInt64(0)..<6, [2, 3, 5, 10])
  func `folds cover all cases but single ones, evenly`(seed: UInt64, count: Int) {
    var random = SeededIDs(seed: seed)
    let counts = (0..<7).map { _ in random.number(below: 12) } + [1]
    let labels = Self.labels(counts, seed: seed)
    let folds = StratifiedFolds(labels: labels, count: count, seed: seed)
    let parts = (0..<count).map { folds.validation($0) }
    let single = labels.indices.filter { counts[labels[$0]] == 1 }
    #expect((parts.flatMap { $0 } + single).sorted() == Array(labels.indices))
    let sizes = parts.map(\.count)
    #expect(sizes.max()! - sizes.min()! <= 1)
    for label in counts.indices {
      let perFold = parts.map { part in part.count { labels[$0] == label } }
      #expect(perFold.max()! - perFold.min()! <= 1)
    }
    for fold in 0..<count {
      #expect((folds.training(fold) + parts[fold]).sorted() == Array(labels.indices))
      #expect(Set(single).isSubset(of: folds.training(fold)))
      let training = Self.counts(labels, folds.training(fold), of: counts.count)
      for label in counts.indices { #expect((training[label] > 0) == (counts[label] > 0)) }
    }
  }

  @Test func `folds depend on the seed alone`() {
    let labels = Self.labels([20, 30], seed: 4)
    let first = StratifiedFolds(labels: labels, count: 5, seed: 1)
    #expect(StratifiedFolds(labels: labels, count: 5, seed: 1) == first)
    #expect(StratifiedFolds(labels: labels, count: 5, seed: 2) != first)
    #expect(StratifiedFolds(labels: [], count: 2, seed: 1).validation(0) == [])
  }
}
