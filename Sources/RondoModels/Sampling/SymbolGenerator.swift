public import RondoEngine
import RondoNumerics

/// Generates symbols from a model, several samples side by side.
///
///     let generator = SymbolGenerator(model, prompt: [7, 2], count: 3, configuration)
///     let ids = generator.next()  // one new id for each sample
///
/// Samplers of one's own go into a chain:
///
///     let chain = SamplerChain([Temperature(0.8), TopP(0.95)], seed: 7)
///     let generator = SymbolGenerator(model, prompt: [7, 2], count: 3, chain)
///
/// A sample depends on the seed, its own number and the prompt alone: it has the same bits alone as
/// among others, and for any number of threads. Weights are prepared once. Not `Sendable`.
public final class SymbolGenerator {
  private let stepper: any SymbolStepper
  private let workers: Workers
  /// V.
  private let columns: Int
  private var logits: [Float]
  private var choosers: [SymbolChooser]
  private var ids: [Int32]
  private var inputs: [Int32]
  private var hasEnded: [Bool]
  private var hasPending = false

  /// Reads the prompt, ids of 0...V; the first call of `next` gives what follows it. The samples are
  /// numbered from `firstSample`.
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

  /// The same with built-in samplers.
  public convenience init(
    _ model: any NextSymbolModel, prompt: [Int32], count: Int = 1, firstSample: Int = 0,
    _ configuration: SamplingConfiguration = .init(), workers: Workers = .single
  ) {
    self.init(
      model, prompt: prompt, count: count, firstSample: firstSample, configuration.chain,
      workers: workers)
  }

  /// Reads the prompts side by side and continues each with its choosers, which have read what they
  /// need: the samples of the first prompt come first.
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

  /// One time step, which from the third on allocates nothing if the model, the samplers and the
  /// limits do not and the last step's ids are not kept.
  ///
  /// - Returns: the next id of each sample; −1 where samplers or limits exclude every symbol, and for
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

  /// Draws nothing more for a sample.
  func end(_ sample: Int) { hasEnded[sample] = true }

  /// The model's probabilities from which the last id of a sample was drawn.
  func logProbabilities(of sample: Int) -> LogProbabilities {
    LogProbabilities(logits[sample * columns..<(sample + 1) * columns])
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

/// Draws the symbols of one sample. Draw n of sample i depends on (seed, i, n), the logits and the
/// symbols before it alone.
struct SymbolChooser {
  private let stream: RandomStream
  private var draws: UInt64 = 0
  private var rules: [any Sampler]
  private var candidates = Candidates()

  /// A chooser; the constraints come first and so hold whatever the samplers do.
  init(_ chain: SamplerChain, sample: Int, constraints: [any Sampler] = []) {
    stream = RandomStream(seed: chain.seed, purpose: .sampling, index: UInt64(sample))
    rules = constraints + chain.samplers
  }

  /// Takes the prompt, before the first draw.
  mutating func read(_ prompt: [Int32]) {
    for k in rules.indices { rules[k].read(prompt) }
  }

  /// The next symbol, given the logits [V]; nil if every symbol is excluded.
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

  /// The symbol in whose share of the cumulative probabilities, in the order of ids, `uniform`
  /// falls.
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
