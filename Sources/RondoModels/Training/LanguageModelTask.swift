public import RondoEngine

/// Truncated backpropagation through time (Williams & Peng 1990) over parallel streams of a text,
/// whose state is carried from chunk to chunk.
///
/// `Sendable`.
public struct LanguageModelTask: TrainingTask {
  public typealias Model = LanguageModel<Float>
  public typealias State = RNNState<Float>
  public typealias Validation = ValidationText

  /// The text.
  public let streams: TextStreams

  private var index = 0  // of the chunk prepared
  private var inputs: [Int32] = []
  private var targets: [Int32] = []

  /// Training on a text.
  public init(_ streams: TextStreams) { self.streams = streams }

  public var stepsPerEpoch: Int { streams.chunkCount }

  public func initialState(of model: LanguageModel<Float>) -> RNNState<Float> {
    model.rnn.initialState(batch: streams.batch)
  }

  public mutating func prepare(step: Int) {
    index = step % streams.chunkCount
    streams.read(index, into: &inputs, targets: &targets)
  }

  public var symbolCount: Int { inputs.count }

  public var place: String {
    let first = index * streams.chunkLength
    return "symbols \(first) to \(first + inputs.count / streams.batch) of each stream"
  }

  public func loss(
    of model: borrowing LanguageModel<Float>, step: Int, from state: RNNState<Float>,
    on tape: Tape<Float>
  ) -> (loss: Variable<Float>, state: RNNState<Float>) {
    let before = index == 0 ? model.rnn.initialState(batch: streams.batch) : state
    let (logits, after) = model.logits(inputs, on: tape, from: before)
    return (logits.crossEntropy(targets), after)
  }
}

/// Trains a language model.
public typealias LanguageModelTrainer = Trainer<LanguageModelTask>

extension Trainer where Task == LanguageModelTask {
  /// A trainer on a text that has taken no step.
  public init(
    _ model: LanguageModel<Float>, on streams: TextStreams,
    _ configuration: TrainingConfiguration, totalSteps: Int, workers: Workers = .single
  ) {
    self.init(
      model, LanguageModelTask(streams), configuration, totalSteps: totalSteps, workers: workers)
  }

  /// The text.
  public var streams: TextStreams { task.streams }
}

extension ValidationText: ValidationData {
  public func measure(
    _ model: LanguageModel<Float>, batch: Int, on tape: Tape<Float>
  ) -> ValidationResult<LossUnits> {
    ValidationResult(
      score: loss(of: model, streams: batch, on: tape),
      windowed: windowedNats(of: model, batch: batch, on: tape))
  }
}
