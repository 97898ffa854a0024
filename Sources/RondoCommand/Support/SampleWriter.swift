import Rondo

/// Writes samples in their order: the first as it comes, the others when it is their turn.
struct SampleWriter {
  /// What is known of a sample when it ends.
  struct Ending {
    let stoppedBy: SampleEnding
    let symbols: [DrawnSymbol]
    /// Of the whole text, where it was searched for.
    var logProbability: Double?
  }

  private let output: OutputOptions
  private let tokenizer: Tokenizer
  private let seed: UInt64?
  private let trainingText: CopyIndex?
  private let showsSymbols: Bool
  private let prompts: [String]
  private var texts: [[UInt8]]
  private var endings: [Ending?]
  private var current = 0
  private var notes: [String] = []

  /// A writer for a sample after each of these prompts. `trainingText` is where copies are looked
  /// for; symbols are shown with their probabilities where `showsSymbols` is true.
  init(
    _ output: OutputOptions, _ tokenizer: Tokenizer, prompts: [[UInt8]], seed: UInt64?,
    trainingText: CopyIndex?, showsSymbols: Bool
  ) {
    (self.output, self.tokenizer, self.seed) = (output, tokenizer, seed)
    (self.trainingText, self.showsSymbols) = (trainingText, showsSymbols)
    self.prompts = prompts.map { String(decoding: $0, as: UTF8.self) }
    texts = Array(repeating: [], count: self.prompts.count)
    endings = Array(repeating: nil, count: self.prompts.count)
  }

  func begin() {
    if output.format == .text { write(prompts[0]) }
  }

  /// Adds to a sample, and ends it where `ending` is given.
  mutating func add(_ sample: Int, _ text: [UInt8], _ ending: Ending?) throws {
    texts[sample] += text
    endings[sample] = ending
    while current < texts.count {
      if output.format == .text {
        write(String(decoding: texts[current], as: UTF8.self))
        texts[current] = []
      }
      guard let ending = endings[current] else { return }
      try finishCurrent(ending)
      endings[current] = nil
      current += 1
    }
  }

  /// Says what there is to say of the samples; in JSON they have said it themselves.
  func end() {
    for note in notes { output.note(note) }
  }

  private mutating func finishCurrent(_ ending: Ending) throws {
    let copy = trainingText.map { index in
      let ids = ending.symbols.map(\.id)
      return ids[index.longestCopy(in: ids)]
    }
    let copied = copy.map { String(decoding: tokenizer.decode(Array($0)), as: UTF8.self) }
    switch output.format {
    case .text:
      write(current + 1 < texts.count ? "\n\n" + prompts[current + 1] : "\n")
      note(ending, copy?.count, copied ?? "")
    case .json:
      let event = SampleEvent(
        index: current, seed: seed, prompt: prompts[current],
        text: String(decoding: texts[current], as: UTF8.self), stoppedBy: ending.stoppedBy,
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

  private func write(_ text: String) {
    if text.isEmpty { return }
    StandardStreams.write(StandardStreams.outputIsTerminal ? escapingControls(text) : text)
  }
}

private struct SampleEvent: Encodable {
  let index: Int
  let seed: UInt64?
  let prompt: String
  let text: String
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
      symbol = String(decoding: tokenizer.decode([drawn.id]), as: UTF8.self)
      alternatives = drawn.alternatives.map { .init($0, tokenizer) }
    }
  }

  struct Alternative: Encodable {
    let id: Int32
    let symbol: String
    let logProbability: Double

    init(_ alternative: DrawnSymbol.Alternative, _ tokenizer: Tokenizer) {
      (id, logProbability) = (alternative.id, alternative.logProbability)
      symbol = String(decoding: tokenizer.decode([alternative.id]), as: UTF8.self)
    }
  }
}
