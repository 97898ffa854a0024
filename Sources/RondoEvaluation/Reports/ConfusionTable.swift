import RondoFiles

/// A confusion matrix as text.
///
///     let matrix = ConfusionMatrix(labels: ["cat", "dog"], truth: [0, 0, 1], predicted: [0, 1, 1])
///     print(ConfusionTable(matrix).text)
///     // true \ predicted      cat     dog   recall
///     // cat                     1       1   50.0 %
///     // dog                     0       1  100.0 %
///     // precision         100.0 %  50.0 %   66.7 %
///
/// The bottom right cell is the accuracy. If the table is wider than the terminal, columns have
/// numbers instead of labels, and precision is omitted; if it is still too wide, the most frequent
/// confusions are listed instead. Long labels are truncated. `Sendable`.
public struct ConfusionTable: Sendable {
  private let matrix: ConfusionMatrix
  private let width: Int
  private let labels: [String]

  /// Creates a table of at most `width` columns, if the labels leave room for it.
  public init(_ matrix: ConfusionMatrix, width: Int = 80) {
    self.matrix = matrix
    self.width = width
    labels = matrix.labels.map { DisplayWidth.shortened($0.printable, to: 24) }
  }

  /// The lines, each ended by a line feed.
  public var text: String {
    // A column is at least three characters wide.
    guard labels.count <= width / 3 else { return mistakes + accuracy }
    let named = grid(rows: labels, columns: labels) + [precisions]
    if fits(named) { return TextTable(rows: named).text }
    let numbers = labels.indices.map { String($0 + 1) }
    let digits = numbers.last?.count ?? 1
    let rows = zip(numbers, labels).map {
      DisplayWidth.padded($0, to: digits, isRight: true) + " " + $1
    }
    let numbered = grid(rows: rows, columns: numbers)
    return (fits(numbered) ? TextTable(rows: numbered).text : mistakes) + accuracy
  }

  /// The cells with a heading row, a heading column, and recall on the right.
  private func grid(rows: [String], columns: [String]) -> [[String]] {
    var grid = [["true \\ predicted"] + columns + ["recall"]]
    for row in labels.indices {
      let counts = labels.indices.map { String(matrix[row, $0]) }
      let recall = Percentage.text(matrix[row, row], of: matrix.truthTotals[row])
      grid.append([rows[row]] + counts + [recall])
    }
    return grid
  }

  /// The last row: precision of each label, and the accuracy.
  private var precisions: [String] {
    let precisions = labels.indices.map {
      Percentage.text(matrix[$0, $0], of: matrix.predictedTotals[$0])
    }
    return ["precision"] + precisions + [Percentage.text(matrix.right, of: matrix.total)]
  }

  private var accuracy: String {
    let share = Percentage.text(matrix.right, of: matrix.total)
    return "accuracy \(share) of \(matrix.total.withThousandsSeparators) cases\n"
  }

  private func fits(_ grid: [[String]]) -> Bool { TextTable(rows: grid).width <= width }

  /// The most frequent confusions, at most 20.
  private var mistakes: String {
    let pairs = matrix.cells.filter { $0.key / labels.count != $0.key % labels.count }
      .sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    let shown = pairs.prefix(20)
    var grid = [["cases", "true", "predicted"]]
    for (pair, count) in shown {
      grid.append([String(count), labels[pair / labels.count], labels[pair % labels.count]])
    }
    var text = TextTable(rows: grid, leftAligned: [1, 2]).text
    let hidden = pairs.dropFirst(shown.count)
    if !hidden.isEmpty {
      let cases = hidden.reduce(0) { $0 + $1.value }
      text += "and \(cases.withThousandsSeparators) cases in \(hidden.count) other pairs\n"
    }
    return text
  }
}
