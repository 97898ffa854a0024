import Foundation
import Rondo

/// Writes samples in order: the first while it grows, the others when their turn comes.
struct SampleWriter {
  /// Facts about a sample at its end.
  struct Ending {
    let stoppedBy: SampleEnding
    let symbols: [DrawnSymbol]
    /// Log-probability of the whole text, for a beam search.
    var logProbability: Double?
  }

  private let output: OutputOptions
  private let tokenizer: Tokenizer
  private let seed: UInt64?
  private let trainingText: CopyIndex?
  private let showsSymbols: Bool
  private let prompts: [[UInt8]]
  private let echoesPrompts: Bool
  private var texts: [[UInt8]]
  private var endings: [Ending?]
  private var current = 0
  private var notes: [String] = []
  private var stream = TextOutput()

  /// Creates a writer for samples after prompts, which are printed before the samples if
  /// `echoesPrompts` is true. `trainingText` is searched for copies; symbols are shown with their
  /// probabilities if `showsSymbols` is true.
  init(
    _ output: OutputOptions, _ tokenizer: Tokenizer, prompts: [[UInt8]], echoesPrompts: Bool,
    seed: UInt64?, trainingText: CopyIndex?, showsSymbols: Bool
  ) {
    (self.output, self.tokenizer, self.seed) = (output, tokenizer, seed)
    (self.trainingText, self.showsSymbols) = (trainingText, showsSymbols)
    (self.prompts, self.echoesPrompts) = (prompts, echoesPrompts)
    texts = Array(repeating: [], count: self.prompts.count)
    endings = Array(repeating: nil, count: self.prompts.count)
  }

  mutating func begin() {
    if output.format == .text, echoesPrompts { stream.write(prompts[0]) }
  }

  /// Appends text to a sample, and ends it if `ending` is given.
  mutating func add(_ sample: Int, _ text: [UInt8], _ ending: Ending?) throws {
    texts[sample] += text
    endings[sample] = ending
    while current < texts.count {
      if output.format == .text {
        stream.write(texts[current])
        texts[current] = []
      }
      guard let ending = endings[current] else { return }
      try finishCurrent(ending)
      endings[current] = nil
      current += 1
    }
  }

  /// Prints notes on the samples; in JSON the samples contain them.
  func end() {
    for note in notes { output.note(note) }
  }

  private mutating func finishCurrent(_ ending: Ending) throws {
    let copy = trainingText.map { index in
      let ids = ending.symbols.map(\.id)
      return ids[index.longestCopy(in: ids)]
    }
    let copied = copy.map { String(escapingIllFormed: tokenizer.decode(Array($0))) }
    switch output.format {
    case .text:
      stream.finish()
      let isLast = current + 1 == texts.count
      stream.write(Array((isLast ? "\n" : "\n\n").utf8))
      if !isLast, echoesPrompts { stream.write(prompts[current + 1]) }
      note(ending, copy?.count, copied ?? "")
    case .json:
      let event = SampleEvent(
        index: current, seed: seed, prompt: SampledText(prompts[current], tokenizer),
        text: SampledText(texts[current], tokenizer), stoppedBy: ending.stoppedBy,
        longestCopy: copy?.count, copiedText: copied, logProbability: ending.logProbability,
        logProbabilities: showsSymbols ? ending.symbols.map { .init($0, tokenizer) } : nil)
      StandardStreams.write(try ReportLine.line("sample", event) + "\n")
      texts[current] = []
    }
  }

  private mutating func note(_ ending: Ending, _ copyLength: Int?, _ copied: String) {
    let name = texts.count == 1 ? "the text" : "text \(current + 1)"
    if let logProbability = ending.logProbability {
      notes.append("\(name) has the log-probability \(logProbability.fixed(4))")
    }
    if let copyLength {
      notes.append(
        "\(name) copies at most \(copyLength) symbols in a row from the training text: '\(copied)'")
    }
    if ending.stoppedBy == .deadEnd {
      notes.append("\(name) ends early, because everything that could follow is forbidden")
    }
  }
}

