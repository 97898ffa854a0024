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
    for var sampler in configuration.chain {
      sampler.read([0, 0, 0])
      sampler.apply(to: &candidates)
    }
    candidates.normalize()
    return candidates.probabilities.map(\.bitPattern)
  }

  private func draw(_ logits: [Float], _ configuration: SamplingConfiguration) -> Int? {
    var chooser = SymbolChooser(configuration, sample: 0)
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
