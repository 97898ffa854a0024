public import RondoEngine

/// Training a classifier or a regression on whole cases, a batch a step.
///
/// `Sendable`.
public struct ClassifierTask<Model: ClassifierModel>: SavedTask {
  public typealias Validation = ClassifierValidation<Model>

  private let sequences: [SequenceInput]
  private let targetLoss: TargetLoss
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
    regularization = settings.training.regularization
    targetLoss = TargetLoss(
      data.targets, in: preparation.targets, classWeights: settings.classWeights,
      labelSmoothing: regularization.labelSmoothing)
    members = settings.members.rawValue
    isTransferred = !settings.startedFrom.isEmpty
    order = CaseOrder(
      lengths: sequences.map(\.length), batch: settings.training.batchSize,
      seed: settings.restarted.seed)
  }

  public var stepsPerEpoch: Int { order.batchCount }

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
    of model: borrowing Model, at step: TrainingStep<NoState>, on tape: Tape<Float>
  ) -> StepLoss<NoState> {
    let (number, index) = step.part.quotientAndRemainder(dividingBy: members)
    let piece = pieces[number]
    let seed = SequenceEnsemble<Float>.seed(ofMember: step.part, order.seed)
    let (logits, outputs) = model.ensemble.members[index].forward(
      piece.map { sequences[$0] }, on: tape,
      dropout: regularization.dropout(seed: seed, step: step.step))
    let (loss, plain) = targetLoss(of: logits, for: piece)
    let penalized =
      loss
      .addingActivationPenalty(regularization.activationPenalty, on: outputs)
      .addingTemporalPenalty(regularization.temporalPenalty, on: outputs)
    guard pieces.count > 1 else { return StepLoss(penalized, plain: plain / Float(members)) }
    let share = targetLoss.share(of: piece, in: batch)
    return StepLoss(penalized * share, plain: plain * share / Float(members))
  }
}
