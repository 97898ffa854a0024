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

/// Chooses symbols for one sample: draw n of sample i depends on (seed, i, n), the logits and what
/// was drawn before alone.
struct SymbolChooser {
  private let stream: RandomStream
  private var draws: UInt64 = 0
  private var rules: [any Sampler]
  private var candidates = Candidates()

  /// A chooser; the constraints hold whatever the samplers do, because they come first.
  init(
    _ configuration: SamplingConfiguration, sample: Int, constraints: [any Sampler] = []
  ) {
    stream = RandomStream(seed: configuration.seed, purpose: .sampling, index: UInt64(sample))
    rules = constraints + configuration.chain
  }

  /// Takes the prompt, before the first draw.
  mutating func read(_ prompt: [Int32]) {
    for k in rules.indices { rules[k].read(prompt) }
  }

  /// The next symbol, given its logits; nil where every symbol is excluded,
  /// which constraints and biases of −∞ can do.
  mutating func next(_ logits: ArraySlice<Float>) -> Int? {
    candidates.load(logits)
    for k in rules.indices { rules[k].apply(to: &candidates) }
    guard !candidates.isEmpty else { return nil }
    candidates.normalize()
    let symbol = draw(stream.uniform(at: draws))
    draws += 1
    for k in rules.indices { rules[k].take(Int32(symbol)) }
    return symbol
  }

  /// The symbol in whose share of the probabilities, in the order of ids, the number falls.
  private func draw(_ uniform: Double) -> Int {
    let probabilities = candidates.probabilities
    let total = probabilities.reduce(0.0) { $0 + Double($1) }
    var (sum, last) = (0.0, 0)
    for (symbol, probability) in probabilities.enumerated() where probability > 0 {
      sum += Double(probability)
      if sum > uniform * total { return symbol }
      last = symbol
    }
    return last
  }
}
