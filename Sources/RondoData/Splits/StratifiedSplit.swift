import RondoNumerics

/// A split of labelled cases into a training and a validation part with the same label
/// distribution.
///
///     let split = StratifiedSplit(labels: [0, 0, 0, 0, 1, 1, 1, 1], fraction: 0.25, seed: 1)
///     split.validation.count  // 2: one case of each label
///
/// The validation part has `fraction` of the cases, rounded, and of each label as near that share
/// as whole numbers allow (largest remainders): each label's share is rounded down, and the missing
/// cases are taken, one a label, from the labels with the largest remainders, of equal ones from
/// that with more cases, then from the lower id. At least one case of each label stays in training;
/// a label with a single case is not counted. The choice of cases depends on the labels and the
/// seed alone. Indices ascend in both parts. `Sendable`; O(N log N).
public struct StratifiedSplit: Sendable, Hashable {
  /// The indices of the training cases.
  public let training: [Int]

  /// The indices of the validation cases.
  public let validation: [Int]

  /// Splits cases.
  ///
  /// - Parameters:
  ///   - labels: The label id of each case, from 0, `[N]`.
  ///   - fraction: The validation part's share of the cases, in 0...1.
  ///   - seed: The random seed.
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

  /// The number of validation cases of each label.
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

/// A split of labelled cases into k folds with the same label distribution, for cross-validation.
///
///     let folds = StratifiedFolds(labels: [0, 0, 0, 1, 1, 1], count: 3, seed: 1)
///     folds.validation(0).count  // 2: one case of each label
///     folds.training(0).count    // 4
///
/// A label's cases are assigned to the folds in turn, each label starting where the one before
/// ended: the numbers of its cases in any two folds differ by at most 1, and so do the sizes of the
/// folds. A label with a single case is in every training part and in no fold. The assignment
/// depends on the labels and the seed alone. Indices ascend. `Sendable`; O(N log N).
public struct StratifiedFolds: Sendable, Hashable {
  /// k, the number of folds.
  public let count: Int

  /// The fold of each case, −1 for one that always trains, `[N]`.
  private let folds: [Int]

  /// Splits cases.
  ///
  /// - Parameters:
  ///   - labels: The label id of each case, from 0, `[N]`.
  ///   - count: k, at least 2.
  ///   - seed: The random seed.
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

  /// The validation cases of a fold, 0..<count.
  public func validation(_ fold: Int) -> [Int] { folds.indices.filter { folds[$0] == fold } }

  /// The training cases of a fold: all others.
  public func training(_ fold: Int) -> [Int] { folds.indices.filter { folds[$0] != fold } }
}

/// The cases of each label in an order that depends on seed and label alone.
enum StratifiedOrder {
  /// Indices into `labels`, one array a label, shuffled.
  ///
  /// The cases of label c are sorted by the random numbers of stream c, equal ones in the order of
  /// the cases.
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

/// Groups of multi-label cases: parts with the same share of each group have about the same label
/// distribution.
///
///     LabelSetStrata.strata(of: [[0], [0, 1], [0], []], classes: 2)  // [0, 1, 0, 2]
///
/// The cases with the same set of labels form a group if there are `leastCount` or more, as in
/// Sechidis, Tsoumakas & Vlahavas (2011, "On the stratification of multi-label data", §2.2). Cases
/// with rarer sets are grouped by the rarest of their labels, of equally rare ones the one with the
/// lowest id: the label that a part is most likely to lack. Cases without a label form one group.
public enum LabelSetStrata {
  /// The smallest number of cases with the same labels that form a group: 10, so that the usual
  /// tenth for validation contains one of them.
  public static let leastCount = 10

  /// The group of each case, from 0, `[N]`; O(N log N).
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
