import RondoEngine
import RondoModels

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
  _ file: ModelFile, _ limits: TextLimits, prompts: [String] = [""], count: Int = 1,
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
