import ArgumentParser
import Rondo

/// `rondo score CHECKPOINT [TEXT]`.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Say how probable a text is to a language model.",
    discussion: """
      The text is read as one stream from the state of zeros, and every symbol counts; one that the \
      model does not know costs ln V. A model of documents reads the text as documents, and each end \
      of one counts too, as one symbol, character and byte. Bits per character count grapheme clusters.
      """)

  @Argument(help: "A run's folder or a .safetensors file.")
  var checkpoint: String

  @Argument(help: ArgumentHelp("A text file; '-' or nothing is standard input.", valueName: "text"))
  var path: String?

  @Option(name: .customLong("text"), help: "The text itself.")
  var literal: String?

  @Flag(help: "Print the cost of each symbol too.")
  var perSymbol = false

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard path == nil || literal == nil else {
      throw ValidationError("give a text file or --text, not both")
    }
  }

  func run() throws {
    let file = try ModelFile.open(checkpoint)
    let text: [UInt8]
    if let literal {
      text = Array(literal.utf8)
    } else {
      let corpus = try reading.reader(for: file.tokenizer).readText(path ?? "-")
      for note in corpus.notes { output.note(note) }
      text = corpus.utf8
    }
    guard !text.isEmpty else {
      throw DataError.empty(paths: [literal == nil ? path ?? "-" : "--text"])
    }
    let score = file.score(text, on: Tape(workers: threads.workers))
    guard !score.nats.isEmpty else {
      throw DataError.empty(paths: [literal == nil ? path ?? "-" : "--text"])
    }
    if perSymbol { try writeSymbols(score) }
    try output.write(score, as: "score")
  }

  private func writeSymbols(_ score: TextScore) throws {
    for (nats, range) in zip(score.nats, score.text.ranges) {
      let symbol = String(decoding: score.text.utf8[range], as: UTF8.self)
      switch output.format {
      case .json:
        let event = SymbolEvent(symbol: symbol, nats: nats, offset: range.lowerBound)
        StandardStreams.write(try ReportLine.line("symbol", event) + "\n")
      case .text:
        StandardStreams.write("\(nats.fixed(4))\t\(onOneLine(symbol))\n")
      }
    }
  }
}

private struct SymbolEvent: Encodable {
  let symbol: String
  let nats: Double
  let offset: Int
}
