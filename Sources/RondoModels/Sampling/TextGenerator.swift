public import RondoEngine
import RondoText

/// Generates text from a model, several samples side by side, and stops each at its length or at a
/// stop string.
///
///     var generator = TextGenerator(file, prompt: Array("The ferry".utf8), count: 2, length: 200)
///     while let pieces = generator.next() { … }
///
/// A sample's text depends on the seed, its number, the prompt, the limits and the length alone.
/// Stop strings and what follows them are not part of it. Not `Sendable`.
public struct TextGenerator {
  /// What one step added to one sample.
  public struct Piece: Sendable, Hashable {
    /// The number of the sample.
    public let sample: Int
    /// Whole grapheme clusters of UTF-8, or bytes where these are the model's symbols; perhaps none
    /// yet.
    public let text: [UInt8]
    /// Why the sample ends with this piece; nil where it goes on.
    public let ending: SampleEnding?
    /// True where the sample ends with this piece.
    public var isLast: Bool { ending != nil }
  }

  /// What is kept of each sample besides its text.
  public enum Detail: Sendable, Hashable {
    /// Nothing.
    case none
    /// The ids of its symbols.
    case ids
    /// The symbols with their probabilities, and so many of the best alternatives.
    case logProbabilities(alternatives: Int)
  }

  private let generator: SymbolGenerator
  private let vocabulary: Vocabulary
  private let limits: TextLimits
  private let detail: Detail
  private var samples: [GrowingText]
  private var drawn = 0

  /// The symbols of the prompts that the vocabulary lacks, in order of appearance.
  public let unknownInPrompt: [[UInt8]]

  /// Reads the prompt; without one, a text begins as a document does, or, where the model has no
  /// documents, as after what ends a line in the text that the model learned from.
  public init(
    _ file: ModelFile, prompt: [UInt8], count: Int, length: Int, stops: [[UInt8]] = [],
    _ configuration: SamplingConfiguration, workers: Workers = .single
  ) {
    var limits = TextLimits()
    (limits.length, limits.stops) = (length, stops)
    self.init(file, prompts: [prompt], count: count, limits, configuration, workers: workers)
  }

  /// Reads several prompts, and goes on from each with `count` samples: first those of the first
  /// prompt. Each gets the text that it gets alone.
  public init(
    _ file: ModelFile, prompts: [[UInt8]], count: Int, _ limits: TextLimits,
    _ configuration: SamplingConfiguration, detail: Detail = .none, workers: Workers = .single
  ) {
    let limits = limits.ending(with: file.tokenizer)
    vocabulary = file.tokenizer.vocabulary
    (self.limits, self.detail) = (limits, detail)
    let read = file.tokenizer.read(prompts)
    unknownInPrompt = read.unknown
    let tables = limits.tables(for: file.tokenizer)
    let choosers = zip(prompts, read.ids).map { prompt, ids in
      (0..<count).map { sample in
        var chooser = SymbolChooser(
          configuration, sample: sample, constraints: limits.constraints(tables))
        if !prompt.isEmpty { chooser.read(file.tokenizer.text(of: ids)) }
        return chooser
      }
    }
    generator = SymbolGenerator(file.model, prompts: read.ids, choosers: choosers, workers)
    let stops = StopStrings(limits.stops, file.tokenizer)
    samples = (0..<prompts.count * count).map { _ in
      GrowingText(
        stops: stops, minimumLength: limits.minimumLength, kind: .init(file.tokenizer.unit))
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

  /// The symbols of a sample so far, without those that begin in a stop string; none unless their
  /// detail was asked for.
  public func symbols(of sample: Int) -> [DrawnSymbol] { samples[sample].symbols }
}
