import ArgumentParser
import Rondo

/// `rondo sample [CHECKPOINT]`.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Write text with a language model.",
    discussion: """
      The same seed gives the same text, whatever the number of samples and threads. Without a \
      checkpoint, the model that comes with rondo is used.
      """)

  @Argument(help: "A run's folder or a .safetensors file. (default: checkpoints/pretrained)")
  var checkpoint = "checkpoints/pretrained"

  @Option(help: "The text to go on from. (default: the start of a line)")
  var prompt: String?

  @Option(help: "A file with the text to go on from; '-' is standard input.")
  var promptFile: String?

  @Option(help: "The number of symbols to write.")
  var length = 500

  @Option(
    help: "1 is the model's own distribution, less is safer; 0 takes the most probable symbol.")
  var temperature = 0.8

  @Option(help: "Draw from so many of the most probable symbols.")
  var topK: Int?

  @Option(help: "Draw from the most probable symbols that sum to this probability.")
  var topP: Double?

  @Option(help: "The number of texts to write.")
  var count = 1

  @Option(help: "End a text before this string; may be given several times.")
  var stop: [String] = []

  @Option(help: "What the draws depend on. (default: a new one each time, which is printed)")
  var seed: UInt64?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard prompt == nil || promptFile == nil else {
      throw ValidationError("--prompt and --prompt-file exclude each other")
    }
    guard (0...1_000_000_000).contains(length) else {
      throw ValidationError("--length is 0 or more")
    }
    guard temperature >= 0, temperature.isFinite else {
      throw ValidationError("--temperature is 0 or more")
    }
    guard topK ?? 1 > 0 else { throw ValidationError("--top-k is 1 or more") }
    guard topP.map({ $0 > 0 && $0 <= 1 }) ?? true else {
      throw ValidationError("--top-p is above 0 and at most 1")
    }
    guard (1...65536).contains(count) else {
      throw ValidationError("--count is from 1 to 65536")
    }
    guard !stop.contains("") else { throw ValidationError("--stop needs some text") }
  }

  func run() throws {
    let file = try ModelFile.open(checkpoint)
    let prompt = try promptText(for: file.tokenizer)
    var configuration = SamplingConfiguration()
    configuration.temperature = temperature
    (configuration.topK, configuration.topP) = (topK, topP)
    configuration.seed = seed ?? UInt64.random(in: 0..<1_000_000_000)
    if seed == nil && output.format == .text {
      output.note("seed \(configuration.seed)")
    }
    var generator = TextGenerator(
      file, prompt: prompt, count: count, length: length, stops: stop.map { Array($0.utf8) },
      configuration)
    if !generator.unknownInPrompt.isEmpty {
      output.note(
        "the model does not know these symbols of the prompt, and reads them as unknown: "
          + list(of: generator.unknownInPrompt))
    }
    var writer = SampleWriter(
      format: output.format, prompt: String(decoding: prompt, as: UTF8.self), count: count,
      seed: configuration.seed)
    writer.begin()
    while let pieces = generator.next() {
      for piece in pieces { try writer.add(piece) }
    }
  }

  private func promptText(for tokenizer: Tokenizer) throws -> [UInt8] {
    guard let promptFile else { return Array((prompt ?? "").utf8) }
    let corpus = try reading.reader(for: tokenizer).readText(promptFile)
    for note in corpus.notes { output.note(note) }
    return corpus.utf8
  }
}

/// Writes samples in their order: the first as it comes, the others when it is their turn.
private struct SampleWriter {
  let format: OutputFormat
  let prompt: String
  let count: Int
  let seed: UInt64
  private var texts: [[UInt8]] = []
  private var ended: [Bool] = []
  private var current = 0

  init(format: OutputFormat, prompt: String, count: Int, seed: UInt64) {
    (self.format, self.prompt, self.count, self.seed) = (format, prompt, count, seed)
    texts = Array(repeating: [], count: count)
    ended = Array(repeating: false, count: count)
  }

  func begin() {
    if format == .text { write(prompt) }
  }

  mutating func add(_ piece: TextGenerator.Piece) throws {
    texts[piece.sample] += piece.text
    if piece.isLast { ended[piece.sample] = true }
    while current < count {
      if format == .text {
        write(String(decoding: texts[current], as: UTF8.self))
        texts[current] = []
      }
      guard ended[current] else { return }
      try finishCurrent()
      current += 1
    }
  }

  private func finishCurrent() throws {
    switch format {
    case .text: write(current + 1 < count ? "\n\n" + prompt : "\n")
    case .json:
      let event = SampleEvent(
        index: current, seed: seed, prompt: prompt,
        text: String(decoding: texts[current], as: UTF8.self))
      StandardStreams.write(try ReportLine.line("sample", event) + "\n")
    }
  }

  private func write(_ text: String) {
    if text.isEmpty { return }
    StandardStreams.write(StandardStreams.outputIsTerminal ? escapingControls(text) : text)
  }
}

private struct SampleEvent: Encodable {
  let index: Int
  let seed: UInt64
  let prompt: String
  let text: String
}
