public import RondoEngine

/// Generates symbols from a language model, several samples side by side.
///
///     let generator = SymbolGenerator(model, prompt: [7, 2], count: 3, configuration)
///     let ids = generator.next()  // one new id for each sample
///
/// Each sample has the bits that it has alone: it depends on the seed, its own number and the
/// prompt. Weights are prepared once; a step allocates nothing. Not `Sendable`.
public final class SymbolGenerator {
  private let stepper: RNNStepper<Float>
  private let output: PackedLinear<Float>
  private var logits: [Float]
  private var choosers: [SymbolChooser]
  private var ids: [Int32]
  private var hasPending = false

  /// Reads the prompt; the first call of `next` gives what follows it. The samples are numbered
  /// from `firstSample`.
  public init(
    _ model: LanguageModel<Float>, prompt: [Int32], count: Int = 1, firstSample: Int = 0,
    _ configuration: SamplingConfiguration = .init()
  ) {
    stepper = RNNStepper(model.rnn, embedding: model.embedding, batch: count)
    output = PackedLinear(model.output)
    logits = Array(repeating: 0, count: count * output.outputs)
    choosers = (0..<count).map { SymbolChooser(configuration, sample: firstSample + $0) }
    ids = Array(repeating: 0, count: count)
    guard !prompt.isEmpty else { return }
    let reader = stepper.fresh(batch: 1)
    for id in prompt { reader.advance([id]) }
    stepper.state = reader.state.repeating(row: 0, count: count)
  }

  /// The next id of each sample.
  public func next() -> [Int32] {
    if hasPending { stepper.advance(ids) }
    stepper.output(through: output, into: &logits)
    let size = output.outputs
    for k in ids.indices {
      ids[k] = Int32(choosers[k].next(logits[k * size..<(k + 1) * size]))
    }
    hasPending = true
    return ids
  }
}
