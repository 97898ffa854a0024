import Testing

@testable import RondoData

struct LabelSetStrataTests {
  @Test func `frequent sets are groups, the cases of rare ones go with their rarest label`() {
    let rare = [[0, 1], [0, 1, 2], [], [2]]
    #expect(LabelSetStrata.strata(of: [[0], [0]] + rare, classes: 3) == [0, 0, 1, 1, 3, 2])
    let often = Array(repeating: [0, 2], count: 10) + Array(repeating: [1], count: 11)
    let found = LabelSetStrata.strata(of: often + rare, classes: 3)
    #expect(Set(found[..<10]) == [4] && Set(found[10..<21]) == [5])
    // Of the rest 0 and 2 occur twelve times and 1 thirteen; of equal ones the lower goes first.
    #expect(found[21...] == [0, 0, 3, 2])
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `both parts have about the same share of each label`(seed: UInt64) {
    let sets = (0..<400).map { index in
      (0..<4).filter { (index * 7919 + $0 * 104_729) % 13 < 3 * $0 + 1 }
    }
    let strata = LabelSetStrata.strata(of: sets, classes: 4)
    let split = StratifiedSplit(labels: strata, fraction: 0.1, seed: seed)
    #expect(split.validation.count == 40)
    for label in 0..<4 {
      let all = Double(sets.count { $0.contains(label) }) / 400
      let part = Double(split.validation.count { sets[$0].contains(label) }) / 40
      #expect(abs(all - part) < 0.05, "label \(label): \(all) and \(part)")
    }
  }
}
