import RondoEngine
import RondoEvaluation
import RondoFiles
public import RondoModels
import RondoNumerics
import RondoText

/// HTML page of a text in which each symbol is coloured by its surprisal under a model.
///
///     let (file, _) = try LanguageModelFile.load("checkpoints/pretrained/model.safetensors")
///     let score = try file.score(
///       Array("The ferry was late.".utf8), alternatives: SurprisalPage.alternatives, dynamic: nil,
///       on: Tape())
///     let page = SurprisalPage(score, of: file, name: "letter.txt")
///     try AtomicFile.write(Array(page.html.utf8), to: "letter.html")
///
/// Whole graphemes are coloured, whatever the symbols are; each line has the direction of its first
/// letter; invisible characters are shown by visible signs. Pointing at a letter, or selecting it
/// with the arrow keys, shows its cost, rank, entropy and more probable alternatives. The first
/// 50,000 symbols are shown individually; figures and curve cover the whole text. `Sendable`.
public struct SurprisalPage: Sendable {
  /// Number of symbols that are shown individually.
  public static let shownSymbols = 50_000
  /// Number of alternatives that are shown for each symbol.
  public static let alternatives = 3

  let score: TextScore
  let predictions: SymbolPredictions
  let tokenizer: Tokenizer
  let model: String
  let name: String
  let dynamic: DynamicEvaluation?
  let pieces: [TextPiece]

  /// Creates a page for a text that was scored with predictions; `name` is the title of the text.
  public init(
    _ score: TextScore, of file: LanguageModelFile, name: String, dynamic: DynamicEvaluation? = nil
  ) {
    guard let predictions = score.predictions else {
      preconditionFailure("a page needs a score with predictions")
    }
    (self.score, self.predictions, tokenizer) = (score, predictions, file.tokenizer)
    (self.name, self.dynamic) = (name, dynamic)
    model = "\(file.model.architecture.summary), unit \(file.tokenizer.unit.rawValue)"
    pieces = TextPiece.pieces(of: score.text, count: Self.shownSymbols)
  }

  /// The page as HTML; written as UTF-8.
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

  /// Unknown symbols, at most twenty.
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

extension SurprisalPage {
  /// Pieces of the text, line by line, in sections that a browser lays out when they become
  /// visible.
  var text: String {
    var html = "<div id=\"pieces\" tabindex=\"0\" aria-describedby=\"help\">\n<section>"
    var (line, lines) = ("", 0)
    for piece in pieces {
      let shown = String(escapingIllFormed: score.text.utf8[piece.bytes])
      line += span(piece, shown)
      if VisibleText.endsLine(shown) {
        html += Self.line(line)
        (line, lines) = ("", lines + 1)
        if lines.isMultiple(of: 40) { html += "</section>\n<section>" }
      }
    }
    if !line.isEmpty { html += Self.line(line) }
    return html + "</section>\n</div>\n"
  }

  private static func line(_ spans: String) -> String { "<div dir=\"auto\">\(spans)</div>\n" }

  private func span(_ piece: TextPiece, _ shown: String) -> String {
    let nats = piece.symbols.reduce(0.0) { $0 + predictions.nats[$1] }
    let (text, isSign) = VisibleText.of(shown)
    let style = "s\(SurprisalLevel.of(nats))" + (isSign ? " c" : "")
    return "<span class=\"\(style)\" title=\"\(meaning(of: piece, text, nats).escapedForXML)\">"
      + "\(text.escapedForXML)</span>"
  }

  /// Description of a piece, shown when pointing at it.
  private func meaning(of piece: TextPiece, _ text: String, _ nats: Double) -> String {
    let bits = nats / ReproducibleMath.log(2)
    let head = "\(quoted(text))  \(nats.decimal(2)) nats, \(bits.decimal(2)) bits"
    guard piece.symbols.count > 1 else {
      let symbol = piece.symbols.lowerBound
      return head + "\n" + place(symbol) + alternatives(to: symbol)
    }
    let parts = piece.symbols.map {
      "\(symbolText($0)) \(predictions.nats[$0].decimal(2)) nats, \(place($0))"
    }
    return ([head + " in \(piece.symbols.count) symbols"] + parts).joined(separator: "\n")
  }

