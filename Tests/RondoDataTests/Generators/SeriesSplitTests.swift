import Testing
@testable import RondoData

@Suite struct SeriesSplitTests {
  private func counts(_ labels: [Int], classes: Int) -> [Int] {
    (1...classes).map { label in labels.count { $0 == label } }
  }

  @Test(arguments: [(6, 6), (7, 11), (300, 300)])
  func `a balanced split has equally many of each class in each part`(training: Int, test: Int) {
    let parts = SeriesSplit.balanced.labels(classes: 6, training: training, test: test, seed: 1)
    for (labels, count) in [(parts.training, training), (parts.test, test)] {
      #expect(labels.count == count && labels == labels.sorted())
      let found = counts(labels, classes: 6)
      #expect((found.max() ?? 0) - (found.min() ?? 0) <= 1)
      #expect(found.allSatisfy { $0 >= count / 6 })
    }
  }

  @Test func `a drawn split has equally many in the whole, not in a part`() {
    var parts = Set<[Int]>()
    for seed in 1...20 as ClosedRange<UInt64> {
      let split = SeriesSplit.drawn.labels(classes: 3, training: 30, test: 900, seed: seed)
      let training = counts(split.training, classes: 3)
      #expect(split.training.count == 30 && split.test.count == 900)
      #expect(counts(split.training + split.test, classes: 3) == [310, 310, 310])
      #expect(split.test != split.test.sorted())
      parts.insert(training)
    }
    #expect(parts.count > 10, "the counts of the training part vary: \(parts)")
  }

  @Test func `each class occurs in each part, however small`() {
    for seed in 1...50 as ClosedRange<UInt64> {
      let split = SeriesSplit.drawn.labels(classes: 3, training: 3, test: 4, seed: seed)
      #expect(Set(split.training) == [1, 2, 3] && Set(split.test) == [1, 2, 3])
    }
  }

  @Test func `a drawn split depends on the seed alone`() {
    let draw = { SeriesSplit.drawn.labels(classes: 3, training: 30, test: 60, seed: $0).training }
    #expect(draw(5) == draw(5))
    #expect(draw(5) != draw(6))
  }
}
