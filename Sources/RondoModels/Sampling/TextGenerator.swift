public import RondoEngine
public import RondoText

/// Generates text from a model, several samples side by side, each up to its end: a number of symbols,
/// a stop string, or the end of a document.
///
///     let (file, _) = try LanguageModelFile.load("checkpoints/pretrained/model.safetensors")
///     var generator = TextGenerator(file, prompt: Array("The ferry".utf8), length: 200)
///     while let pieces = generator.next() {
///       for piece in pieces { print(piece.string, terminator: "") }
///     }
///
/// Any model and its tokenizer will do, and samplers of one's own:
///
///     var generator = TextGenerator(
///       model, tokenizer, prompts: [Array("The ferry".utf8)], count: 2, limits,
///       SamplerChain([Temperature(0.8), TopP(0.95)], seed: 7))
///
/// A sample's text depends on the seed, its number, the prompt and the limits alone. Stop strings and
/// what follows them are not part of it. Not `Sendable`.
public struct TextGenerator {
  /// The text that one step adds to one sample.
  public struct Piece: Sendable, Hashable {
    /// The number of the sample.
    public let sample: Int
    /// Whole grapheme clusters of UTF-8, or bytes where these are the model's symbols; perhaps none
    /// yet.
    public let text: [UInt8]
    /// The text as a string, with U+FFFD for bytes that are not UTF-8.
    public var string: String { String(decoding: text, as: UTF8.self) }
    /// Why the sample ends with this piece; nil where it goes on.
    public let ending: SampleEnding?
    /// True where the sample ends with this piece.
    public var isLast: Bool { ending != nil }
  }

  /// The detail kept of each symbol.
  public enum Detail: Sendable, Hashable {
    /// Nothing.
    case none
    /// The id.
    case ids
    /// The symbols with their probabilities and the most probable alternatives.
    case logProbabilities(alternatives: Int)
  }

  private let generator: SymbolGenerator
  private let vocabulary: Vocabulary
  private let limits: TextLimits
  private var samples: [GrowingText]
  private var drawn = 0

  /// The detail kept of symbols that are drawn from now on; `symbols(of:)` gives it.
  public var detail = Detail.none

  /// The symbols of the prompts that the vocabulary lacks, in order of appearance.
  public let unknownInPrompt: [[UInt8]]

  /// Reads the prompts, and continues each with `count` samples: those of the first prompt come first.
  /// Each gets the text that it gets alone.
  ///
  /// Without a prompt, a text begins as a document does or, if the model has no documents, as after
  /// a line end of the text that the model was trained on.
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

  /// One more symbol for every sample that goes on; nil when all have ended.
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

  /// The symbols of a sample so far, without those that begin in a stop string; none unless `detail`
  /// asks for them.
  public func symbols(of sample: Int) -> [DrawnSymbol] { samples[sample].symbols }
}
