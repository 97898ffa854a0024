import RondoNumerics

/// Divides labelled cases into a training and a validation part with the same mixture of labels.
///
///     let split = StratifiedSplit(labels: [0, 0, 0, 0, 1, 1, 1, 1], fraction: 0.25, seed: 1)
///     split.validation.count  // 2: one case of each label
///
/// The validation part has `fraction` of the cases, rounded, and of each label as near that share
/// as whole numbers allow: each label's share is cut to a whole number, and what is missing goes, a
/// case a label, to the labels whose shares lost most, of equal ones to that with more cases, then
/// to the lower id. At least one case of each label stays in training; a label with a single case
/// does not count. Which cases are taken depends on the labels and the seed alone.
/// Indices ascend in both parts. `Sendable`; O(N log N).
public struct StratifiedSplit: Sendable, Hashable {
  /// The indices of the training cases.
  public let training: [Int]

  /// The indices of the validation cases.
  public let validation: [Int]

  /// Divides cases.
  ///
  /// - Parameters:
  ///   - labels: The label id of each case, from 0, `[N]`.
  ///   - fraction: The validation part's share of the cases, in 0...1.
  ///   - seed: What the choice of cases depends on.
  public init(labels: [Int], fraction: Double, seed: UInt64) {
    precondition(
      (0...1).contains(fraction), "StratifiedSplit: found fraction \(fraction), not in 0...1")
    let order = StratifiedOrder.shuffled(labels: labels, seed: seed)
    let sizes = Self.sizes(of: order.map(\.count), fraction: fraction)
    var isValidation = Array(repeating: false, count: labels.count)
    for (members, size) in zip(order, sizes) {
      for index in members.prefix(size) { isValidation[index] = true }
    }
    training = labels.indices.filter { !isValidation[$0] }
    validation = labels.indices.filter { isValidation[$0] }
  }

  /// How many cases of each label are for validation.
  private static func sizes(of counts: [Int], fraction: Double) -> [Int] {
    let shares = counts.map { Double($0) * fraction }
    var sizes = zip(shares, counts).map { min(Int($0), max($1 - 1, 0)) }
    let total = counts.reduce(0) { $0 + ($1 > 1 ? $1 : 0) }
    let missing = Int((Double(total) * fraction).rounded()) - sizes.reduce(0, +)
    let open = counts.indices.filter { sizes[$0] < counts[$0] - 1 }
    let byLoss = open.sorted {
      let (first, second) = (shares[$0] - Double(sizes[$0]), shares[$1] - Double(sizes[$1]))
      return (first, counts[$0], $1) > (second, counts[$1], $0)
    }
    for label in byLoss.prefix(max(missing, 0)) { sizes[label] += 1 }
    return sizes
  }
}

/// Divides labelled cases into k parts with the same mixture of labels, for cross-validation.
///
///     let folds = StratifiedFolds(labels: [0, 0, 0, 1, 1, 1], count: 3, seed: 1)
///     folds.validation(0).count  // 2: one case of each label
///     folds.training(0).count    // 4
///
/// A label's cases are dealt in turn, each label beginning where the one before ended: the numbers
/// of its cases in any two folds differ by 1 at most, and so do the folds' sizes. A label with a
/// single case is in every training part and in no fold. Which cases fall where depends on the
/// labels and the seed alone. Indices ascend. `Sendable`; O(N log N) to make.
public struct StratifiedFolds: Sendable, Hashable {
  /// k, the number of folds.
  public let count: Int

  /// The fold of each case, −1 for one that always trains, `[N]`.
  private let folds: [Int]

  /// Divides cases.
  ///
  /// - Parameters:
  ///   - labels: The label id of each case, from 0, `[N]`.
  ///   - count: k, at least 2.
  ///   - seed: What the choice of cases depends on.
  public init(labels: [Int], count: Int, seed: UInt64) {
    precondition(count >= 2, "StratifiedFolds: found \(count) folds, expected at least 2")
    var folds = Array(repeating: -1, count: labels.count)
    var next = 0
    for members in StratifiedOrder.shuffled(labels: labels, seed: seed) where members.count > 1 {
      for index in members {
        folds[index] = next
        next = (next + 1) % count
      }
    }
    (self.count, self.folds) = (count, folds)
  }

  /// The cases that fold 0..<count is validated on.
  public func validation(_ fold: Int) -> [Int] { folds.indices.filter { folds[$0] == fold } }

  /// All the others.
  public func training(_ fold: Int) -> [Int] { folds.indices.filter { folds[$0] != fold } }
}

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
