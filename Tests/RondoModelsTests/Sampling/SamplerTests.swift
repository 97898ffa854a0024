import RondoEngine
import RondoNumerics
import Testing
@testable import RondoModels

/// What must hold exactly, for logits of any kind.
struct SamplerLawTests {
  /// Logits of 1 to 12 symbols: a third of them from few values, so that many are equal, a third
  /// nearly equal, and in two thirds some are −∞.
  static func logits(_ seed: UInt64) -> [Float] {
    let stream = RandomStream(seed: seed, purpose: .general)
    let count = 1 + stream.integer(below: 12, at: 0)
    var logits = (0..<count).map { k -> Float in
      let uniform = Float(stream.uniform(at: UInt64(k) + 1))
      switch seed % 3 {
      case 0: return (uniform * 4).rounded() - 2
      case 1: return uniform * 12 - 6
      default: return 3 + uniform * 1e-6
      }
    }
    for k in logits.indices.dropFirst() where seed % 9 < 6 && stream.bits(at: UInt64(k)) % 4 == 0 {
      logits[k] = -.infinity
    }
    return logits
  }

  /// The bits of the probabilities after the samplers.
  private func bits(_ logits: [Float], _ configuration: SamplingConfiguration) -> [UInt32] {
    var candidates = Candidates()
    candidates.load(logits[...])
    for var sampler in configuration.chain.samplers {
      sampler.read([0, 0, 0])
      sampler.apply(to: &candidates)
    }
    candidates.normalize()
    return candidates.probabilities.map(\.bitPattern)
  }

  private func draw(_ logits: [Float], _ configuration: SamplingConfiguration) -> Int? {
    var chooser = SymbolChooser(configuration.chain, sample: 0)
    chooser.read([0])
    return chooser.next(logits[...])
  }

  @Test(arguments: UInt64(0)..<60)
  func `values that change nothing give the bits of no sampler`(seed: UInt64) {
    let logits = Self.logits(seed)
    for temperature in [0.6, 1, 3] {
      var plain = SamplingConfiguration()
      (plain.temperature, plain.order) = (temperature, [.temperature])
      var idle = SamplingConfiguration()
      idle.temperature = temperature
      (idle.topK, idle.topP, idle.minP, idle.typical) = (logits.count, 1, 0, 1)
      (idle.repetitionPenalty, idle.presencePenalty, idle.frequencyPenalty) = (1, 0, 0)
      idle.bias = [0: 0]
      #expect(bits(logits, idle) == bits(logits, plain))
      idle.order = SamplerName.allCases.reversed()
      #expect(bits(logits, idle) == bits(logits, plain))
      if temperature == 1 {
        plain.order = []
        #expect(bits(logits, idle) == bits(logits, plain), "T = 1 divides by nothing")
      }
    }
  }

  @Test(arguments: UInt64(0)..<60)
  func `no temperature, a choice of one and tiny sums are the first of the most probable`(
    seed: UInt64
  ) {
    let logits = Self.logits(seed)
    let greedy = logits.firstIndex(of: logits.max() ?? 0)
    func check(_ change: (inout SamplingConfiguration) -> Void) {
      var configuration = SamplingConfiguration()
      configuration.seed = seed
      change(&configuration)
      #expect(draw(logits, configuration) == greedy, "\(logits) \(configuration)")
      configuration.order.reverse()
      #expect(draw(logits, configuration) == greedy, "\(logits) \(configuration)")
    }
    check { $0.temperature = 0 }
    check { $0.temperature = 1e-6 / 2 }
    check { $0.topK = 1 }
    check { $0.topP = 1e-12 }
    check { ($0.temperature, $0.topK) = (7.3, 1) }
    check { ($0.temperature, $0.topP, $0.minP) = (0, 0.5, 0.5) }
  }

