/// Groups cases with any number of labels, so that parts with the same share of each group have
/// about the same mixture of labels.
///
///     LabelSetStrata.strata(of: [[0], [0, 1], [0], []], classes: 2)  // [0, 1, 0, 2]
///
/// A set of labels that `leastCount` cases have or more is a group of its own, as in Sechidis,
/// Tsoumakas & Vlahavas (2011, "On the stratification of multi-label data", §2.2). The cases with
/// rarer sets are grouped by the rarest of their labels, of equally rare ones the one with the
/// lowest id: it is the label that a part could miss. Cases without a label are one group.
public enum LabelSetStrata {
  /// The number of cases that make a set of labels a group: with 10, the usual tenth for validation
  /// gets one of them.
  public static let leastCount = 10

  /// The number of each case's group, from 0, `[N]`; O(N log N).
  ///
  /// - Parameters:
  ///   - sets: The ids of each case's labels, ascending, `[N]`.
  ///   - classes: K, the number of labels.
  public static func strata(of sets: [[Int]], classes: Int) -> [Int] {
    var counts = Array(repeating: 0, count: classes)
    for label in sets.joined() { counts[label] += 1 }
    var sizes: [[Int]: Int] = [:]
    for set in sets { sizes[set, default: 0] += 1 }
    let frequent = sizes.filter { $0.value >= leastCount && !$0.key.isEmpty }.keys
      .sorted { $0.lexicographicallyPrecedes($1) }
    let groups = Dictionary(uniqueKeysWithValues: zip(frequent, (classes + 1)...))
    return sets.map { set in
      groups[set] ?? set.min { (counts[$0], $0) < (counts[$1], $1) } ?? classes
    }
  }
}
