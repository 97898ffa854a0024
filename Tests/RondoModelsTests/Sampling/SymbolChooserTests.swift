import RondoEngine
import TestSupport
import Testing

@testable import RondoModels

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
    var chooser = SymbolChooser(configuration, sample: sample)
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
    var chooser = SymbolChooser(Self.sampling(), sample: 0)
    let others: [Float] = [5, 0, 0]
    for place in 0..<50 {
      let isOther = place % 3 == 1
      let symbol = chooser.next(isOther ? others[...] : Self.logits[...])
      if !isOther { #expect(symbol == first[place], "draw \(place)") }
    }
  }
}
