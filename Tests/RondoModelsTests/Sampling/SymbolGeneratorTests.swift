import RondoEngine
import TestSupport
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

struct SymbolGeneratorTests {
  static let model = LanguageModel<Float>.drawn(vocabulary: 6, layers: 2, size: 1.5)
  static let configuration = SymbolChooserTests.sampling(0.9, topK: 5, topP: 0.95, seed: 7)
  static let prompts: [[Int32]] = [[], [3], [6], [0, 5, 6, 6, 1, 2]]

  /// Each symbol from the logits of the whole text so far, read anew on a tape.
  private func plainly(
    _ model: LanguageModel<Float>, _ prompt: [Int32], count: Int, sample: Int
  ) -> [Int32] {
    var (text, chooser) = (prompt, SymbolChooser(Self.configuration.chain, sample: sample))
    for _ in 0..<count {
      let logits: [Float] =
        text.isEmpty
        ? model.output.bias.scalars
        : Tape<Float>().logits(of: model, after: text)
      text.append(Int32(chooser.next(logits[...]) ?? -1))
    }
    return Array(text.dropFirst(prompt.count))
  }

  /// So many samples of so many symbols that products and draws are really shared.
  @Test(arguments: [2, 3])
  func `samples do not depend on the number of threads`(threads: Int) {
    let model = LanguageModel<Float>.drawn(vocabulary: 70, layers: 1, size: 1.5)
    func drawn(_ workers: Workers) -> [[Int32]] {
      samples(
        SymbolGenerator(model, prompt: [3], count: 150, Self.configuration, workers: workers),
        count: 3)
    }
    #expect(drawn(Workers(threads: threads)) == drawn(.single))
  }

  private func samples(_ generator: SymbolGenerator, count: Int) -> [[Int32]] {
    let steps = (0..<count).map { _ in generator.next() }
    return steps[0].indices.map { sample in steps.map { $0[sample] } }
  }

  @Test(arguments: prompts)
  func `each symbol is drawn from the model's logits after all before it`(prompt: [Int32]) {
    let generator = SymbolGenerator(
      Self.model, prompt: prompt, count: 3, Self.configuration)
    let expected = (0..<3).map { plainly(Self.model, prompt, count: 12, sample: $0) }
    #expect(samples(generator, count: 12) == expected)
    #expect(Set(expected).count == 3, "samples differ")
  }

  @Test(arguments: ArchitectureVariant.all)
  func `the same holds whatever the model is made of`(variant: ArchitectureVariant) {
    let model = LanguageModel<Float>.drawn(variant.architecture(vocabulary: 6), size: 1.5)
    for prompt in Self.prompts {
      let generator = SymbolGenerator(model, prompt: prompt, count: 2, Self.configuration)
      let expected = (0..<2).map { plainly(model, prompt, count: 8, sample: $0) }
      #expect(samples(generator, count: 8) == expected, "prompt \(prompt)")
    }
  }

