import RondoEngine
import RondoText

/// Generates text from a model, several samples side by side, and stops each at its length or at a
/// stop string.
///
///     var generator = TextGenerator(file, prompt: Array("The ferry".utf8), count: 2, length: 200)
///     while let pieces = generator.next() { … }
///
/// A sample's text depends on the seed, its number, the prompt and the length alone. Stop strings
/// and what follows them are not part of it; like the prompt, they are brought to the normal form
/// that the model was trained on. Not `Sendable`.
public struct TextGenerator {
  /// What one step added to one sample.
  public struct Piece: Sendable, Hashable {
    /// The number of the sample.
    public let sample: Int
    /// Whole grapheme clusters of UTF-8; perhaps none yet.
    public let text: [UInt8]
    /// True where the sample ends with this piece.
    public let isLast: Bool
  }

  private let generator: SymbolGenerator
  private let vocabulary: Vocabulary
  private let length: Int
  private var samples: [Sample]
  private var drawn = 0

  /// The symbols of the prompt that the vocabulary lacks, in order of appearance.
  public let unknownInPrompt: [[UInt8]]

  /// Reads the prompt; without one, a text begins as after a line feed, if the model knows it.
  public init(
    _ file: ModelFile, prompt: [UInt8], count: Int, length: Int, stops: [[UInt8]] = [],
    _ configuration: SamplingConfiguration
  ) {
    let encoded = file.tokenizer.encodeWithRanges(prompt)
    vocabulary = file.tokenizer.vocabulary
    self.length = length
    let unknown = vocabulary.unknownID
    var seen: Set<[UInt8]> = []
    unknownInPrompt = zip(encoded.ids, encoded.ranges).compactMap { id, range in
      let symbol = Array(encoded.utf8[range])
      return id == unknown && seen.insert(symbol).inserted ? symbol : nil
    }
    // Nothing is learned about a text's first symbol, but much about a line's.
    let lineStart = vocabulary.id(of: [0x0A]).map { [$0] } ?? []
    generator = SymbolGenerator(
      file.model, prompt: prompt.isEmpty ? lineStart : Array(encoded.ids), count: count,
      configuration)
    let stops = stops.map(file.tokenizer.normalization.normalized)
    samples = (0..<count).map { _ in Sample(stops: stops) }
  }

  /// One more symbol for every sample that goes on; nil when all have ended.
  public mutating func next() -> [Piece]? {
    guard samples.contains(where: { !$0.hasEnded }) else { return nil }
    let ids = drawn < length ? generator.next() : []
    drawn += 1
    var pieces: [Piece] = []
    for k in samples.indices where !samples[k].hasEnded {
      let text =
        ids.isEmpty
        ? samples[k].finish()
        : samples[k].push(vocabulary.bytes(of: ids[k]), isLast: drawn == length)
      pieces.append(Piece(sample: k, text: text, isLast: samples[k].hasEnded))
    }
    return pieces
  }

  /// The text of one sample on its way: what could begin a stop string is held back.
  private struct Sample {
    let stops: [[UInt8]]
    var hasEnded = false
    private var held: [UInt8] = []
    private var stream = GraphemeStream()

    init(stops: [[UInt8]]) { self.stops = stops.filter { !$0.isEmpty } }

    mutating func push(_ symbol: [UInt8], isLast: Bool) -> [UInt8] {
      held += symbol
      if let stop = firstStop() {
        held.removeSubrange(stop...)
        return finish()
      }
      if isLast { return finish() }
      let keep = longestBeginning()
      let released = Array(held.dropLast(keep))
      held.removeFirst(released.count)
      return stream.push(released)
    }

    mutating func finish() -> [UInt8] {
      hasEnded = true
      defer { held = [] }
      return stream.push(held) + stream.finish()
    }

    /// Where the earliest stop string begins in what is held.
    private func firstStop() -> Int? {
      stops.compactMap { stop in
        guard held.count >= stop.count else { return nil }
        return (0...held.count - stop.count).first { held[$0...].starts(with: stop) }
      }.min()
    }

    /// The length of the longest end of what is held that begins a stop string.
    private func longestBeginning() -> Int {
      var longest = 0
      for stop in stops {
        for count in stride(from: min(stop.count - 1, held.count), to: longest, by: -1)
        where held.suffix(count).elementsEqual(stop.prefix(count)) {
          longest = count
          break
        }
      }
      return longest
    }
  }
}
