public import RondoData
public import RondoEngine
public import RondoEvaluation
public import RondoModels

/// Training task of a language model: truncated backpropagation through time (Williams & Peng 1990)
/// over parallel streams of a text, whose state is carried from chunk to chunk.
///
/// `Sendable`.
public struct LanguageModelTask: SavedTask {
  public typealias Model = LanguageModel<Float>
  public typealias State = RNNState<Float>
  public typealias Validation = ValidationText

  /// Streams of the text.
  public let streams: TextStreams
  /// Regularization.
  public let regularization: Regularization

  private let seed: UInt64
  private var lengths: ChunkLengths?
  private var positions = 0..<0  // of the prepared chunk, in each stream
  private var inputs: [Int32] = []
  private var targets: [Int32] = []
  private var resets: [Bool] = []

  /// Creates a task for a text; uses the settings of the configuration for text and loss.
  public init(_ streams: TextStreams, _ configuration: TrainingConfiguration = .init()) {
    self.streams = streams
    (regularization, seed) = (configuration.regularization, configuration.seed)
    guard configuration.randomLengths else { return }
    lengths = ChunkLengths(
      seed: seed, chunkCount: streams.chunkCount, streamLength: streams.streamLength)
  }

  public var stepsPerEpoch: Int { streams.chunkCount }

  public func initialState(of model: LanguageModel<Float>) -> RNNState<Float> {
    model.encoder.rnn.initialState(batch: streams.batch)
  }

  public mutating func prepare(step: Int) {
    let (epoch, index) = step.quotientAndRemainder(dividingBy: streams.chunkCount)
    positions = lengths?.positions(epoch: epoch, chunk: index) ?? streams.positions(index)
    streams.read(positions, into: &inputs, targets: &targets)
    resets = DocumentCuts.resets(before: inputs, border: streams.border)
  }

  /// Length of a chunk of random length relative to the mean, so that longer chunks count more.
  public var rateFactor: Double { lengths?.ratio(positions) ?? 1 }

  public var symbolCount: Int {
    streams.border == nil ? targets.count : targets.count { $0 >= 0 }
  }

  public var place: String {
    "symbols \(positions.lowerBound) to \(positions.upperBound) of each stream"
  }

  public func loss(
    of model: borrowing LanguageModel<Float>, at step: TrainingStep<RNNState<Float>>,
    on tape: Tape<Float>
  ) -> StepLoss<RNNState<Float>> {
    let isFirst = positions.lowerBound == 0
    let before = isFirst ? model.encoder.rnn.initialState(batch: streams.batch) : step.state
    let (loss, plain, after) = model.loss(
      of: inputs, predicting: targets, on: tape, from: before, resets: resets,
      regularization, dropout: regularization.dropout(seed: seed, step: step.step))
    // Tensors: backpropagation is truncated here.
    return StepLoss(loss, plain: plain, state: after.tensors)
  }
}

extension LanguageModelTask {
  /// Tensors of the recurrent state: `hidden_l0` … and, for an LSTM, `cell_l0` …, [B, H].
  public static func tensors(of state: RNNState<Float>) -> [(name: String, value: Tensor<Float>)] {
    state.namedTensors
  }

  public static func state(
    of architecture: LanguageModelArchitecture,
    tensor: (_ name: String, _ fits: (Shape) -> Bool) throws -> Tensor<Float>
  ) throws -> RNNState<Float> { try RNNState(of: architecture, tensor: tensor) }
}

/// Trainer of a language model.
public typealias LanguageModelTrainer = Trainer<LanguageModelTask>

extension Trainer where Task == LanguageModelTask {
  /// Creates a trainer for a text that has taken no step.
  public init(
    _ model: LanguageModel<Float>, on streams: TextStreams,
    _ configuration: TrainingConfiguration, totalSteps: Int, workers: Workers = .single
  ) {
    self.init(
      model, LanguageModelTask(streams, configuration), configuration, totalSteps: totalSteps,
      workers: workers)
  }

  /// Streams of the text.
  public var streams: TextStreams { task.streams }
}

extension ValidationText: ValidationData {
  public func measure(
    _ model: LanguageModel<Float>, batch: Int, on tape: Tape<Float>,
    unless isStopRequested: () -> Bool
  ) -> ValidationResult<LossUnits>? {
    struct Stop: Error {}
    func pause() throws(Stop) { if isStopRequested() { throw Stop() } }
    do throws(Stop) {
      return ValidationResult(
        try loss(of: model, streams: batch, on: tape, pausing: pause),
        details: WindowedLoss(
          windowed: try windowedNats(of: model, batch: batch, on: tape, pausing: pause)))
    } catch {
      return nil
    }
  }
}
