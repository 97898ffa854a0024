public import RondoEngine
public import RondoModels

/// Training task of a classifier or a regression on whole cases, one batch per step.
///
/// `Sendable`.
public struct ClassifierTask<Model: ClassifierModel>: SavedTask {
  public typealias Validation = ClassifierValidation<Model>

  private let sequences: [SequenceInput]
  private let targetLoss: TargetLoss
  private let regularization: Regularization
  private var order: CaseOrder
  private let isTransferred: Bool
  private var members: Int
  private let architecture: ClassifierArchitecture

  /// Largest number of time steps of a piece of a batch.
  var pieceSize = SequenceBatch.greatestSize

  private var epoch = -1
  private var batches: [[Int]] = []
  private var batch: [Int] = []
  private var pieces: [ArraySlice<Int>] = []

  /// Creates a task.
  ///
  /// - Parameters:
  ///   - data: The training cases, at least one.
  ///   - preparation: The preparation of the cases.
  ///   - settings: Class weights, batch size, seed, and whether training starts from a language
  ///     model.
  public init(
    _ data: LabelledCases<Model.Preparation.Case>, _ preparation: Model.Preparation,
    _ settings: ClassifierSettings
  ) {
    sequences = data.cases.map(preparation.sequence)
    regularization = settings.training.regularization
    targetLoss = TargetLoss(
      data.targets, in: preparation.targets, classWeights: settings.classWeights,
      labelSmoothing: regularization.labelSmoothing)
    members = settings.architecture.members.rawValue
    isTransferred = !settings.startedFrom.isEmpty
    architecture = preparation.completed(
      settings.architecture(preparation.input, outputs: preparation.targets.outputs))
    order = CaseOrder(
      lengths: sequences.map(\.length), batch: settings.training.batchSize,
      seed: settings.restarted.seed)
  }

  /// Fits the initial parameters of convolutions to the training cases.
  func adapt(_ ensemble: inout SequenceEnsemble<Float>, seed: UInt64) {
    for index in ensemble.members.indices {
      ensemble.members[index].convolution?.adapt(
        to: sequences, seed: SequenceEnsemble<Float>.seed(ofMember: index, seed))
    }
  }

  /// The same task with the seed and the number of members of other settings; the cases are not
  /// converted again.
  func restarted(_ settings: ClassifierSettings) -> ClassifierTask {
    var result = self
    result.members = settings.architecture.members.rawValue
    result.order = CaseOrder(
      lengths: order.lengths, batch: order.batch, seed: settings.restarted.seed)
    result.epoch = -1
    return result
  }

  public var stepsPerEpoch: Int { order.batchCount }

  public mutating func prepare(step: Int) {
    let (epoch, index) = step.quotientAndRemainder(dividingBy: stepsPerEpoch)
    if epoch != self.epoch { (self.epoch, batches) = (epoch, order.batches(epoch: epoch)) }
    batch = batches[index]
    pieces = SequenceBatch.pieces(of: batch, within: pieceSize) {
      architecture.extent(of: sequences[$0])
    }
  }

  /// Learning rates of `GradualUnfreezing` if training starts from a language model; otherwise those
  /// that keep weight decay from the weights of other methods, if there are any.
  public func rates(of model: Model, totalSteps: Int) -> ParameterRates? {
    guard isTransferred else {
      guard model.ensemble.opinionWeights != nil, regularization.weightDecay > 0 else { return nil }
      return ParameterRates(model.ensemble.layout) { name in
        name == "opinions.weight" ? .init(firstStep: .max) : .full
      }
    }
    return GradualUnfreezing(stepsPerEpoch: stepsPerEpoch, totalSteps: totalSteps)
      .rates(of: model.ensemble)
  }

  public var symbolCount: Int { batch.reduce(0) { $0 + sequences[$1].length } }

  public var place: String {
    let first = batch.prefix(4).map { String($0 + 1) }.joined(separator: ", ")
    return "the training cases \(first)" + (batch.count > 4 ? " and \(batch.count - 4) more" : "")
  }

  /// Number of parts of a step: one for each member of the ensemble and piece of the batch.
  public var partCount: Int { members * pieces.count }

  /// Number of members, whose parameters are separate.
  public var partGroupCount: Int { members }

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

/// Learning rates of a classifier that starts from a language model (Howard & Ruder 2018,
/// "Universal Language Model Fine-tuning for Text Classification", section 3.3): first only new
/// parameters are trained, then one more layer in each epoch, from the last to the first. Each
/// layer has a lower rate than the one above it, so that the knowledge of the language model is not
/// lost at once.
///
/// Stages are shorter in a short run: at least half of its steps train all parameters.
struct GradualUnfreezing {
  /// Quotient of the learning rates of a layer and the one below it (section 3.2 of the paper).
  static let ratio = 2.6

  /// Largest number of steps of a stage.
  let stepsPerEpoch: Int
  /// Number of steps of the run.
  let totalSteps: Int

  /// Learning rates of a classifier's parameters.
  func rates(of ensemble: SequenceEnsemble<Float>) -> ParameterRates {
    let (layout, layers) = (ensemble.layout, ensemble.architecture.layers)
    let depths = layout.entries.map { depth(of: $0.name, layers: layers) }
    let stage = min(stepsPerEpoch, totalSteps / (2 * max(depths.max() ?? 1, 1)))
    return ParameterRates(layout) { name in
      let depth = depth(of: name, layers: layers)
      let factor = (0..<depth).reduce(1.0) { factor, _ in factor / Self.ratio }
      return .init(factor: factor, firstStep: depth * stage)
    }
  }

  /// Number of layers above a parameter; 0 for readout and output, which are new.
  private func depth(of name: String, layers: Int) -> Int {
    let name = SequenceEnsemble<Float>.nameInMember(name)
    if name.hasPrefix("embedding.") { return layers + 1 }
    guard name.hasPrefix("rnn.") else { return 0 }
    let numbers = name.split(separator: "_").compactMap { part in
      part.first == "l" ? Int(part.dropFirst()) : nil
    }
    return layers - (numbers.last ?? 0)
  }
}