  @Test(arguments: prompts)
  func `a sample is the same alone and in a batch of any size`(prompt: [Int32]) {
    func samples(_ count: Int, from first: Int = 0) -> [[Int32]] {
      self.samples(
        SymbolGenerator(
          Self.model, prompt: prompt, count: count, firstSample: first, Self.configuration),
        count: 30)
    }
    let all = samples(17)
    for count in [1, 2, 3, 8, 16] { #expect(samples(count) == Array(all[..<count])) }
    for sample in [0, 4, 16] { #expect(samples(1, from: sample) == [all[sample]]) }
    #expect(samples(5, from: 3) == Array(all[3..<8]))
  }

  @Test func `an unknown symbol is never drawn`() {
    let generator = SymbolGenerator(
      Self.model, prompt: [6], count: 20, SymbolChooserTests.sampling(100))
    let drawn = Set(samples(generator, count: 50).joined())
    #expect(drawn == Set(0..<6))
  }
}

extension Tape<Float> {
  /// The logits after the last symbol of a text read from the state of zeros.
  fileprivate func logits(of model: LanguageModel<Float>, after text: [Int32]) -> [Float] {
    withoutGradients {
      let state = model.encoder.rnn.initialState(batch: 1)
      let (logits, _) = model.logits(text, on: self, from: state)
      return logits.value.scalars.suffix(model.architecture.vocabularySize)
    }
  }
}

struct SymbolChooserTests {
  /// The most probable symbol is neither the first nor the last; two are equally probable.
  static let logits: [Float] = [0.3, -1.2, 2.1, 0.9, -0.4, 0.9, 1.7, -2.5]

  static let configurations: [SamplingConfiguration] = [
    sampling(), sampling(0.5), sampling(3), sampling(topK: 3), sampling(topK: 4, topP: 0.7),
    sampling(topP: 0.5), sampling(topP: 0.9), sampling(0.7, topK: 6, topP: 0.95),
    sampling(topK: 1), sampling(topP: 1e-9),
  ]

  static func sampling(
    _ temperature: Double = 1, topK: Int? = nil, topP: Double? = nil, seed: UInt64 = 1
  ) -> SamplingConfiguration {
    var configuration = SamplingConfiguration()
    (configuration.temperature, configuration.seed) = (temperature, seed)
    (configuration.topK, configuration.topP) = (topK, topP)
    return configuration
  }

  private func draws(
    _ count: Int, _ configuration: SamplingConfiguration, _ logits: [Float] = logits,
    sample: Int = 0
  ) -> [Int] {
    var chooser = SymbolChooser(configuration.chain, sample: sample)
    return (0..<count).map { _ in chooser.next(logits[...]) ?? -1 }
  }

  /// The seed is fixed, so the outcome is, too; a right sampler would fail for one seed in a
  /// million, and one whose probabilities are 5 % off for nearly every seed.
  @Test(arguments: configurations)
  func `draws follow the exact distribution, and never what is excluded`(
    configuration: SamplingConfiguration
  ) {
    let exact = exactDistribution(Self.logits, configuration)
    var counts = Self.logits.map { _ in 0 }
    for symbol in draws(20_000, configuration) { counts[symbol] += 1 }
    for (count, probability) in zip(counts, exact) where probability == 0 { #expect(count == 0) }
    let (value, limit) = chiSquare(counts, against: exact)
    #expect(value <= limit, "\(counts)")
  }

  @Test(arguments: UInt64(0)..<20)
  func `no temperature and a choice of one are the most probable symbol, the first of several`(
    seed: UInt64
  ) throws {
    // Five values for eight symbols, so that ties are frequent.
    let logits = drawnIDs(8, below: 5, seed: seed).map { Float($0) / 2 }
    let greedy = try #require(logits.firstIndex(of: logits.max() ?? 0))
    for configuration in [
      Self.sampling(0), Self.sampling(topK: 1), Self.sampling(topP: 1e-9),
      Self.sampling(0.1, topK: 1, topP: 0.5), Self.sampling(0, topK: 5),
      Self.sampling(1e-300), Self.sampling(.leastNonzeroMagnitude, topP: 0.9),
    ] {
      #expect(draws(3, configuration, logits) == [greedy, greedy, greedy], "\(configuration)")
    }
  }

  @Test(arguments: [0.3, 1, 20], UInt64(0)..<3)
  func `a sum of 1 and a choice of all change no draw`(temperature: Double, seed: UInt64) {
    let plain = draws(500, Self.sampling(temperature, seed: seed))
    for (topK, topP) in [(nil, 1), (8, nil), (8, 1), (100, 1)] as [(Int?, Double?)] {
      let configuration = Self.sampling(temperature, topK: topK, topP: topP, seed: seed)
      #expect(draws(500, configuration) == plain)
    }
  }

  @Test(arguments: [(2, [1, 3]), (3, [1, 3, 4])])
  func `of equally probable symbols those with lower ids are kept`(count: Int, kept: [Int]) {
    let logits: [Float] = [-1, 2, -1, 2, 2, 2]
    #expect(Set(draws(200, Self.sampling(topK: count), logits)) == Set(kept))
    let sum = Double(count) / 4 - 0.1
    #expect(Set(draws(200, Self.sampling(topP: sum), logits)) == Set(kept))
  }

  @Test(arguments: [1e-6, 1, 50])
  func `large logits do not overflow`(temperature: Double) {
    let logits: [Float] = [-3e31, 2.5e31, -1e31, 2.9e31]
    #expect(draws(20, Self.sampling(temperature), logits) == Array(repeating: 3, count: 20))
  }

  @Test func `a draw depends on seed, sample and place alone`() {
    let first = draws(50, Self.sampling())
    #expect(draws(50, Self.sampling()) == first)
    #expect(draws(50, Self.sampling(seed: 2)) != first)
    #expect(draws(50, Self.sampling(), sample: 1) != first)
    var chooser = SymbolChooser(Self.sampling().chain, sample: 0)
    let others: [Float] = [5, 0, 0]
    for place in 0..<50 {
      let isOther = place % 3 == 1
      let symbol = chooser.next(isOther ? others[...] : Self.logits[...])
      if !isOther { #expect(symbol == first[place], "draw \(place)") }
    }
  }
}