/// Writes texts to standard output while they grow: to a pipe or file byte by byte; on a terminal
/// with escapes for bytes that are not UTF-8 and for control characters, and CR LF as a line end.
private struct TextOutput {
  private let isTerminal: Bool
  private var escaping = EscapingStream()
  private var endsInReturn = false

  init(isTerminal: Bool = StandardStreams.outputIsTerminal) { self.isTerminal = isTerminal }

  /// Writes as much of the new bytes as possible.
  mutating func write(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    isTerminal ? show(escaping.push(bytes)) : StandardStreams.write(bytes)
  }

  /// Writes the rest of a text: an incomplete character, or a CR without LF.
  mutating func finish() {
    guard isTerminal else { return }
    show(escaping.finish())
    if endsInReturn { StandardStreams.write(escapingControls("\r")) }
    endsInReturn = false
  }

  private mutating func show(_ more: String) {
    guard !more.isEmpty else { return }
    var text = (endsInReturn ? "\r" : "") + more
    endsInReturn = text.last == "\r"
    if endsInReturn { text.removeLast() }
    StandardStreams.write(escapingControls(text.replacing("\r\n", with: "\n")))
  }
}

/// Text for JSON, with U+FFFD for bytes that are not UTF-8, and its bytes if the symbols are bytes.
private struct SampledText {
  let text: String
  /// Bytes in base64.
  let bytes: String?

  init(_ utf8: [UInt8], _ tokenizer: Tokenizer) {
    text = String(decoding: utf8, as: UTF8.self)
    bytes = tokenizer.unit == .byte ? Data(utf8).base64EncodedString() : nil
  }
}

private struct SampleEvent: Encodable {
  let index: Int
  let seed: UInt64?
  let prompt: SampledText
  let text: SampledText
  let stoppedBy: SampleEnding
  let longestCopy: Int?
  let copiedText: String?
  let logProbability: Double?
  let logProbabilities: [Symbol]?

  struct Symbol: Encodable {
    let id: Int32
    let symbol: String
    let logProbability: Double?
    let alternatives: [Alternative]

    init(_ drawn: DrawnSymbol, _ tokenizer: Tokenizer) {
      (id, logProbability) = (drawn.id, drawn.logProbability)
      symbol = String(escapingIllFormed: tokenizer.decode([drawn.id]))
      alternatives = drawn.alternatives.map { .init($0, tokenizer) }
    }
  }

  struct Alternative: Encodable {
    let id: Int32
    let symbol: String
    let logProbability: Double

    init(_ alternative: DrawnSymbol.Alternative, _ tokenizer: Tokenizer) {
      (id, logProbability) = (alternative.id, alternative.logProbability)
      symbol = String(escapingIllFormed: tokenizer.decode([alternative.id]))
    }
  }

  private enum Key: String, CodingKey {
    case index, seed, prompt, promptBytes, text, bytes, stoppedBy, longestCopy, copiedText
    case logProbability, logProbabilities
  }

  /// Omits unknown values; includes `bytes` and `promptBytes` only if the symbols are bytes.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(index, forKey: .index)
    try container.encodeIfPresent(seed, forKey: .seed)
    try container.encode(prompt.text, forKey: .prompt)
    try container.encodeIfPresent(prompt.bytes, forKey: .promptBytes)
    try container.encode(text.text, forKey: .text)
    try container.encodeIfPresent(text.bytes, forKey: .bytes)
    try container.encode(stoppedBy, forKey: .stoppedBy)
    try container.encodeIfPresent(longestCopy, forKey: .longestCopy)
    try container.encodeIfPresent(copiedText, forKey: .copiedText)
    try container.encodeIfPresent(logProbability, forKey: .logProbability)
    try container.encodeIfPresent(logProbabilities, forKey: .logProbabilities)
  }
}
