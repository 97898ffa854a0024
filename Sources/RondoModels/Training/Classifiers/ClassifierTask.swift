public import RondoEngine

/// Training a classifier or a regression on whole cases, a batch a step.
///
/// `Sendable`.
public struct ClassifierTask<Model: ClassifierModel>: TrainingTask {
  public typealias State = NoState<ClassifierArchitecture>
  public typealias Validation = ClassifierValidation<Model>

  private let sequences: [SequenceInput]
  private let truth: [Int32]
  private let sets: [[Int]]
  private let classes: Int
  private let values: [Float]
  private let classWeights: [Float]?
  private let isMultiLabel: Bool
  private let regularization: Regularization
  private let order: CaseOrder
  private let isTransferred: Bool
  private let members: Int

  /// The most steps of a piece of a batch.
  var pieceSize = SequenceBatch.greatestSize

  private var epoch = -1
  private var batches: [[Int]] = []
  private var batch: [Int] = []
  private var pieces: [ArraySlice<Int>] = []

  /// Training on some cases.
  ///
  /// - Parameters:
  ///   - data: The cases, at least one.
  ///   - preparation: What makes numbers of them.
  ///   - settings: Class weights, batch size, seed, and whether a language model was begun with.
  public init(
    _ data: LabelledCases<Model.Preparation.Case>, _ preparation: Model.Preparation,
    _ settings: ClassifierSettings
  ) {
    sequences = data.cases.map(preparation.sequence)
    truth = data.truth.map(Int32.init)
    values = preparation.targets.scaled(data.values)
    (sets, classes, isMultiLabel) = (data.sets, data.labels.count, data.isMultiLabel)
    classWeights =
      isMultiLabel
      ? settings.classWeights.weights(of: data.sets, classes: classes)
      : settings.classWeights.weights(of: data.truth, classes: classes)
    regularization = settings.training.regularization
    members = settings.members.rawValue
    isTransferred = !settings.startedFrom.isEmpty
    order = CaseOrder(
      lengths: sequences.map(\.length), batch: settings.training.batchSize,
      seed: settings.restarted.seed)
  }

  public var stepsPerEpoch: Int { order.batchCount }

  public func initialState(of model: Model) -> State { State() }

  public mutating func prepare(step: Int) {
    let (epoch, index) = step.quotientAndRemainder(dividingBy: stepsPerEpoch)
    if epoch != self.epoch { (self.epoch, batches) = (epoch, order.batches(epoch: epoch)) }
    batch = batches[index]
    pieces = SequenceBatch.pieces(of: batch, within: pieceSize) { sequences[$0].length }
  }

  /// Of a classifier that began with a language model, those of `GradualUnfreezing`.
  public func rates(of model: Model, totalSteps: Int) -> ParameterRates? {
    guard isTransferred else { return nil }
    return GradualUnfreezing(stepsPerEpoch: stepsPerEpoch, totalSteps: totalSteps)
      .rates(of: model.ensemble)
  }

  public var symbolCount: Int { batch.reduce(0) { $0 + sequences[$1].length } }

  public var place: String {
    let first = batch.prefix(4).map { String($0 + 1) }.joined(separator: ", ")
    return "the training cases \(first)" + (batch.count > 4 ? " and \(batch.count - 4) more" : "")
  }

  /// A part is what one member of the ensemble says of one piece of the batch.
  public var partCount: Int { members * pieces.count }

  public func loss(
    part: Int, of model: borrowing Model, step: Int, from state: State, on tape: Tape<Float>
  ) -> (loss: Variable<Float>, plain: Float, state: State) {
    let (number, index) = part.quotientAndRemainder(dividingBy: members)
    let piece = pieces[number]
    let seed = SequenceEnsemble<Float>.seed(ofMember: part, order.seed)
    let (logits, outputs) = model.ensemble.members[index].forward(
      piece.map { sequences[$0] }, on: tape,
      dropout: regularization.dropout(seed: seed, step: step))
    let (loss, plain) = loss(of: logits, piece)
    let penalized =
      loss
      .addingActivationPenalty(regularization.activationPenalty, on: outputs)
      .addingTemporalPenalty(regularization.temporalPenalty, on: outputs)
    guard pieces.count > 1 else { return (penalized, plain / Float(members), state) }
    let share = share(of: piece)
    return (penalized * share, plain * share / Float(members), state)
  }

  /// How much a piece counts in the mean over the batch.
  private func share(of piece: ArraySlice<Int>) -> Float {
    guard let classWeights, !isMultiLabel else {
      return Float(piece.count) / Float(batch.count)
    }
    func weight(_ cases: some Sequence<Int>) -> Float {
      cases.reduce(0) { $0 + classWeights[Int(truth[$1])] }
    }
    let whole = weight(batch)
    return whole > 0 ? weight(piece) / whole : 0
  }

  /// The loss to train with, and the one to report.
  private func loss(
    of logits: Variable<Float>, _ cases: ArraySlice<Int>
  ) -> (loss: Variable<Float>, plain: Float) {
    if isMultiLabel {
      var targets = [Float](repeating: 0, count: cases.count * classes)
      for (row, index) in cases.enumerated() {
        for label in sets[index] { targets[row * classes + label] = 1 }
      }
      let loss = logits.sigmoidCrossEntropy(targets, positiveWeights: classWeights)
      return (loss, loss.scalar)
    }
    if truth.isEmpty {
      let targets = Tensor(cases.map { values[$0] }, shape: [cases.count, 1])
      let loss = logits.meanSquaredError(logits.tape.constant(targets))
      return (loss, loss.scalar)
    }
    let targets = cases.map { truth[$0] }
    guard let classWeights else {
      return logits.crossEntropy(targets, labelSmoothing: regularization.labelSmoothing)
    }
    let loss = logits.crossEntropy(targets, classWeights: classWeights)
    return (loss, loss.scalar)
  }
}

extension ClassifierTargets {
  /// Numbers as a network gives them.
  func scaled(_ numbers: [Double]) -> [Float] {
    guard case .values(let mean, let deviation) = self else { return [] }
    return numbers.map { Float(($0 - mean) / deviation) }
  }
}

extension ClassifierSettings.ClassWeights {
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
