import RondoEvaluation
import RondoFiles
import RondoText

/// A text coloured by how much each of its symbols surprised a model, as a page of HTML.
///
///     let page = SurprisalPage(score, of: file, name: "letter.txt")
///     try AtomicFile.write(Array(page.html.utf8), to: "letter.html")
///
/// Letters are never torn from their marks, whatever a symbol is; every line runs in the direction
/// of its first letter; what cannot be seen is shown by a sign. Pointing at a letter, or going to it
/// with the arrow keys, tells its cost, rank, the entropy in its place, and what was more probable.
/// The first 50,000 symbols are shown one by one, the whole text in figures and a curve. `Sendable`.
public struct SurprisalPage: Sendable {
  /// The number of symbols that are shown one by one.
  public static let shownSymbols = 50_000
  /// The number of alternatives that are named for each.
  public static let alternatives = 3

  let score: TextScore
  let predictions: SymbolPredictions
  let tokenizer: Tokenizer
  let model: String
  let name: String
  let dynamic: DynamicEvaluation?
  let pieces: [TextPiece]

  /// A page for a text that has been scored with predictions; `name` is what the text is called.
  public init(
    _ score: TextScore, of file: ModelFile, name: String, dynamic: DynamicEvaluation? = nil
  ) {
    guard let predictions = score.predictions else {
      preconditionFailure("a page needs a score with predictions")
    }
    (self.score, self.predictions, tokenizer) = (score, predictions, file.tokenizer)
    (self.name, self.dynamic) = (name, dynamic)
    model = "\(file.model.architecture.summary), unit \(file.tokenizer.unit.rawValue)"
    pieces = TextPiece.pieces(of: score.text, count: Self.shownSymbols)
  }

  /// The page, UTF-8 when written.
  public var html: String {
    HTMLPage(
      title: "Surprisal of \(name)", style: Self.style,
      body: facts + curve + legend + "<h2 id=\"text\">Text</h2>\n" + limitNote + text + surprises
        + Self.panel,
      script: Self.script
    ).html
  }

  private var facts: String {
    let loss = score.loss
    var table = FactTable()
    table.add(
      "loss",
      "\(loss.nats.decimal(4)) nats per symbol, \(loss.bitsPerCharacter.decimal(4)) bits per "
        + "character, \(loss.bitsPerByte.decimal(4)) bits per byte")
    let unknown =
      score.unknownSymbols > 0
      ? "; \(score.unknownSymbols.withThousandsSeparators) unknown ones, which cost ln V each: "
        + unknownList : ""
    table.add("symbols", score.nats.count.withThousandsSeparators + unknown)
    table.add("expected", "\(meanEntropy.decimal(4)) nats per symbol: the mean entropy")
    table.add("best guess right", "\(Percentage.text(firsts, of: score.nats.count)) of the symbols")
    table.add("model", model)
    if let dynamic {
      table.add(
        "dynamic evaluation",
        "rate \(dynamic.rate), decay \(dynamic.decay), segments of \(dynamic.segment)")
    }
    return table.html
  }

  /// The unknown symbols, at most twenty of them.
  private var unknownList: String {
    score.unknown.prefix(20).map { VisibleText.of(String(escapingIllFormed: $0)).text }
      .joined(separator: " ") + (score.unknown.count > 20 ? " …" : "")
  }

  private var meanEntropy: Double {
    let sum = score.nats.indices.reduce(0.0) { $0 + predictions.entropy(at: $1) }
    return sum / Double(max(score.nats.count, 1))
  }

  private var firsts: Int { score.nats.indices.count { predictions.rank(of: $0) == 1 } }

  private var limitNote: String {
    let shown = pieces.last?.symbols.upperBound ?? 0
    guard shown < score.nats.count else { return "" }
    return "<p class=\"faint\">The first \(shown.withThousandsSeparators) of "
      + "\(score.nats.count.withThousandsSeparators) symbols; figures and curve are of the whole "
      + "text.</p>\n"
  }
}
