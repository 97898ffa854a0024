public import RondoEngine

/// Trains a language model by truncated backpropagation through time (Williams & Peng 1990) over
/// parallel streams of a text, whose state is carried from chunk to chunk.
///
///     var trainer = LanguageModelTrainer(model, on: streams, .init(), totalSteps: 5000)
///     while trainer.step < 5000 { try trainer.advance() }
///
/// It is sugar over a loop of: chunk, `tape.gradient`, `clipped`, `optimizer.update`. Same
/// arguments, same bits, for every number of threads. Not `Sendable`.
public struct LanguageModelTrainer {
  /// The model as trained so far.
  public private(set) var model: LanguageModel<Float>
  /// The text.
  public let streams: TextStreams
  /// The settings.
  public let configuration: TrainingConfiguration
  /// The step at which the schedule ends.
  public let totalSteps: Int
  /// What the rule of the optimizer remembers.
  public private(set) var optimizer: Optimizer<Float>
  /// The recurrent state after the last step.
  public private(set) var state: RNNState<Float>
  let tape: Tape<Float>
  private var chunk: (inputs: [Int32], targets: [Int32]) = ([], [])  // of the present step

  /// A trainer that has taken no step.
  public init(
    _ model: LanguageModel<Float>, on streams: TextStreams,
    _ configuration: TrainingConfiguration, totalSteps: Int, workers: Workers = .single
  ) {
    self.model = model
    self.streams = streams
    self.configuration = configuration
    self.totalSteps = totalSteps
    optimizer = Optimizer(configuration.optimizer.rule, learningRate: configuration.learningRate)
    state = model.rnn.initialState(batch: streams.batch)
    tape = Tape(workers: workers)
  }

  /// The threads in use.
  public var workers: Workers { tape.workers }

  /// The number of steps taken.
  public var step: Int { optimizer.steps }

  /// The number of steps taken, in epochs.
  public var epoch: Double { Double(step) / Double(streams.chunkCount) }

  /// What a step found.
  public struct StepResult: Sendable {
    /// The mean loss in nats per symbol.
    public let loss: Double
    /// The norm of the gradient before clipping.
    public let gradientNorm: Double
    /// The learning rate.
    public let learningRate: Double
    /// The number of symbols predicted.
    public let symbols: Int
  }

  /// Continues from a state saved earlier.
  public mutating func restore(
    model: LanguageModel<Float>, optimizerSlots: [Tensor<Float>], steps: Int,
    state: RNNState<Float>
  ) {
    (self.model, self.state) = (model, state)
    optimizer.restore(steps: steps, slots: optimizerSlots)
  }

  /// Whether all weights, and all that the optimizer remembers, are finite numbers. After a step
  /// whose update was too large they are not, though its loss was.
  public var isFinite: Bool {
    model.parameters.allSatisfy { $1.isFinite } && optimizer.state.allSatisfy { $1.isFinite }
  }

  /// One training step on the next chunk.
  ///
  /// - Throws: `DivergenceError` where the loss or the gradient is not finite; nothing has changed
  ///   then.
  public mutating func advance() throws(DivergenceError) -> StepResult {
    let index = step % streams.chunkCount
    streams.read(index, into: &chunk.inputs, targets: &chunk.targets)
    let (inputs, targets) = chunk
    let before = index == 0 ? model.rnn.initialState(batch: streams.batch) : state
    var after = before
    let tape = tape
    let (loss, gradients) = tape.gradient(of: &model) { model in
      let (logits, next) = model.logits(inputs, on: tape, from: before)
      after = next
      return logits.crossEntropy(targets)
    }
    let norm = gradients.norm
    guard loss.isFinite, norm.isFinite else {
      let first = index * streams.chunkLength
      throw DivergenceError(
        divergence: Divergence(
          quantity: loss.isFinite ? "gradient" : "loss", step: step + 1, loss: Double(loss),
          gradientNorm: norm, symbols: first..<first + inputs.count / streams.batch))
    }
    optimizer.learningRate =
      configuration.learningRate * configuration.schedule.factor(step: step, of: totalSteps)
    let clip = configuration.clipNorm
    optimizer.update(&model, along: norm > clip ? gradients.scaled(by: clip / norm) : gradients)
    state = after
    return StepResult(
      loss: Double(loss), gradientNorm: norm, learningRate: optimizer.learningRate,
      symbols: inputs.count)
  }
}

extension Tensor<Float> {
  fileprivate var isFinite: Bool {
    withUnsafeBuffer { numbers in
      for number in numbers where !number.isFinite { return false }
      return true
    }
  }
}

/// A training step whose loss or gradient is not finite.
public struct DivergenceError: Error, Sendable, Hashable {
  /// What was not finite, where and when.
  public let divergence: Divergence

  /// An error for a divergence.
  public init(divergence: Divergence) { self.divergence = divergence }
}

extension DivergenceError: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    let d = divergence
    return "the \(d.quantity) of step \(d.step) is not finite (loss \(d.loss), gradient norm "
      + "\(d.gradientNorm)), on symbols \(d.symbols.lowerBound) to \(d.symbols.upperBound) of "
      + "each stream: try a lower --learning-rate or --clip-norm"
  }
}