  private func place(_ symbol: Int) -> String {
    let entropy = "entropy \(predictions.entropy(at: symbol).decimal(2)) nats"
    guard let rank = predictions.rank(of: symbol) else { return "unknown, \(entropy)" }
    let count = tokenizer.vocabulary.count.withThousandsSeparators
    return "rank \(rank.withThousandsSeparators) of \(count), \(entropy)"
  }

  private func alternatives(to symbol: Int) -> String {
    let best = predictions.best(at: symbol).map {
      "\(symbolText(id: $0.id)) \((Double($0.probability) * 100).decimal(1)) %"
    }
    return best.isEmpty ? "" : "\nmost probable: " + best.joined(separator: "  ")
  }

  private func symbolText(_ symbol: Int) -> String {
    symbolText(Array(score.text.utf8[score.text.ranges[symbol]]))
  }

  func symbolText(id: Int32) -> String { symbolText(tokenizer.vocabulary.bytes(of: id)) }

  private func symbolText(_ bytes: [UInt8]) -> String {
    quoted(VisibleText.of(String(escapingIllFormed: bytes)).text)
  }

  /// Quotes a text and isolates its direction.
  private func quoted(_ text: String) -> String {
    "“\u{2068}\(text == " " ? "␣" : text)\u{2069}”"
  }
}

/// Eleven levels of surprisal, each with a colour.
enum SurprisalLevel {
  /// Lower bounds in nats of levels 1 to 10.
  static let bounds = [0.1, 0.35, 0.7, 1.2, 1.8, 2.5, 3.5, 5, 7, 10]

  static func of(_ nats: Double) -> Int { bounds.count { nats >= $0 } }

  /// CSS rules for the classes `s0` to `s10`.
  static func rules(onDark: Bool) -> String {
    (0...bounds.count).map { level in
      // Most symbols have low levels, which have pale colours.
      let part = Double(level) / Double(bounds.count)
      let color = ShareColor(share: part * (1 + part) / 2, onDark: onDark)
      return level == 0
        ? ".s0 { color: inherit; }\n"
        : ".s\(level) { background: \(color.hexadecimal); color: \(color.text); }\n"
    }.joined()
  }
}

extension SurprisalPage {
  /// Chart of the mean cost and the mean entropy over the length of the text.
  var curve: String {
    let count = score.nats.count
    let bins = min(240, count / 20)
    guard bins >= 8 else { return "" }
    func means(_ value: (Int) -> Double) -> [LineChart.Point] {
      (0..<bins).map { bin in
        let symbols = count * bin / bins..<count * (bin + 1) / bins
        let sum = symbols.reduce(0.0) { $0 + value($1) }
        return .init(
          x: Double(symbols.lowerBound + symbols.upperBound) / 2, y: sum / Double(symbols.count))
      }
    }
    var chart = LineChart(
      title: "Nats per symbol over the text", xLabel: "symbol", yLabel: "nats per symbol")
    chart.lines = [
      .init(name: "cost", points: means { predictions.nats[$0] }, color: .first),
      .init(name: "expected (entropy)", points: means(predictions.entropy), color: .second),
    ]
    chart.height = 200
    return "<h2>Over the text</h2>\n<div class=\"scroll\">\(chart.svg)</div>\n"
  }

  /// Table of the symbols with the highest costs, in context.
  var surprises: String {
    let order = pieces.indices.sorted {
      let (a, b) = (cost(of: pieces[$0]), cost(of: pieces[$1]))
      return a != b ? a > b : $0 < $1
    }
    let rows = order.prefix(12).map { index in
      let piece = pieces[index]
      let before = shown(max(0, index - 30)..<index)
      let after = shown(index + 1..<min(pieces.count, index + 16))
      return "<tr><td class=\"number\">\(piece.symbols.lowerBound.withThousandsSeparators)</td>"
        + "<td class=\"number\">\(cost(of: piece).decimal(2))</td><td dir=\"auto\">\(before)"
        + "<mark>\(shown(index..<index + 1))</mark>\(after)</td></tr>\n"
    }
    return "<h2>Highest surprisal</h2>\n<div class=\"scroll\"><table>\n<tr><th>symbol</th>"
      + "<th>nats</th><th>context</th></tr>\n\(rows.joined())</table></div>\n"
  }

  private func cost(of piece: TextPiece) -> Double {
    piece.symbols.reduce(0.0) { $0 + predictions.nats[$1] }
  }

