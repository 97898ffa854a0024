import ArgumentParser
import Rondo

/// `rondo sample [CHECKPOINT]`.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Generate text with a language model.",
    discussion: """
      Without a checkpoint, the built-in model is used. With a given seed, each text depends only \
      on its prompt and its place in the output, not on the number of texts or threads. A model \
      trained with --unit byte writes bytes; on a terminal, those that are not valid UTF-8 are \
      shown as escapes such as \\xE9.

      Samplers are applied in order, each to the symbols that the previous one has left. --ban, \
      --no-repeat-ngram and --max-copy exclude symbols before any sampler is applied; if no symbol \
      is left, the text ends.
      """)

  @Argument(
    help: """
      Run folder or .safetensors file. (default: the built-in model, a copy of that in \
      checkpoints/pretrained)
      """)
  var checkpoint: String?

  @OptionGroup(title: "Common options") var common: SampleOptions
  @OptionGroup(title: "Prompt") var prompting: PromptOptions
  @OptionGroup(title: "Samplers") var sampling: SamplerOptions
  @OptionGroup(title: "Stopping and exclusions") var limiting: TextLimitOptions
  @OptionGroup(title: "Beam search") var searching: BeamOptions
  @OptionGroup(title: "Text") var reading: ReadingOptions
  @OptionGroup(title: "Run and output") var details: SampleDetailOptions
  @OptionGroup(title: "Run and output") var threads: ThreadOptions
  @OptionGroup(title: "Run and output") var output: OutputOptions

  private var count: Int { common.count }
  private var seed: UInt64? { common.seed }
  private var beam: Int? { searching.beam }
  private var lengthPenalty: Double? { searching.lengthPenalty }
  private var logProbabilities: Int? { details.logProbabilities }

  func validate() throws {
    try prompting.check(prompt: common.prompt)
    try limiting.check(length: common.length)
    try sampling.check(temperature: common.temperature)
    try validateBeam()
    guard logProbabilities == nil || output.format == .json else {
      throw ValidationError("--log-probabilities needs --format json")
    }
    guard !prompting.noPrompt || output.format == .text else {
      throw ValidationError("--no-prompt is for text: in JSON the prompt is a key of its own")
    }
  }

  private func validateBeam() throws {
    guard let beam else { return }
    let temperature = common.temperature.map { _ in "--temperature" }
    if let option = temperature ?? sampling.firstGiven ?? seed.map({ _ in "--seed" }) {
      throw ValidationError("--beam replaces sampling, so \(option) has no meaning with it")
    }
    guard count <= beam else { throw ValidationError("--count is at most --beam") }
  }

  func run() throws {
    let file = try checkpoint.map(LanguageModelFile.open) ?? Pretrained.model()
    let configuration = try sampling.configuration(
      for: file.tokenizer, temperature: common.temperature,
      seed: seed ?? UInt64.random(in: 0..<1_000_000_000))
    let prompts = try prompting.prompts(
      common.prompt, reader: reading.reader(for: file.tokenizer), output)
    guard prompts.count * count <= 65536 else {
      throw ValidationError("--count times the \(prompts.count) prompts is more than 65536")
    }
    let limits = try limiting.limits(for: file, length: common.length, output)
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

/// The options of `rondo sample` that are used most.
struct SampleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Text to continue. (default: none, so that a text begins a document or line)",
      valueName: "text"))
  var prompt: String?

  @Option(
    help: ArgumentHelp("Maximum length of each generated text, in symbols.", valueName: "symbols"))
  var length = TextLimits().length

  @Option(
    help: """
      Sampling temperature: 1 keeps the model's distribution, lower values give more predictable \
      text, and 0 always takes the most probable symbol. (default: 0.8)
      """)
  var temperature: Double?

  @Option(help: ArgumentHelp("Number of texts to generate for each prompt.", valueName: "number"))
  var count = 1

  @Option(help: "Random seed. (default: a random number, which is printed)")
  var seed: UInt64?

  func validate() throws {
    guard (0...1_000_000_000).contains(length) else {
      throw ValidationError("--length must be from 0 to 1000000000")
    }
    guard temperature.map({ $0 >= 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--temperature must be 0 or more")
    }
    guard (1...65536).contains(count) else {
      throw ValidationError("--count must be from 1 to 65536")
    }
  }
}

/// The options for beam search.
struct BeamOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Beam width of a search for the most probable texts, which replaces sampling.",
      valueName: "width"))
  var beam: Int?

  @Option(
    help: ArgumentHelp(
      """
      Length-normalization exponent: texts are ranked by log-probability divided by length to this \
      power. (default: 0)
      """, valueName: "exponent"))
  var lengthPenalty: Double?

  func validate() throws {
    guard lengthPenalty == nil || beam != nil else {
      throw ValidationError("--length-penalty needs --beam")
    }
    guard (1...1024).contains(beam ?? 1) else {
      throw ValidationError("--beam must be from 1 to 1024")
    }
    guard lengthPenalty.map({ $0 >= 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--length-penalty must be 0 or more")
    }
  }
}

/// The option for the probabilities of generated symbols.
struct SampleDetailOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Print the log-probability of each symbol, with this number of most probable alternatives; \
      needs --format json.
      """, valueName: "number"))
  var logProbabilities: Int?

  func validate() throws {
    guard (0...65536).contains(logProbabilities ?? 0) else {
      throw ValidationError("--log-probabilities must be from 0 to 65536")
    }
  }
}
