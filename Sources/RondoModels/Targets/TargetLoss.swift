public import RondoEngine

/// Training loss of targets: cross-entropy of labels, of cases or of time steps; binary
/// cross-entropy of label sets; mean squared error of scaled numbers.
///
///     let targets = Targets(labels: [0, 1, 1], of: ["neg", "pos"])
///     let loss = TargetLoss(targets, in: targets.space, classWeights: .balanced)
///     let logits = Tape<Float>().constant(Tensor(zeros: [2, 2]))  // [B, K]
///     let (value, plain) = loss(of: logits, for: [2, 0])
///
/// `Sendable`.
public struct TargetLoss: Sendable {
  /// Targets of all cases.
  public let targets: Targets

  private let classes: Int
  private let scaled: [Float]
  private let classWeights: [Float]?
  private let labelSmoothing: Double

  /// Creates the loss of targets.
  ///
  /// - Parameters:
  ///   - targets: Targets of all cases.
  ///   - space: Meaning of the model's outputs.
  ///   - classWeights: Weights of the labels in the loss.
  ///   - labelSmoothing: Probability mass spread evenly over all labels, in 0..<1; applies to
  ///     labels without class weights only.
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

  /// Mean loss of some cases: the loss to train with, and the plain loss without label smoothing,
  /// to report.
  ///
  /// - Parameters:
  ///   - outputs: [B, K] in the order of the cases, or [T, B, K] for labels of time steps, where
  ///     outputs after the end of a case are ignored.
  ///   - cases: Indices of the cases, [B].
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

  /// Targets of [T, B] rows, time-major; −1, which the loss ignores, after the end of a case.
  private func stepTargets(_ ids: [[Int]], _ shape: Shape) -> [Int32] {
    precondition(
      shape.rank == 3 && shape[1] == ids.count && ids.allSatisfy { $0.count <= shape[0] },
      "outputs \(shape) for the time steps of \(ids.count) cases: expected [T, B, K]")
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

  /// Fraction that some cases contribute to the mean over their batch, in which each case, or each
  /// time step, has the weight of its label.
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

/// Weights of the labels in the loss. For label sets: the weight of a label's presence relative to
/// its absence, (N − n) / n with `balanced`, if n of N cases have the label.
public enum ClassWeights: String, Sendable, Hashable, Codable, CaseIterable {
  /// Equal weights.
  case none
  /// Weight N / (K · n) for a label of n of N cases, so that all K labels have the same total
  /// weight.
  case balanced
  /// Square root of the balanced weight, a compromise.
  case root

  /// Weight of each label's presence relative to its absence, [K]; nil for equal weights.
  /// `balanced` gives presence and absence the same total weight.
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

  /// Weight of each class, [K]; nil for equal weights.
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
