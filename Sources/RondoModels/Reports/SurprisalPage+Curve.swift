import RondoEvaluation
import RondoFiles
import RondoText

extension SurprisalPage {
  /// The mean cost, and the mean of what was to be expected, over the length of the text.
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

  /// The symbols that cost most, with what stands around them.
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
    return "<h2>What surprised most</h2>\n<div class=\"scroll\"><table>\n<tr><th>symbol</th>"
      + "<th>nats</th><th>among</th></tr>\n\(rows.joined())</table></div>\n"
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
