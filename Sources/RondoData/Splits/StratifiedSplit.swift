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
