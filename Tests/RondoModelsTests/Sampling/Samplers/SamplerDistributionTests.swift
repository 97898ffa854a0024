import RondoEngine
import RondoNumerics
import Testing

@testable import RondoModels

/// Draws against the exact distribution of each sampler, alone, in several orders, and after a text.
struct SamplerDistributionTests {
  static let logits = SymbolChooserTests.logits
  static let text: [Int32] = [2, 6, 2, 3, 0, 1, 6]

  static func configuration(
    _ order: [SamplerName], _ change: (inout SamplingConfiguration) -> Void = { _ in }
  ) -> SamplingConfiguration {
    var configuration = SamplingConfiguration()
    (configuration.temperature, configuration.topK, configuration.topP) = (1.4, 6, 0.9)
    (configuration.minP, configuration.typical) = (0.02, 0.85)
    (configuration.repetitionPenalty, configuration.presencePenalty) = (1.3, 0.4)
    (configuration.frequencyPenalty, configuration.penaltyWindow) = (0.25, 5)
    (configuration.bias, configuration.order) = ([2: -1, 4: 1.5, 7: 2], order)
    change(&configuration)
    return configuration
  }

  static let cases: [SamplingConfiguration] =
    SamplerName.allCases.map { configuration([$0]) } + [
      configuration(SamplerName.defaultOrder),
      configuration([.penalties, .topK, .typical, .topP, .minP, .temperature]),
      configuration([.temperature, .bias, .topP, .penalties, .typical]),
      configuration([.temperature, .minP, .topP]) { $0.minP = 0.2 },
      configuration([.minP]) { $0.minP = 0.5 },
      configuration([.typical]) { $0.typical = 0.3 },
      configuration([.typical]) { $0.typical = 0.45 },
      configuration([.penalties]) { $0.penaltyWindow = 100 },
      configuration([.penalties]) {
        ($0.repetitionPenalty, $0.presencePenalty, $0.frequencyPenalty) = (0.7, -1, -0.5)
      },
      configuration([.bias]) { $0.bias = [2: -.infinity, 6: -.infinity] },
    ]

  /// The seed is fixed, so the outcome is, too; a right sampler would fail for one seed in a
  /// million.
  @Test(arguments: cases)
  func `draws follow the exact distribution`(configuration: SamplingConfiguration) {
    let exact = exactDistribution(Self.logits, configuration, after: Self.text)
    var counts = Self.logits.map { _ in 0 }
    for sample in 0..<8_000 {
      var chooser = SymbolChooser(configuration, sample: sample)
      chooser.read(Self.text)
      counts[chooser.next(Self.logits[...]) ?? 0] += 1
    }
    for (count, probability) in zip(counts, exact) where probability == 0 { #expect(count == 0) }
    let (value, limit) = chiSquare(counts, against: exact)
    #expect(value <= limit, "\(counts) \(exact)")
  }

  @Test func `the cases are not all alike`() {
    let all = Set(Self.cases.map { exactDistribution(Self.logits, $0, after: Self.text) })
    #expect(all.count == Self.cases.count)
  }

  /// The values by hand: softmax of ln 4, ln 3, ln 2, ln 1 is 0.4, 0.3, 0.2, 0.1, its entropy 1.28.
  @Test(arguments: [
    (SamplerName.minP, 0.5, [0, 1, 2]), (.minP, 0.51, [0, 1]), (.topP, 0.69, [0, 1]),
    (.topP, 0.71, [0, 1, 2]), (.typical, 0.2, [1]), (.typical, 0.4, [1, 2]),
    (.typical, 0.6, [0, 1, 2]),
  ])
  func `a filter keeps what it should`(name: SamplerName, value: Double, kept: [Int]) {
    let logits = [4.0, 3, 2, 1].map { Float(ReproducibleMath.log($0)) }
    var configuration = SamplingConfiguration()
    configuration.order = [name]
    (configuration.minP, configuration.topP, configuration.typical) = (value, value, value)
    var candidates = Candidates()
    candidates.load(logits[...])
    for var sampler in configuration.chain { sampler.apply(to: &candidates) }
    #expect(logits.indices.filter { candidates.logits[$0] > -.infinity } == kept)
  }
}
