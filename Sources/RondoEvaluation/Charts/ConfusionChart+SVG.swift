import RondoFiles

extension ConfusionChart {
  /// The image as text, UTF-8 when written.
  public var svg: String {
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" role=\"img\" font-family=\"sans-serif\" "
        + "font-size=\"\(fontSize)\" fill=\"#111111\">",
      "<title>\(title.escapedForXML)</title>",
      "<desc>Confusion matrix: rows are true labels, columns predicted labels; \(subtitle).</desc>",
      "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#ffffff\"/>",
      "<text x=\"16\" y=\"32\" font-size=\"20\" font-weight=\"bold\">\(title.escapedForXML)</text>",
      "<text x=\"16\" y=\"54\" fill=\"#444444\">\(subtitle)</text>",
    ]
    lines += headings
    for row in labels.indices {
      for column in labels.indices { lines += cellLines(row: row, column: column) }
      let recall = Percentage.text(matrix[row, row], of: matrix.truthTotals[row])
      lines.append(text(recall, x: right + 8, y: middle(of: row, from: top), size: smallSize))
    }
    lines.append(
      "<rect x=\"\(left)\" y=\"\(top)\" width=\"\(right - left)\" height=\"\(bottom - top)\" "
        + "fill=\"none\" stroke=\"#888888\"/>")
    lines += legend
    lines.append("</svg>")
    return lines.joined(separator: "\n") + "\n"
  }

  private var smallSize: Int { min(fontSize, cell * 46 / 100) }

  private func middle(of index: Int, from start: Int) -> Int { start + cell * index + cell / 2 }

  /// A text that is vertically centred at `y`.
  private func text(
    _ content: String, x: Int, y: Int, size: Int, anchor: String = "start", fill: String = "#111111"
  ) -> String {
    "<text x=\"\(x)\" y=\"\(y + size * 36 / 100)\" font-size=\"\(size)\" "
      + "text-anchor=\"\(anchor)\" fill=\"\(fill)\">\(content.escapedForXML)</text>"
  }

  /// The labels, the words "true" and "predicted", and the heading of the recalls.
  private var headings: [String] {
    let (across, down) = ((left + right) / 2, (top + bottom) / 2)
    var lines = [
      text("predicted", x: across, y: 80, size: fontSize, anchor: "middle", fill: "#444444"),
      "<text transform=\"translate(24 \(down)) rotate(-90)\" text-anchor=\"middle\" "
        + "fill=\"#444444\">true</text>",
      text("recall", x: right + 8, y: bottom + 14, size: fontSize, fill: "#444444"),
    ]
    for (index, label) in labels.enumerated() {
      lines.append(
        text(label, x: left - 8, y: middle(of: index, from: top), size: fontSize, anchor: "end"))
      let x = middle(of: index, from: left)
      lines.append(
        isTurned
          ? "<text transform=\"translate(\(x + 4) \(top - 8)) rotate(-45)\">"
            + "\(label.escapedForXML)</text>"
          : text(label, x: x, y: top - 13, size: fontSize, anchor: "middle"))
    }
    return lines
  }

  /// The square, its number of cases and its share of the row.
  private func cellLines(row: Int, column: Int) -> [String] {
    let (count, whole) = (matrix[row, column], matrix.truthTotals[row])
    let color = ShareColor(part: count, of: whole)
    let (x, y) = (left + cell * column, top + cell * row)
    let share = Percentage.text(count, of: whole)
    let meaning =
      "true \(matrix.labels[row].printable), predicted \(matrix.labels[column].printable): "
      + "\(count.withThousandsSeparators) (\(share) of the row)"
    var lines = [
      "<g><title>\(meaning.escapedForXML)</title><rect x=\"\(x)\" y=\"\(y)\" width=\"\(cell)\" "
        + "height=\"\(cell)\" fill=\"\(color.hexadecimal)\" stroke=\"#dddddd\"/>"
    ]
    if count > 0 {
      let (middle, center) = (x + cell / 2, y + cell / 2)
      let number = String(count)
      let size = min(cell >= 60 ? 18 : fontSize, (cell - 4) * 100 / (60 * number.count))
      let hasShare = cell >= 40
      lines.append(
        text(
          number, x: middle, y: hasShare ? center - cell / 8 : center, size: size,
          anchor: "middle", fill: color.text))
      if hasShare {
        lines.append(
          text(
            share, x: middle, y: center + cell / 5, size: min(12, cell / 4), anchor: "middle",
            fill: color.text))
      }
    }
    lines.append("</g>")
    return lines
  }

  /// The legend of the colours.
  private var legend: [String] {
    var lines: [String] = []
    for step in 0...20 {
      let color = ShareColor(share: Double(step) / 20).hexadecimal
      lines.append(
        "<rect x=\"\(left + step * 8)\" y=\"\(bottom + 34)\" width=\"8\" height=\"12\" "
          + "fill=\"\(color)\"/>")
    }
    lines.append(
      "<rect x=\"\(left)\" y=\"\(bottom + 34)\" width=\"168\" height=\"12\" fill=\"none\" "
        + "stroke=\"#888888\"/>")
    lines.append(text("0 %", x: left, y: bottom + 55, size: 11))
    lines.append(text("of the row", x: left + 84, y: bottom + 55, size: 11, anchor: "middle"))
    lines.append(text("100 %", x: left + 168, y: bottom + 55, size: 11, anchor: "end"))
    return lines
  }
}
