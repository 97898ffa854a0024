import ArgumentParser
import Rondo

/// `rondo sample [CHECKPOINT]`.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Write text with a language model.",
    discussion: """
      The same seed gives the same text, whatever the number of samples, prompts and threads. \
      Without a checkpoint, the model that comes with rondo is used, whatever the folder. A model \
      of bytes writes bytes; on a terminal, those that are not UTF-8 are escapes such as \\xE9.

      Samplers act one after another, each on what those before it have left. What --ban, \
      --no-repeat-ngram and --max-copy forbid is left out before them; where that is everything, \
      the text ends.
      """)

  @Argument(
    help:
      "A run's folder or a .safetensors file. (default: the model of checkpoints/pretrained, which is part of the program)"
  )
  var checkpoint: String?

  @OptionGroup var prompting: PromptOptions
  @OptionGroup var limiting: TextLimitOptions
  @OptionGroup var sampling: SamplerOptions

  @Option(help: "The number of texts to write, for each prompt.")
  var count = 1

  @Option(help: "What the draws depend on. (default: a new one each time, which is printed)")
  var seed: UInt64?

  @Option(
    help: "Draw nothing, but search for the most probable text among so many beginnings at a time.")
  var beam: Int?

  @Option(
    help: "Compare what a beam finds by log-probability over length to this power. (default: 0)")
  var lengthPenalty: Double?

  @Option(
    help: ArgumentHelp(
      "With --format json: the log-probability of each symbol, and so many of the best instead.",
      valueName: "count"))
  var logProbabilities: Int?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...65536).contains(count) else {
      throw ValidationError("--count is from 1 to 65536")
    }
    try validateBeam()
    guard (0...65536).contains(logProbabilities ?? 0) else {
      throw ValidationError("--log-probabilities is from 0 to 65536")
    }
    guard logProbabilities == nil || output.format == .json else {
      throw ValidationError("--log-probabilities needs --format json")
    }
    guard !prompting.noPrompt || output.format == .text else {
      throw ValidationError("--no-prompt is for text: in JSON the prompt is a key of its own")
    }
  }

  private func validateBeam() throws {
    guard let beam else {
      if lengthPenalty != nil { throw ValidationError("--length-penalty is for --beam") }
      return
    }
    guard (1...1024).contains(beam) else { throw ValidationError("--beam is from 1 to 1024") }
    guard lengthPenalty.map({ $0 >= 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--length-penalty is 0 or more")
    }
    if let option = sampling.firstGiven ?? seed.map({ _ in "--seed" }) {
      throw ValidationError("--beam draws nothing, so \(option) has no meaning with it")
    }
    guard count <= beam else { throw ValidationError("--count is at most --beam") }
  }

  func run() throws {
    let file = try checkpoint.map(LanguageModelFile.open) ?? Pretrained.model()
    let configuration = try sampling.configuration(
      for: file.tokenizer, seed: seed ?? UInt64.random(in: 0..<1_000_000_000))
    let prompts = try prompting.prompts(reader: reading.reader(for: file.tokenizer), output)
    guard prompts.count * count <= 65536 else {
      throw ValidationError("--count times the \(prompts.count) prompts is more than 65536")
    }
    let limits = try limiting.limits(for: file, output)
    if beam == nil {
      try draw(file, prompts, limits, configuration)
    } else {
      try search(file, prompts, limits)
    }
  }

  private func draw(
    _ file: LanguageModelFile, _ prompts: [[UInt8]], _ limits: TextLimits,
    _ configuration: SamplingConfiguration
  ) throws {
    if seed == nil && output.format == .text { output.note("seed \(configuration.seed)") }
    let detail: TextGenerator.Detail =
      if let logProbabilities {
        .logProbabilities(alternatives: logProbabilities)
      } else {
        comparedText(limits) == nil ? .none : .ids
      }
    var generator = TextGenerator(
      file, prompts: prompts, count: count, limits, configuration, detail: detail,
      workers: threads.workers)
    note(generator.unknownInPrompt, file)
    var writer = SampleWriter(
      output, file.tokenizer, prompts: prompts.flatMap { Array(repeating: $0, count: count) },
      echoesPrompts: !prompting.noPrompt, seed: configuration.seed,
      trainingText: comparedText(limits),
      showsSymbols: logProbabilities != nil)
    writer.begin()
    while let pieces = generator.next() {
      for piece in pieces {
        let ending = piece.ending.map {
          SampleWriter.Ending(stoppedBy: $0, symbols: generator.symbols(of: piece.sample))
        }
        try writer.add(piece.sample, piece.text, ending)
      }
    }
    writer.end()
  }

  private func search(_ file: LanguageModelFile, _ prompts: [[UInt8]], _ limits: TextLimits) throws
  {
    let search = BeamSearch(
      file, width: beam ?? 1, lengthPenalty: lengthPenalty ?? 0, limits,
      alternatives: logProbabilities ?? 0)
    note(search.unknownSymbols(in: prompts), file)
    // There may be fewer texts than asked for.
    let found = prompts.flatMap { prompt in
      search.texts(after: prompt).prefix(count).map { (prompt: prompt, text: $0) }
    }
    var writer = SampleWriter(
      output, file.tokenizer, prompts: found.map(\.prompt), echoesPrompts: !prompting.noPrompt,
      seed: nil,
      trainingText: comparedText(limits), showsSymbols: logProbabilities != nil)
    writer.begin()
    for (sample, (_, text)) in found.enumerated() {
      try writer.add(
        sample, text.text,
        .init(stoppedBy: text.ending, symbols: text.symbols, logProbability: text.logProbability))
    }
    writer.end()
  }

  /// What copies are reported from: people ask for it, programs get it with every limit.
  private func comparedText(_ limits: TextLimits) -> CopyIndex? {
    limiting.reportCopies || output.format == .json ? limits.trainingText : nil
  }

  private func note(_ unknown: [[UInt8]], _ file: LanguageModelFile) {
    guard !unknown.isEmpty else { return }
    output.note(
      "the model does not know these symbols of the prompt, and reads them as unknown: "
        + UnknownSymbols.listed(unknown, file.tokenizer.knownSpellings(of: unknown)))
  }
}
