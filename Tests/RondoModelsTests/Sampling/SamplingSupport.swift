import Foundation
import RondoEngine
import RondoLanguageModel
import RondoModels
import RondoText

/// The probabilities that a configuration gives symbols, in `Double` and from the definitions, each
/// sampler in its turn on what those before it have left.
func exactDistribution(
  _ logits: [Float], _ configuration: SamplingConfiguration, after text: [Int32] = []
) -> [Double] {
  var distribution = ExactDistribution(logits.map { Double($0) })
  for name in configuration.order { distribution.apply(name, configuration, after: text) }
  return distribution.probabilities
}

private struct ExactDistribution {
  var logits: [Double]
  var kept: Set<Int>

  init(_ logits: [Double]) {
    self.logits = logits
    kept = Set(logits.indices.filter { logits[$0] > -.infinity })
  }

  var probabilities: [Double] {
    let highest = kept.map { logits[$0] }.max() ?? 0
    let weights = logits.indices.map { kept.contains($0) ? exp(logits[$0] - highest) : 0 }
    return weights.map { $0 / weights.reduce(0, +) }
  }

  mutating func apply(
    _ name: SamplerName, _ configuration: SamplingConfiguration, after text: [Int32]
  ) {
    let p = probabilities
    let ranking = kept.sorted { (p[$1], $0) < (p[$0], $1) }
    switch name {
    case .bias: for (id, value) in configuration.bias { logits[Int(id)] += Double(value) }
    case .penalties: penalize(configuration, text.suffix(configuration.penaltyWindow))
    case .temperature: logits = logits.map { $0 / configuration.temperature }
    case .topK: kept = Set(ranking.prefix(configuration.topK ?? .max))
    case .topP: keep(ranking, p, upTo: configuration.topP ?? 1)
    case .minP:
      kept = kept.filter { p[$0] >= configuration.minP * (p.max() ?? 0) }
    case .typical:
      let entropy = kept.reduce(0) { $0 - p[$1] * log(p[$1]) }
      let distance = p.map { abs(-log($0) - entropy) }
      let order = kept.sorted { (distance[$0], $0) < (distance[$1], $1) }
      keep(order, p, upTo: configuration.typical)
    }
  }

  private mutating func keep(_ order: [Int], _ p: [Double], upTo mass: Double) {
    guard mass < 1 else { return }
    let count = order.indices.first { rank in order[...rank].reduce(0) { $0 + p[$1] } >= mass }
    kept = Set(order.prefix((count ?? order.count - 1) + 1))
  }

  private mutating func penalize(_ c: SamplingConfiguration, _ window: ArraySlice<Int32>) {
    for id in Set(window) {
      let x = logits[Int(id)]
      let times = Double(window.count { $0 == id })
      logits[Int(id)] =
        (x > 0 ? x / c.repetitionPenalty : x * c.repetitionPenalty) - c.presencePenalty
        - c.frequencyPenalty * times
    }
  }
}

/// Pearson's χ² of counts against probabilities, and the value that it exceeds once in a million
/// times where they are right, for the number of symbols that can be drawn.
func chiSquare(_ counts: [Int], against probabilities: [Double]) -> (value: Double, limit: Double) {
  // scipy.stats.chi2.isf(1e-6, k) for k = 1...8, rounded up.
  let limits = [0, 23.93, 27.64, 30.67, 33.38, 35.89, 38.26, 40.53, 42.71]
  let total = Double(counts.reduce(0, +))
  var value = 0.0
  for (count, probability) in zip(counts, probabilities) where probability > 0 {
    let expected = total * probability
    value += (Double(count) - expected) * (Double(count) - expected) / expected
  }
  return (value, limits[probabilities.count { $0 > 0 } - 1])
}

/// A sample as far as tests look at it.
struct WholeSample: Equatable {
  var text: [UInt8] = []
  var symbols: [DrawnSymbol] = []
  var ending: SampleEnding?

  var ids: [Int32] { symbols.map(\.id) }
  var string: String { String(decoding: text, as: UTF8.self) }
}

/// All samples to their ends.
func wholeSamples(
  _ file: LanguageModelFile, _ limits: TextLimits, prompts: [String] = [""], count: Int = 1,
  detail: TextGenerator.Detail = .ids,
  _ configuration: SamplingConfiguration = SymbolChooserTests.sampling(seed: 3),
  workers: Workers = .single
) -> [WholeSample] {
  var generator = TextGenerator(
    file, prompts: prompts.map { Array($0.utf8) }, count: count, limits, configuration,
    detail: detail, workers: workers)
  var samples = Array(repeating: WholeSample(), count: prompts.count * count)
  while let pieces = generator.next() {
    for piece in pieces {
      samples[piece.sample].text += piece.text
      samples[piece.sample].ending = piece.ending
    }
  }
  for k in samples.indices { samples[k].symbols = generator.symbols(of: k) }
  return samples
}

extension LanguageModelFile {
  /// A model with parameters drawn at random over these symbols.
  static func drawing(_ symbols: [String], unit: SymbolUnit) throws -> LanguageModelFile {
    try drawing(symbols.map { Array($0.utf8) }, unit: unit)
  }

  static func drawing(_ symbols: [[UInt8]], unit: SymbolUnit) throws -> LanguageModelFile {
    let sorted = symbols.sorted { $0.lexicographicallyPrecedes($1) }
    return LanguageModelFile(
      model: .drawn(vocabulary: symbols.count),
      preparation: Tokenizer(unit: unit, vocabulary: try Vocabulary(symbols: sorted)),
      settings: LanguageModelSettings(), data: [], split: .init(training: 0, validation: 0))
  }
}
