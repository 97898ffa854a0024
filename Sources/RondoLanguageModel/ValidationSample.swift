import FoundationEssentials
public import RondoEngine
import RondoModels
public import RondoText

/// Short text sampled from a model during training, with the same random draws each time, so that
/// samples show the progress of learning. Sampling does not affect training.
///
/// `Sendable`.
public struct ValidationSample: Sendable, Hashable {
  /// Number of steps taken before the sample.
  public var step: Int
  /// Index of the sample.
  public var index = 0
  /// Random seed of the draws.
  public var seed: UInt64
  /// Prompt; empty for the start of a line.
  public var prompt = ""
  /// Sampled text, with U+FFFD for bytes that are not UTF-8.
  public var text: String
  /// Sampled bytes, if the symbols are bytes; else nil.
  public var bytes: [UInt8]?

  /// Length in bytes that ends a sample: a symbol may be a word of any length.
  static let greatestSize = 10_000

  /// Draws 200 symbols at a temperature of 0.7, or fewer up to the end of a document or a length
  /// above 10,000 bytes.
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

  /// Encodes `bytes` in base64, and only if the symbols are bytes.
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
  /// Lines of the sample for display, separated by LF or CR LF, with escapes for bytes that are not
  /// UTF-8.
  public var lines: [String] { (bytes.map { String(escapingIllFormed: $0) } ?? text).shownLines }
}
