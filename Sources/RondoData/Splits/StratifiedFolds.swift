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