  private func shown(_ range: Range<Int>) -> String {
    pieces[range].map {
      VisibleText.of(String(escapingIllFormed: score.text.utf8[$0.bytes])).text
    }.joined().escapedForXML
  }
}

extension SurprisalPage {
  /// Legend of the colours.
  var legend: String {
    let bounds = SurprisalLevel.bounds
    let swatches = (0...bounds.count).map { level in
      let label = level == 0 ? "&lt; \(bounds[0])" : bounds[level - 1].coordinate
      return "<li class=\"s\(level)\">\(label)</li>"
    }
    return "<h2>Colours: nats from</h2>\n<ul class=\"legend\">\(swatches.joined())</ul>\n"
      + "<p class=\"faint\" id=\"help\">Point at a letter, or click into the text and use the arrow "
      + "keys, to see its cost, its rank, the entropy at its position (the expected cost) and the "
      + "most probable symbols.</p>\n"
  }

  static let panel = "<div id=\"panel\" role=\"status\" dir=\"auto\" hidden=\"\"></div>\n"

  static let style = """
    .legend { display: flex; flex-wrap: wrap; list-style: none; margin: 0; padding: 0;
      border: 1px solid var(--line); width: fit-content; max-width: 100%; }
    .legend li { padding: .1rem .5rem; min-width: 2.4rem; text-align: center; }
    #pieces { font-size: 1.125rem; line-height: 1.7; border: 1px solid var(--line);
      padding: .75rem; border-radius: .25rem; }
    #pieces section { content-visibility: auto; contain-intrinsic-size: auto 60rem; }
    #pieces div { white-space: pre-wrap; overflow-wrap: anywhere; text-align: start; }
    #pieces .c { font-size: .75em; opacity: .85; }
    #pieces .at { outline: 2px solid var(--second); outline-offset: -1px; }
    #panel { position: fixed; inset: auto 0 0 0; padding: .5rem 1rem; white-space: pre-wrap;
      background: var(--panel); border-top: 1px solid var(--line); text-align: start; }
    \(SurprisalLevel.rules(onDark: false))@media (prefers-color-scheme: dark) {
    \(SurprisalLevel.rules(onDark: true))}
    @media print { #panel { display: none; } #pieces span { print-color-adjust: exact; } }

    """

  /// Shows the description of the piece under the pointer, or selected by the arrow keys, in the
  /// panel.
  static let script = """
    (() => {
      const text = document.getElementById('pieces');
      const panel = document.getElementById('panel');
      const pieces = text.getElementsByTagName('span');
      let at = null;
      const show = (piece) => {
        if (!piece || piece === at) return;
        if (at) at.classList.remove('at');
        at = piece;
        at.classList.add('at');
        panel.textContent = piece.title;
        panel.hidden = false;
      };
      text.addEventListener('pointerover', (e) => show(e.target.closest('#pieces span')));
      text.addEventListener('click', (e) => show(e.target.closest('#pieces span')));
      text.addEventListener('keydown', (e) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
        if (!step) return;
        e.preventDefault();
        const now = at ? Array.prototype.indexOf.call(pieces, at) : -1;
        show(pieces[Math.max(0, Math.min(pieces.length - 1, now + step))]);
        at.scrollIntoView({ block: 'nearest' });
      });
    })();

    """
}

/// Part of a text that is shown as a unit: the shortest sequence of whole symbols that consists of
/// whole graphemes, so that a letter is never separated from its marks.
struct TextPiece: Hashable {
  /// Range of bytes of the text.
  let bytes: Range<Int>
  /// Range of symbols.
  let symbols: Range<Int>

  /// Pieces of a text's first symbols, covering at least `count` symbols if the text has as many.
  static func pieces(of text: EncodedText, count: Int = .max) -> [TextPiece] {
    var ends: [Int] = []
    let last = text.ranges.isEmpty ? 0 : text.ranges[min(count, text.ranges.count) - 1].upperBound
    Segmenter(unit: .grapheme).forEachSymbol(in: text.utf8.span) { grapheme in
      if grapheme.lowerBound < last { ends.append(grapheme.upperBound) }
    }
    var pieces: [TextPiece] = []
    var (start, first, next) = (0, 0, 0)
    for end in ends {
      while next < text.ranges.count && text.ranges[next].upperBound <= end { next += 1 }
      guard next > first, text.ranges[next - 1].upperBound == end else { continue }
      pieces.append(TextPiece(bytes: start..<end, symbols: first..<next))
      (start, first) = (end, next)
    }
    return pieces
  }
}
