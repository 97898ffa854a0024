public import RondoEngine
import RondoNumerics

/// Generates symbols from a model, several samples in a batch.
///
///     let (file, _) = try LanguageModelFile.load("checkpoints/pretrained/model.safetensors")
///     let generator = SymbolGenerator(file.model, prompt: [7, 2], count: 3)
///     let ids = generator.next()  // one new id for each sample
///
/// A chain may contain custom samplers:
///
///     let (file, _) = try LanguageModelFile.load("checkpoints/pretrained/model.safetensors")
///     let chain = SamplerChain([Temperature(0.8), TopP(0.95)], seed: 7)
///     let generator = SymbolGenerator(file.model, prompt: [7, 2], count: 3, chain)
///
/// A sample depends on the seed, its own index and the prompt alone: it has the same bits alone as
/// in a batch, and for any number of threads. Weights are packed once. Not `Sendable`.
public final class SymbolGenerator {
  private let stepper: any SymbolStepper
  private let workers: Workers
  /// V, number of symbols.
  private let columns: Int
  private var logits: [Float]
  private var choosers: [SymbolChooser]
  private var ids: [Int32]
  private var inputs: [Int32]
  private var hasEnded: [Bool]
  private var hasPending = false

  /// Creates a generator that reads the prompt, ids of 0...V; the first call of `next` returns the
  /// symbols after it. Samples have indices from `firstSample`.
  public convenience init(
    _ model: any NextSymbolModel, prompt: [Int32], count: Int = 1, firstSample: Int = 0,
    _ chain: SamplerChain, workers: Workers = .single
  ) {
    let choosers = (0..<count).map { sample in
      var chooser = SymbolChooser(chain, sample: firstSample + sample)
      chooser.read(prompt)
      return chooser
    }
    self.init(model, prompts: [prompt], choosers: [choosers], workers)
  }

  /// Creates a generator with built-in samplers.
  public convenience init(
    _ model: any NextSymbolModel, prompt: [Int32], count: Int = 1, firstSample: Int = 0,
    _ configuration: SamplingConfiguration = .init(), workers: Workers = .single
  ) {
    self.init(
      model, prompt: prompt, count: count, firstSample: firstSample, configuration.chain,
      workers: workers)
  }

  /// Creates a generator that reads the prompts in one batch and continues each with its choosers,
  /// which have already read the prompt; samples are in the order of the prompts.
  init(
    _ model: any NextSymbolModel, prompts: [[Int32]], choosers: [[SymbolChooser]],
    _ workers: Workers
  ) {
    self.choosers = choosers.flatMap { $0 }
    (columns, self.workers) = (model.symbolCount, workers)
    let count = self.choosers.count
    logits = Array(repeating: 0, count: count * columns)
    ids = Array(repeating: 0, count: count)
    (inputs, hasEnded) = (ids, Array(repeating: false, count: count))
    stepper = model.stepper(workers: workers)
    stepper.read(prompts, copies: choosers.map(\.count))
  }

  /// Draws one symbol for each sample. From the third call on it allocates no memory, provided that
  /// the model, samplers and limits do not and the ids of the last call are not kept.
  ///
  /// - Returns: The next id of each sample; −1 if samplers or limits exclude every symbol, and for
  ///   samples that have ended.
  public func next() -> [Int32] {
    if hasPending { stepper.advance(inputs) }
    stepper.writeLogits(into: &logits)
    choosers.withUnsafeMutableBufferPointer { choosers in
      ids.withUnsafeMutableBufferPointer { ids in
        workers.share(
          choosers.count, cost: 50 * columns,
          Draws(
            logits: logits, columns: columns, hasEnded: hasEnded, choosers: choosers, ids: ids))
      }
    }
    for k in ids.indices { inputs[k] = max(ids[k], 0) }
    hasPending = true
    return ids
  }

  /// Stops drawing for a sample.
  func end(_ sample: Int) { hasEnded[sample] = true }

  /// Log-probabilities from which the last id of a sample was drawn.
  func logProbabilities(of sample: Int) -> LogProbabilities {
    LogProbabilities(logits[sample * columns..<(sample + 1) * columns])
  }
}

/// Draws of several samples from their rows of logits.
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

/// Draws the symbols of one sample. Draw n of sample i depends on (seed, i, n), the logits and the
/// earlier symbols alone.
struct SymbolChooser {
  private let stream: RandomStream
  private var draws: UInt64 = 0
  private var rules: [any Sampler]
  private var candidates = Candidates()

  /// Creates a chooser; constraints come first, so that they hold whatever the samplers do.
  init(_ chain: SamplerChain, sample: Int, constraints: [any Sampler] = []) {
    stream = RandomStream(seed: chain.seed, purpose: .sampling, index: UInt64(sample))
    rules = constraints + chain.samplers
  }

  /// Reads the prompt, before the first draw.
  mutating func read(_ prompt: [Int32]) {
    for k in rules.indices { rules[k].read(prompt) }
  }

  /// Draws the next symbol from the logits [V]; nil if every symbol is excluded.
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

  /// Symbol whose interval of the cumulative distribution, in the order of ids, contains `uniform`.
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
