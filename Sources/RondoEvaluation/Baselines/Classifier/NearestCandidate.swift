/// The nearest series so far: of equal costs the one with the lowest index.
struct NearestCandidate {
  private(set) var cost = Double.infinity
  private(set) var index: Int

  init(index: Int) { self.index = index }

  mutating func consider(_ cost: Double, _ index: Int) {
    if (cost, index) < (self.cost, self.index) { (self.cost, self.index) = (cost, index) }
  }
}
