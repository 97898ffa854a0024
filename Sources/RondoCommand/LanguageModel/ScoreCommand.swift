import ArgumentParser
import Rondo

/// `rondo score CHECKPOINT [TEXT]`.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Compute the probability of a text under a language model.",
    discussion: """
      The text is scored as one sequence from a zero initial state, and every symbol counts; a \
      symbol that is not in the vocabulary costs ln V, where V is the size of the vocabulary. With \
      a model trained with --documents, the text is split into documents, and the end of each \
      counts as one symbol, one character and one byte. The characters of bits per character are \
      grapheme clusters.

      With --per-symbol, the command also prints a line for each symbol: its cost in nats, its \
      rank among all symbols (1 is the most probable), the entropy of the predicted distribution, \
      which is the expected cost, and the symbol.
      """)

  @Argument(help: "Run folder or .safetensors file.")
  var checkpoint: String

  @Argument(
    help: ArgumentHelp("Text file; standard input if omitted or '-'.", valueName: "text"))
  var path: String?

  @OptionGroup(title: "Common options") var forms: ScoreOptions
  @OptionGroup(title: "Text") var reading: ReadingOptions
  @OptionGroup(title: "Dynamic evaluation") var dynamic: DynamicEvaluationOptions
  @OptionGroup(title: "Run and output") var threads: ThreadOptions
  @OptionGroup(title: "Run and output") var output: OutputOptions

  private var literal: String? { forms.literal }
  private var perSymbol: Bool { forms.perSymbol }
  private var html: String? { forms.html }

  func validate() throws {
    guard path == nil || literal == nil else {
      throw ValidationError("give a text file or --text, not both")
    }
    try PageFile.check(html)
  }

  func run() throws {
    let file = try LanguageModelFile.open(checkpoint)
    let text: [UInt8]
    if let literal {
      text = Array(PathBytes.text(of: literal).utf8)
    } else {
      let corpus = try reading.reader(for: file.tokenizer).readText(path ?? "-")
      for note in corpus.notes { output.note(note.withFlags) }
      text = corpus.utf8
    }
    guard !text.isEmpty else {
      throw DataError.empty(paths: [literal == nil ? path ?? "-" : "--text"])
    }
    if let html { try AtomicFile.checkWritable(html) }
    let score = try score(text, file)
    guard !score.nats.isEmpty else {
      throw DataError.empty(paths: [literal == nil ? path ?? "-" : "--text"])
    }
    if perSymbol { try writeSymbols(score) }
    if let html {
      let name = literal == nil ? path ?? "-" : "a text"
      let page = SurprisalPage(
        score, of: file, name: name == "-" ? "standard input" : name,
        dynamic: dynamic.evaluation(of: file))
      try AtomicFile.write(Array(page.html.utf8), to: html)
    }
    try output.write(score, as: "score", dynamic: dynamic.evaluation(of: file))
  }

  private func score(_ text: [UInt8], _ file: LanguageModelFile) throws -> TextScore {
    let tape = Tape<Float>(workers: threads.workers)
    guard perSymbol || html != nil || dynamic.dynamic else { return file.score(text, on: tape) }
    return try file.score(
      text, alternatives: html == nil ? 0 : SurprisalPage.alternatives,
      end: SurprisalPage.shownSymbols, dynamic: dynamic.evaluation(of: file), on: tape)
  }

  private func writeSymbols(_ score: TextScore) throws {
    guard let predictions = score.predictions else { return }
    for (index, range) in score.text.ranges.enumerated() {
      let symbol = String(escapingIllFormed: score.text.utf8[range])
      let (nats, rank) = (score.nats[index], predictions.rank(of: index))
      let entropy = predictions.entropy(at: index)
      switch output.format {
      case .json:
        let event = SymbolEvent(
          symbol: symbol, nats: nats, rank: rank, entropy: entropy, offset: range.lowerBound)
        StandardStreams.write(try ReportLine.line("symbol", event) + "\n")
      case .text:
        let place = rank.map { "\($0)" } ?? "-"
        StandardStreams.write(
          "\(nats.fixed(4))\t\(place)\t\(entropy.fixed(4))\t\(onOneLine(symbol))\n")
      }
    }
  }
}

/// The options for the text to score and for what is printed of it.
struct ScoreOptions: ParsableArguments {
  @Option(
    name: .customLong("text"),
    help: ArgumentHelp("Text to score, instead of a file.", valueName: "text"))
  var literal: String?

  @Flag(help: "Also print the cost, rank and entropy of each symbol.")
  var perSymbol = false

  @Option(
    help: ArgumentHelp(
      "Also write the text, coloured by the cost of each symbol, to an HTML file (.html).",
      valueName: "file"))
  var html: String?
}

/// A symbol of a scored text; the rank is null where the model does not know it.
private struct SymbolEvent: Encodable {
  let symbol: String
  let nats: Double
  let rank: Int?
  let entropy: Double
  let offset: Int

  enum Key: String, CodingKey { case symbol, nats, rank, entropy, offset }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(symbol, forKey: .symbol)
    try container.encode(nats, forKey: .nats)
    try container.encode(rank, forKey: .rank)
    try container.encode(entropy, forKey: .entropy)
    try container.encode(offset, forKey: .offset)
  }
}
