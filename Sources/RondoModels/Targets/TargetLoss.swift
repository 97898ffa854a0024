public import RondoEngine

/// The training loss of targets: cross-entropy of labels, and of the labels of steps; binary
/// cross-entropy of label sets; mean squared error of scaled numbers.
///
///     let loss = TargetLoss(targets, in: targets.space, classWeights: .balanced)
///     let (value, plain) = loss(of: logits, for: [3, 1, 4])  // logits [3, K]
///
/// `Sendable`.
public struct TargetLoss: Sendable {
  /// The targets of all cases.
  public let targets: Targets

  private let classes: Int
  private let scaled: [Float]
  private let classWeights: [Float]?
  private let labelSmoothing: Double

  /// The loss of some targets.
  ///
  /// - Parameters:
  ///   - targets: those of all cases.
  ///   - space: the meaning of the model's outputs.
  ///   - classWeights: how much a label counts.
  ///   - labelSmoothing: the part of a label's probability that all labels share, in 0..<1; where
  ///     classes have weights, and of other targets than labels, it has no effect.
  public init(
    _ targets: Targets, in space: TargetSpace, classWeights: ClassWeights = .none,
    labelSmoothing: Double = 0
  ) {
    (self.targets, classes, self.labelSmoothing) = (targets, space.outputs, labelSmoothing)
    scaled = space.scaled(targets.numbers)
    self.classWeights =
      switch targets.values {
      case .labels(let ids): classWeights.weights(of: ids, classes: classes)
      case .stepLabels(let ids):
        classWeights.weights(of: ids.flatMap { $0 }, classes: classes)
      case .labelSets(let sets): classWeights.weights(of: sets, classes: classes)
      case .numbers: nil
      }
  }

  /// The mean loss of some cases, to train with, and the same without label smoothing, to report.
  ///
  /// - Parameters:
  ///   - outputs: [B, K] in the order of the cases; of a label a step [T, B, K], of which what comes
  ///     after a case's last step does not count.
  ///   - cases: the indices of the cases, [B].
  public func callAsFunction(
    of outputs: Variable<Float>, for cases: some RandomAccessCollection<Int>
  ) -> (loss: Variable<Float>, plain: Float) {
    switch targets.values {
    case .labels(let ids): labelLoss(outputs, cases.map { Int32(ids[$0]) })
    case .stepLabels(let ids): labelLoss(outputs, stepTargets(cases.map { ids[$0] }, outputs.shape))
    case .labelSets(let sets): setLoss(outputs, cases.map { sets[$0] })
    case .numbers: numberLoss(outputs, cases.map { scaled[$0] })
    }
  }

  private func labelLoss(
    _ logits: Variable<Float>, _ targets: [Int32]
  ) -> (loss: Variable<Float>, plain: Float) {
    guard let classWeights else {
      return logits.crossEntropy(targets, labelSmoothing: labelSmoothing)
    }
    let loss = logits.crossEntropy(targets, classWeights: classWeights)
    return (loss, loss.scalar)
  }

  /// The targets of [T, B] rows, time-major; −1, which counts nowhere, after a case's end.
  private func stepTargets(_ ids: [[Int]], _ shape: Shape) -> [Int32] {
    precondition(
      shape.rank == 3 && shape[1] == ids.count && ids.allSatisfy { $0.count <= shape[0] },
      "outputs \(shape) for the steps of \(ids.count) cases: expected [T, B, K]")
    var result = [Int32](repeating: -1, count: shape[0] * ids.count)
    for (row, steps) in ids.enumerated() {
      for (time, id) in steps.enumerated() { result[time * ids.count + row] = Int32(id) }
    }
    return result
  }

  private func setLoss(
    _ logits: Variable<Float>, _ sets: [[Int]]
  ) -> (loss: Variable<Float>, plain: Float) {
    var targets = [Float](repeating: 0, count: sets.count * classes)
    for (row, set) in sets.enumerated() {
      for label in set { targets[row * classes + label] = 1 }
    }
    let loss = logits.sigmoidCrossEntropy(targets, positiveWeights: classWeights)
    return (loss, loss.scalar)
  }

  private func numberLoss(
    _ outputs: Variable<Float>, _ numbers: [Float]
  ) -> (loss: Variable<Float>, plain: Float) {
    let targets = Tensor(numbers, shape: [numbers.count, 1])
    let loss = outputs.meanSquaredError(outputs.tape.constant(targets))
    return (loss, loss.scalar)
  }

  /// The share of some cases of a batch in the mean over the batch, of which each case, or each step,
  /// counts as much as its label's weight.
  public func share(
    of piece: some RandomAccessCollection<Int>, in batch: some RandomAccessCollection<Int>
  ) -> Float {
    func weight(_ cases: some Sequence<Int>, _ weight: (Int) -> Float) -> Float {
      cases.reduce(0) { $0 + weight($1) }
    }
    func share(_ each: (Int) -> Float) -> Float {
      let whole = weight(batch, each)
      return whole > 0 ? weight(piece, each) / whole : 0
    }
    switch (targets.values, classWeights) {
    case (.labels(let ids), let weights?): return share { weights[ids[$0]] }
    case (.stepLabels(let ids), let weights?):
      return share { weight(ids[$0]) { weights[$0] } }
    case (.stepLabels(let ids), nil): return share { Float(ids[$0].count) }
    default: return Float(piece.count) / Float(batch.count)
    }
  }
}

/// How much a label counts in the loss. Where a case may have several: how much a label that is there
/// counts beside one that is not, (N − n) / n for n of N cases with the label where balanced.
public enum ClassWeights: String, Sendable, Hashable, Codable, CaseIterable {
  /// Every case counts the same.
  case none
  /// A case counts N / (K · the number of cases with its label), so that all labels together count
  /// the same.
  case balanced
  /// The square root of that: halfway.
  case root

  /// How much the presence of each label counts beside its absence, [K]; nil where both count the
  /// same. With n of N cases having the label, balanced is (N − n) / n, which makes presence and
  /// absence count the same in all.
  func weights(of sets: [[Int]], classes: Int) -> [Float]? {
    guard self != .none, !sets.isEmpty else { return nil }
    var counts = [Int](repeating: 0, count: classes)
    for label in sets.joined() { counts[label] += 1 }
    return counts.map { count in
      guard count > 0, count < sets.count else { return 1 }
      let weight = Double(sets.count - count) / Double(count)
      return Float(self == .root ? weight.squareRoot() : weight)
    }
  }

  /// The weight of each class, [K]; nil where all count the same.
  func weights(of truth: [Int], classes: Int) -> [Float]? {
    guard self != .none, !truth.isEmpty else { return nil }
    var counts = [Int](repeating: 0, count: classes)
    for label in truth { counts[label] += 1 }
    return counts.map { count in
      guard count > 0 else { return 0 }
      let weight = Double(truth.count) / (Double(classes) * Double(count))
      return Float(self == .root ? weight.squareRoot() : weight)
    }
  }
}
