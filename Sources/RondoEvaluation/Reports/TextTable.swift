/// Cells in columns for a terminal, two spaces between them.
struct TextTable {
  /// The cells row by row, as many in each.
  var rows: [[String]]
  /// The columns whose cells begin at the same place; those of the others end there.
  var leftAligned: Set<Int> = [0]

  /// The number of columns of the terminal that it takes.
  var width: Int { columnWidths.reduce(0, +) + 2 * max(columnWidths.count - 1, 0) }

  /// The lines, each ended by a line feed, without spaces before it.
  var text: String {
    let widths = columnWidths
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        DisplayWidth.padded(cell.0, to: cell.1, isRight: !leftAligned.contains(column))
      }
      var line = Substring(cells.joined(separator: "  "))
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  private var columnWidths: [Int] {
    (rows.first ?? []).indices.map { column in
      rows.reduce(0) { max($0, DisplayWidth.columns(of: $1[column])) }
    }
  }
}