  @Test(arguments: UInt64(0)..<60)
  func `every sampler leaves something, and never what the model excludes`(seed: UInt64) throws {
    let logits = Self.logits(seed)
    for name in SamplerName.allCases {
      var configuration = SamplingConfiguration()
      (configuration.topK, configuration.topP, configuration.minP) = (2, 0.3, 0.7)
      (configuration.typical, configuration.temperature) = (0.2, 1e4)
      (configuration.repetitionPenalty, configuration.frequencyPenalty) = (1.5, 0.5)
      (configuration.bias, configuration.order) = ([0: -3], [name])
      let symbol = try #require(draw(logits, configuration))
      #expect(logits[symbol] > -.infinity, "\(name)")
    }
  }

  @Test func `quotients beyond the range of numbers leave the most probable symbol`() {
    var configuration = SamplingConfiguration()
    configuration.temperature = 1e-5
    (configuration.topP, configuration.typical) = (0.9, 0.9)
    #expect(draw([1e37, 2e37, 1.9e37], configuration) == 1)
    #expect(draw([-3e37, -1e37, -2e37], configuration) == 1)
    #expect(draw([-.infinity, -3e38, -.infinity], configuration) == 1)
  }

  @Test func `where everything is excluded nothing is drawn`() {
    var configuration = SamplingConfiguration()
    configuration.bias = [0: -.infinity, 1: -.infinity]
    (configuration.topK, configuration.topP) = (1, 0.5)
    (configuration.minP, configuration.typical) = (0.5, 0.5)
    #expect(draw([1, 2], configuration) == nil)
    #expect(draw([1, 2, 0], configuration) == 2)
  }

  @Test(arguments: UInt64(0)..<40)
  func `of equal symbols those with lower ids are kept`(seed: UInt64) {
    let logits = [Float](repeating: 1.5, count: 8)
    for name in [SamplerName.topK, .topP, .typical] {
      var configuration = SamplingConfiguration()
      (configuration.topK, configuration.topP, configuration.typical) = (3, 0.3, 0.3)
      (configuration.order, configuration.seed) = ([name], seed)
      #expect((0..<3).contains(draw(logits, configuration) ?? -1), "\(name)")
    }
  }
}

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
      var chooser = SymbolChooser(configuration.chain, sample: sample)
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
    for var sampler in configuration.chain.samplers { sampler.apply(to: &candidates) }
    #expect(logits.indices.filter { candidates.logits[$0] > -.infinity } == kept)
  }
}

struct PenaltiesTests {
  private func logits(
    _ logits: [Float], after text: [Int32], prompt: [Int32] = [],
    _ change: (inout SamplingConfiguration) -> Void
  ) -> [Float] {
    var configuration = SamplingConfiguration()
    configuration.order = [.penalties]
    change(&configuration)
    var candidates = Candidates()
    candidates.load(logits[...])
    for var sampler in configuration.chain.samplers {
      sampler.read(prompt)
      for id in text { sampler.take(id) }
      sampler.apply(to: &candidates)
    }
    return candidates.logits
  }

  @Test func `repetition divides what is positive and multiplies the rest`() {
    let found = logits([3, -3, 0, 3], after: [0, 1, 1, 2]) { $0.repetitionPenalty = 2 }
    #expect(found == [1.5, -6, 0, 3])
  }

  @Test func `presence counts once and frequency each time`() {
    let found = logits([1, 1, 1], after: [0, 0, 0, 2]) {
      ($0.presencePenalty, $0.frequencyPenalty) = (0.5, 0.25)
    }
    #expect(found == [-0.25, 1, 0.25])
  }

  @Test(arguments: [(1, [0, 0, 1]), (3, [1, 0, 2]), (4, [2, 0, 2]), (50, [2, 1, 3])])
  func `only the window counts, the prompt with it`(window: Int, counts: [Int]) {
    for split in 0...6 {
      let text: [Int32] = [1, 2, 0, 2, 0, 2]
      let found = logits([0, 0, 0], after: Array(text[split...]), prompt: Array(text[..<split])) {
        ($0.frequencyPenalty, $0.penaltyWindow) = (1, window)
      }
      #expect(found == counts.map { -Float($0) }, "prompt of \(split)")
    }
  }

  @Test func `an unknown symbol of the prompt does no harm`() {
    let found = logits([1, 1], after: [], prompt: [2, 1]) { $0.presencePenalty = 1 }
    #expect(found == [1, 0])
  }
}
