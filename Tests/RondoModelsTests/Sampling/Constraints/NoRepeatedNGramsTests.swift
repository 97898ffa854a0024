import RondoEngine
import RondoText
import TestSupport
import Testing

@testable import RondoModels

struct NoRepeatedNGramsTests {
  /// What a look at every earlier run says.
  private func forbidden(after text: [Int32], length: Int, symbols: Int) -> Set<Int32> {
    Set(
      (0..<Int32(symbols)).filter { id in
        let all = text + [id]
        guard all.count >= length else { return false }
        let last = Array(all.suffix(length))
        return (0..<all.count - length).contains { Array(all[$0..<$0 + length]) == last }
      })
  }

  @Test(arguments: 1...5 as ClosedRange<Int>, [0, 7, 40])
  func `what is excluded is what every earlier run says`(length: Int, promptCount: Int) {
    let text = drawnIDs(80, below: 3, seed: UInt64(length))
    var rule = NoRepeatedNGrams(length: length)
    rule.read(Array(text[..<promptCount]))
    for place in promptCount..<text.count {
      var candidates = Candidates()
      candidates.load([0, 0, 0])
      rule.apply(to: &candidates)
      let found = Set((0..<Int32(3)).filter { candidates.logits[Int($0)] == -.infinity })
      #expect(
        found == forbidden(after: Array(text[..<place]), length: length, symbols: 3), "\(place)")
      rule.take(text[place])
    }
  }

  @Test(arguments: [1, 2, 3])
  func `no run stands in a text twice, and the text ends where every symbol would make one`(
    length: Int
  ) throws {
    let file = try ModelFile.drawing(["a", "b", "c"], unit: .scalar)
    var limits = TextLimits()
    (limits.length, limits.unrepeatedLength) = (100, length)
    let samples = wholeSamples(file, limits, count: 5)
    for sample in samples {
      let runs = sample.ids.indices.dropLast(length - 1).map { sample.ids[$0..<$0 + length] }
      #expect(Set(runs).count == runs.count)
      #expect(sample.ending == .deadEnd, "there are only 3^\(length) runs")
    }
  }
}
