import RondoFiles

/// A confusion matrix as a self-contained SVG image.
///
///     let matrix = ConfusionMatrix(labels: ["neg", "pos"], truth: [0, 0, 1], predicted: [0, 1, 1])
///     let chart = ConfusionChart(matrix, title: "Sentiment")
///     try AtomicFile.write(Array(chart.svg.utf8), to: "confusion.svg")
///
/// Rows are true labels, columns predicted ones; the colour of a cell is its share of the row, and
/// it shows the number of cases and, if it is large enough, that share. Recall is on the right. The
/// image needs no external fonts, scripts or styles; each cell has a tooltip that explains it.
/// `Sendable`.
public struct ConfusionChart: Sendable {
  let matrix: ConfusionMatrix
  let title: String
  let labels: [String]

  /// The side of a cell.
  let cell: Int
  /// The font size of the labels.
  let fontSize = 13
  /// The left and top edge of the cells.
  let left: Int
  let top: Int
  /// Whether labels above the columns are rotated.
  let isTurned: Bool
  /// The length of the longest label.
  private let labelLength: Int

  /// Creates a chart with a title.
  public init(_ matrix: ConfusionMatrix, title: String) {
    self.matrix = matrix
    self.title = title.printable
    labels = matrix.labels.map { DisplayWidth.shortened($0.printable, to: 24) }
    cell =
      switch labels.count {
      case ...4: 88
      case ...12: 60
      case ...24: 40
      default: 26
      }
    let longest = labels.reduce(1) { max($0, DisplayWidth.columns(of: $1)) }
    labelLength = longest * fontSize * 62 / 100
    isTurned = labelLength > cell - 6
    left = 44 + labelLength + 10
    top = 96 + (isTurned ? labelLength * 71 / 100 + 12 : fontSize + 8)
  }

  /// The right and bottom edge of the cells.
  var right: Int { left + cell * labels.count }
  var bottom: Int { top + cell * labels.count }

  /// The size of the image; rotated labels extend beyond the last column.
  var width: Int {
    let heading = 16 + max(DisplayWidth.columns(of: title) * 13, subtitle.count * 8)
    let overhang = isTurned ? labelLength * 71 / 100 : 0
    return max(right + max(76, overhang + 8), left + 230, heading)
  }
  var height: Int { bottom + 70 }

  var subtitle: String {
    "accuracy \(Percentage.text(matrix.right, of: matrix.total)) of "
      + "\(matrix.total.withThousandsSeparators) cases"
  }
}
