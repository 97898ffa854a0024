public import RondoEngine
public import RondoText

/// Generates text from a model, several samples in a batch, each until it ends: after a number of
/// symbols, at a stop string, or at the end of a document.
///
///     let (file, _) = try LanguageModelFile.load("checkpoints/pretrained/model.safetensors")
///     var generator = TextGenerator(file, prompt: Array("The ferry".utf8), length: 200)
///     while let pieces = generator.next() {
///       for piece in pieces { print(piece.string, terminator: "") }
///     }
///
/// It takes any model with its tokenizer, and custom samplers:
///
///     let (file, _) = try LanguageModelFile.load("checkpoints/pretrained/model.safetensors")
///     var generator = TextGenerator(
///       file.model, file.tokenizer, prompts: [Array("The ferry".utf8)], count: 2, TextLimits(),
///       SamplerChain([Temperature(0.8), TopP(0.95)], seed: 7))
///
/// A sample's text depends on the seed, its index, the prompt and the limits alone. It does not
/// contain the stop string or anything after it. Not `Sendable`.
public struct TextGenerator {
  /// Text added to one sample by one step.
  public struct Piece: Sendable, Hashable {
    /// Index of the sample.
    public let sample: Int
    /// Whole grapheme clusters in UTF-8, or bytes if these are the model's symbols; may be empty.
    public let text: [UInt8]
    /// Text as a string, with U+FFFD for bytes that are not UTF-8.
    public var string: String { String(decoding: text, as: UTF8.self) }
    /// Reason for the end of the sample with this piece; nil if it continues.
    public let ending: SampleEnding?
    /// True if the sample ends with this piece.
    public var isLast: Bool { ending != nil }
  }

  /// Detail kept for each symbol.
  public enum Detail: Sendable, Hashable {
    /// Nothing.
    case none
    /// Ids.
    case ids
    /// Ids with their log-probabilities and the most probable alternatives.
    case logProbabilities(alternatives: Int)
  }

  private let generator: SymbolGenerator
  private let vocabulary: Vocabulary
  private let limits: TextLimits
  private var samples: [GrowingText]
  private var drawn = 0

  /// Detail kept for symbols drawn from now on; `symbols(of:)` returns it.
  public var detail = Detail.none

  /// Symbols of the prompts that the vocabulary lacks, in order of appearance.
  public let unknownInPrompt: [[UInt8]]

  /// Creates a generator that reads prompts and continues each with `count` samples, in the order
  /// of the prompts. Each sample is the same as if it were generated alone.
  ///
  /// An empty prompt stands for the start of a document or, if the model has no documents, for the
  /// position after a line end of the training text.
  public init(
    _ model: any NextSymbolModel, _ tokenizer: Tokenizer, prompts: [[UInt8]], count: Int = 1,
    _ limits: TextLimits = .init(), _ chain: SamplerChain = .init(), workers: Workers = .single
  ) {
    tokenizer.checkVocabulary(of: model)
    let limits = limits.ending(with: tokenizer)
    (vocabulary, self.limits) = (tokenizer.vocabulary, limits)
    let read = tokenizer.read(prompts)
    unknownInPrompt = read.unknown
    let tables = limits.tables(for: tokenizer)
    let choosers = zip(prompts, read.ids).map { prompt, ids in
      (0..<count).map { sample in
        var chooser = SymbolChooser(chain, sample: sample, constraints: limits.rules(tables))
        if !prompt.isEmpty { chooser.read(tokenizer.text(of: ids)) }
        return chooser
      }
    }
    generator = SymbolGenerator(model, prompts: read.ids, choosers: choosers, workers)
    let stops = StopStrings(limits.stops, tokenizer)
    samples = (0..<prompts.count * count).map { _ in
      GrowingText(stops: stops, minimumLength: limits.minimumLength, kind: .init(tokenizer.unit))
    }
  }

  /// Draws a symbol for every unfinished sample; nil once all have ended.
  public mutating func next() -> [Piece]? {
    guard samples.contains(where: { !$0.hasEnded }) else { return nil }
    let ids = drawn < limits.length ? generator.next() : []
    drawn += 1
    var pieces: [Piece] = []
    for k in samples.indices where !samples[k].hasEnded {
      let (text, ending) = step(k, ids.isEmpty ? nil : ids[k])
      if ending != nil { generator.end(k) }
      pieces.append(Piece(sample: k, text: text, ending: ending))
    }
    return pieces
  }

  private mutating func step(_ k: Int, _ id: Int32?) -> ([UInt8], SampleEnding?) {
    guard let id else { return (samples[k].finish(), .length) }
    if id < 0 { return (samples[k].finish(), .deadEnd) }
    if id == limits.endOfDocument { return (samples[k].finish(), .endOfDocument) }
    switch detail {
    case .none: break
    case .ids: samples[k].note(DrawnSymbol(id: id, logProbability: nil, alternatives: []))
    case .logProbabilities(let count):
      samples[k].note(generator.logProbabilities(of: k).drawn(id, alternatives: count))
    }
    let text = samples[k].push(vocabulary.bytes(of: id))
    if samples[k].hasEnded { return (text, .stop) }
    if drawn < limits.length { return (text, nil) }
    return (text + samples[k].finish(), .length)
  }

  /// Symbols of a sample so far, without those that begin in a stop string; empty unless `detail`
  /// requests them.
  public func symbols(of sample: Int) -> [DrawnSymbol] { samples[sample].symbols }
}
