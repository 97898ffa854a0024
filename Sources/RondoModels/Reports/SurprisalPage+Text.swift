import RondoEngine
import RondoEvaluation
import RondoFiles
import RondoNumerics
import RondoText

extension SurprisalPage {
  /// The pieces, line by line, in blocks that a browser lays out when they come into sight.
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

  /// What pointing at a piece tells.
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

  /// Between quotation marks, and so that its direction stays its own.
  private func quoted(_ text: String) -> String {
    "“\u{2068}\(text == " " ? "␣" : text)\u{2069}”"
  }
}

/// Eleven steps of surprisal, each with a colour.
enum SurprisalLevel {
  /// The least nats of levels 1 to 10; those of a certain, a likely, … a wild symbol.
  static let bounds = [0.1, 0.35, 0.7, 1.2, 1.8, 2.5, 3.5, 5, 7, 10]

  static func of(_ nats: Double) -> Int { bounds.count { nats >= $0 } }

  /// The rules for the classes `s0` to `s10`.
  static func rules(onDark: Bool) -> String {
    (0...bounds.count).map { level in
      // Most symbols are of the lower levels, which are kept pale.
      let part = Double(level) / Double(bounds.count)
      let color = ShareColor(share: part * (1 + part) / 2, onDark: onDark)
      return level == 0
        ? ".s0 { color: inherit; }\n"
        : ".s\(level) { background: \(color.hexadecimal); color: \(color.text); }\n"
    }.joined()
  }
}
