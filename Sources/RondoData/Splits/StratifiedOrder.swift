import RondoNumerics

/// The cases of each label in an order that depends on seed and label alone.
enum StratifiedOrder {
  /// Indices into `labels`, one array a label, shuffled.
  ///
  /// The place of the k-th case of label c is that of the k-th number of stream c among its
  /// numbers, of equal ones in the order of the cases.
  static func shuffled(labels: [Int], seed: UInt64) -> [[Int]] {
    var byLabel = Array(repeating: [Int](), count: (labels.max() ?? -1) + 1)
    for (index, label) in labels.enumerated() {
      precondition(label >= 0, "found label id \(label), expected none to be negative")
      byLabel[label].append(index)
    }
    return byLabel.enumerated().map { label, members in
      let stream = RandomStream(seed: seed, purpose: .splitting, index: UInt64(label))
      let keys = members.indices.map { stream.bits(at: UInt64($0)) }
      return members.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { members[$0] }
    }
  }
}
