public import RondoData
public import RondoEngine
public import RondoModels

/// Training task of a tagger on whole sentences, one batch per step.
///
/// `Sendable`.
public struct TaggerTask: SavedTask {
  public typealias Model = Tagger
  public typealias Validation = TaggerValidation

  private let sequences: [SequenceInput]
  private let targets: [[Int]]
  private let loss: TargetLoss
  private let regularization: Regularization
  private let order: CaseOrder
  private let members: Int

  private var epoch = -1
  private var batches: [[Int]] = []
  private var batch: [Int] = []
  private var pieces: [ArraySlice<Int>] = []

  /// Creates a task.
  ///
  /// - Parameters:
  ///   - sentences: Training sentences, at least one, whose tags the preparation knows.
  ///   - preparation: Preparation of the sentences.
  ///   - settings: Batch size, seed, number of networks and regularization.
  public init(
    _ sentences: [TaggedSentence], _ preparation: TaggerPreparation, _ settings: TaggerSettings
  ) {
    sequences = sentences.map { preparation.sequence(of: $0.tokens) }
    targets = sentences.map { preparation.ids(of: $0.tags).map { $0 ?? 0 } }
    regularization = settings.training.regularization
    let labels = preparation.tags.map { ClassLabel($0) }
    loss = TargetLoss(
      Targets(stepLabels: targets, of: labels), in: .labels(labels),
      labelSmoothing: regularization.labelSmoothing)
    members = settings.architecture.members.rawValue
    order = CaseOrder(
      lengths: sequences.map(\.length), batch: settings.training.batchSize,
      seed: settings.training.seed)
  }

  public var stepsPerEpoch: Int { order.batchCount }

  public mutating func prepare(step: Int) {
    let (epoch, index) = step.quotientAndRemainder(dividingBy: stepsPerEpoch)
    if epoch != self.epoch { (self.epoch, batches) = (epoch, order.batches(epoch: epoch)) }
    batch = batches[index]
    pieces = SequenceBatch.pieces(of: batch, within: SequenceBatch.greatestSize) {
      sequences[$0].length
    }
  }

  public var symbolCount: Int { batch.reduce(0) { $0 + sequences[$1].length } }

  public var place: String {
    let first = batch.prefix(4).map { String($0 + 1) }.joined(separator: ", ")
    return "the training sentences \(first)"
      + (batch.count > 4 ? " and \(batch.count - 4) more" : "")
  }

  /// Number of parts of a step: one for each network and piece of the batch.
  public var partCount: Int { members * pieces.count }

  /// Number of networks, whose parameters are separate.
  public var partGroupCount: Int { members }

  public func loss(
    of model: borrowing Tagger, at step: TrainingStep<NoState>, on tape: Tape<Float>
  ) -> StepLoss<NoState> {
    let (number, index) = step.part.quotientAndRemainder(dividingBy: members)
    let piece = pieces[number]
    let network = model.members[index]
    let emissions = network.emissions(
      piece.map { sequences[$0] }, on: tape,
      dropout: regularization.dropout(seed: order.seed.ofMember(step.part), step: step.step))
    let (found, plain) = loss(of: emissions, for: piece, network.chain)
    guard pieces.count > 1 else { return StepLoss(found, plain: plain / Float(members)) }
    let share = loss.share(of: piece, in: batch)
    return StepLoss(found * share, plain: plain * share / Float(members))
  }

  private func loss(
    of emissions: Variable<Float>, for piece: ArraySlice<Int>, _ chain: LinearChain<Float>?
  ) -> (loss: Variable<Float>, plain: Float) {
    guard let chain else { return loss(of: emissions, for: piece) }
    var ids = [Int32](repeating: 0, count: emissions.shape[0] * piece.count)
    for (row, index) in piece.enumerated() {
      for (time, id) in targets[index].enumerated() { ids[time * piece.count + row] = Int32(id) }
    }
    let found = chain.loss(
      of: emissions, targets: ids, lengths: piece.map { sequences[$0].length })
    return (found, found.scalar)
  }
}
