public import RondoEngine

/// Generates symbols from a language model, several samples side by side.
///
///     let generator = SymbolGenerator(model, prompt: [7, 2], count: 3, configuration)
///     let ids = generator.next()  // one new id for each sample
///
/// Each sample has the bits that it has alone: it depends on the seed, its own number and the
/// prompt, whatever the number of threads. Weights are prepared once. Not `Sendable`.
public final class SymbolGenerator {
  private let stepper: RNNStepper<Float>
  private let output: PackedLinear<Float>
  private var logits: [Float]
  private var choosers: [SymbolChooser]
  private var ids: [Int32]
  private var inputs: [Int32]
  private var hasEnded: [Bool]
  private var hasPending = false

  /// Reads the prompt; the first call of `next` gives what follows it. The samples are numbered
  /// from `firstSample`.
  public convenience init(
    _ model: LanguageModel<Float>, prompt: [Int32], count: Int = 1, firstSample: Int = 0,
    _ configuration: SamplingConfiguration = .init(), workers: Workers = .single
  ) {
    let choosers = (0..<count).map { sample in
      var chooser = SymbolChooser(configuration, sample: firstSample + sample)
      chooser.read(prompt)
      return chooser
    }
    self.init(model, prompts: [prompt], choosers: [choosers], workers)
  }

  /// Reads the prompts side by side and goes on from each with its choosers, which have read what
  /// they need: first the samples of the first prompt.
  init(
    _ model: LanguageModel<Float>, prompts: [[Int32]], choosers: [[SymbolChooser]],
    _ workers: Workers
  ) {
    self.choosers = choosers.flatMap { $0 }
    let count = self.choosers.count
    stepper = RNNStepper(model.rnn, embedding: model.embedding, batch: count, workers: workers)
    output = PackedLinear(model.output)
    logits = Array(repeating: 0, count: count * output.outputs)
    ids = Array(repeating: 0, count: count)
    (inputs, hasEnded) = (ids, Array(repeating: false, count: count))
    let (rows, states) = stepper.states(after: prompts)
    stepper.state = RNNState(
      zip(rows, choosers).flatMap { Array(repeating: $0, count: $1.count) }, of: states)
  }

  /// One time step, which from the third on allocates nothing if no sampler or limit does and the
  /// last step's ids are not kept.
  ///
  /// - Returns: the next id of each sample; −1 where a bias of −∞ or a limit forbids every symbol,
  ///   and for samples that have ended.
  public func next() -> [Int32] {
    if hasPending { stepper.advance(inputs) }
    stepper.output(through: output, into: &logits)
    choosers.withUnsafeMutableBufferPointer { choosers in
      ids.withUnsafeMutableBufferPointer { ids in
        stepper.workers.share(
          choosers.count, cost: 50 * output.outputs,
          Draws(
            logits: logits, columns: output.outputs, hasEnded: hasEnded, choosers: choosers,
            ids: ids))
      }
    }
    for k in ids.indices { inputs[k] = max(ids[k], 0) }
    hasPending = true
    return ids
  }

  /// Draws nothing more for a sample.
  func end(_ sample: Int) { hasEnded[sample] = true }

  /// The model's probabilities from which the last id of a sample was drawn.
  func logProbabilities(of sample: Int) -> LogProbabilities { LogProbabilities(row(sample)) }

  private func row(_ sample: Int) -> ArraySlice<Float> {
    logits[sample * output.outputs..<(sample + 1) * output.outputs]
  }
}

/// The draws of some samples from their rows of logits.
private struct Draws: RangeWork {
  let logits: [Float]
  let columns: Int
  let hasEnded: [Bool]
  let choosers: UnsafeMutableBufferPointer<SymbolChooser>
  let ids: UnsafeMutableBufferPointer<Int32>

  func run(_ samples: Range<Int>) {
    for k in samples {
      let row = logits[k * columns..<(k + 1) * columns]
      ids[k] = hasEnded[k] ? -1 : choosers[k].next(row).map { Int32($0) } ?? -1
    }
  }
}
