/// Which columns of a table hold the text and the label, and whether its first row names them.
struct TextColumns {
  let hasHeader: Bool
  /// From 0.
  private(set) var text = 0
  /// From 0; nil where the cases have no labels.
  private(set) var label: Int?
  /// Whether neither a name nor a number told them.
  private(set) var areGuessed = false

  /// Rows that are looked at to tell two columns apart.
  private static let sample = 1000

  /// Decides by what the reader was told and by the table's first row.
  init(for reader: LabelledTextReader, firstRow table: TableScanner) throws(DataError) {
    let names = table.strings
    let chosen = [reader.textColumn, reader.labelColumn].compactMap { $0 }
    hasHeader =
      switch reader.header {
      case .yes: true
      case .no: false
      case .auto:
        chosen.contains { Int($0) == nil }
          || names.contains { name in
            let name = ASCII.lowercased(name)
            return LabelledTextReader.textNames.contains(name)
              || LabelledTextReader.labelNames.contains(name)
          }
      }
    let header = TableHeader(names: hasHeader ? names : nil, table: table)
    let text = try header.column(reader.textColumn, orOneOf: LabelledTextReader.textNames)
    let label = try header.column(reader.labelColumn, orOneOf: LabelledTextReader.labelNames)
    if let text, text == label { throw table.text.error(.sameColumn(text + 1), at: table.start) }
    try complete(text, label, reader, table)
  }

  /// Finds what is left: the other one of two columns, or, of two unnamed ones, the one with fewer
  /// different values as the label.
  private mutating func complete(
    _ text: Int?, _ label: Int?, _ reader: LabelledTextReader, _ table: TableScanner
  ) throws(DataError) {
    let count = table.fields.count
    switch (text, label) {
    case (let text?, let label?): (self.text, self.label) = (text, label)
    case (let text?, nil):
      self.text = text
      if reader.requiresLabels {
        guard count == 2 else { throw Self.unclear("label", table) }
        self.label = 1 - text
      }
    case (nil, let label?):
      guard count == 2 else { throw Self.unclear("text", table) }
      (self.text, self.label) = (1 - label, label)
    case (nil, nil):
      if count == 1, !reader.requiresLabels { return }
      guard count == 2, let label = try Self.columnOfFewerValues(table, skipsFirst: hasHeader)
      else { throw Self.unclear("text", table) }
      (self.text, self.label, areGuessed) = (1 - label, label, true)
    }
  }

  private static func columnOfFewerValues(
    _ table: TableScanner, skipsFirst: Bool
  ) throws(DataError) -> Int? {
    var rows = table
    var values: [Set<ClassLabel>] = [[], []]
    if !skipsFirst { for column in 0..<2 { values[column].insert(label(rows, column)) } }
    for _ in 0..<sample where try rows.next() {
      for column in 0..<2 { values[column].insert(label(rows, column)) }
    }
    let (first, second) = (values[0].count, values[1].count)
    return first == second ? nil : first < second ? 0 : 1
  }

  private static func label(_ table: TableScanner, _ column: Int) -> ClassLabel {
    ClassLabel(table.string(table.fields[column]))
  }

  private static func unclear(_ role: String, _ table: TableScanner) -> DataError {
    table.text.error(.unclearColumn(role, firstRow: table.strings), at: table.start)
  }
}
