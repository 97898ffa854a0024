public import RondoEngine
public import RondoText

/// A few words that a model writes while it is being trained, with the same draws each time, so that
/// one sees what it has learnt in between. Changes nothing of the training.
///
/// `Sendable`.
public struct ValidationSample: Sendable, Hashable, Encodable {
  /// The number of steps taken before it.
  public var step: Int
  /// The number of the sample.
  public var index = 0
  /// What the draws depended on.
  public var seed: UInt64
  /// What it goes on from; empty for the beginning of a line.
  public var prompt = ""
  /// What the model wrote; what is not UTF-8 is U+FFFD.
  public var text: String

  /// Draws 200 symbols, or up to a document's end, at a temperature of 0.7.
  public init(
    of model: LanguageModel<Float>, _ tokenizer: Tokenizer, step: Int, seed: UInt64,
    workers: Workers = .single
  ) {
    (self.step, self.seed) = (step, seed)
    var configuration = SamplingConfiguration()
    (configuration.temperature, configuration.seed) = (0.7, seed)
    let border = tokenizer.vocabulary.borderID
    let lineStart = (border ?? tokenizer.vocabulary.id(of: [0x0A])).map { [$0] } ?? []
    let generator = SymbolGenerator(
      model, prompt: lineStart, configuration, workers: workers)
    let ids = (0..<200).map { _ in generator.next()[0] }.prefix { $0 != border }
    text = String(decoding: tokenizer.decode(Array(ids)), as: UTF8.self)
  }
}
