import FoundationEssentials
public import RondoEngine
import RondoModels
public import RondoText

/// A few words that a model writes while it is being trained, with the same draws each time, so that
/// one sees what it has learnt in between. Changes nothing of the training.
///
/// `Sendable`.
public struct ValidationSample: Sendable, Hashable {
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
  /// The same as bytes, where these are the symbols.
  public var bytes: [UInt8]?

  /// The bytes after which a sample ends: a symbol may be a word of any length.
  static let greatestSize = 10_000

  /// Draws 200 symbols at a temperature of 0.7, or up to a document's end, or to the symbol with
  /// which the text is longer than 10,000 bytes.
  public init(
    of model: LanguageModel<Float>, _ tokenizer: Tokenizer, step: Int, seed: UInt64,
    workers: Workers = .single
  ) {
    (self.step, self.seed) = (step, seed)
    var configuration = SamplingConfiguration()
    (configuration.temperature, configuration.seed) = (0.7, seed)
    let border = tokenizer.vocabulary.borderID
    let generator = SymbolGenerator(
      model, prompt: tokenizer.textStart, configuration, workers: workers)
    var decoded: [UInt8] = []
    for _ in 0..<200 {
      let id = generator.next()[0]
      if id == border || decoded.count > Self.greatestSize { break }
      decoded += tokenizer.decode([id])
    }
    text = String(decoding: decoded, as: UTF8.self)
    bytes = tokenizer.unit == .byte ? decoded : nil
  }
}

extension ValidationSample: Encodable {
  private enum Key: String, CodingKey { case step, index, seed, prompt, text, bytes }

  /// `bytes`, in base64, stands there only where bytes are the symbols.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(step, forKey: .step)
    try container.encode(index, forKey: .index)
    try container.encode(seed, forKey: .seed)
    try container.encode(prompt, forKey: .prompt)
    try container.encode(text, forKey: .text)
    try container.encodeIfPresent(bytes.map { Data($0).base64EncodedString() }, forKey: .bytes)
  }
}

extension ValidationSample {
  /// The sample line by line, as people read it: lines end where the text's do, CR LF included, and
  /// bytes that are not UTF-8 are escapes.
  public var lines: [String] { (bytes.map { String(escapingIllFormed: $0) } ?? text).shownLines }
}
