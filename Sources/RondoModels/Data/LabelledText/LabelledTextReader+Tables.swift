extension LabelledTextReader {
  /// Reads the rows of a CSV or TSV text.
  func readTable(
    _ text: SourceText, isQuoting: Bool, into data: inout LabelledText
  ) throws(DataError) {
    if isMultiLabel, requiresLabels { throw .unfit(path: text.path, .oneLabelOnly) }
    var table = TableScanner(text, isQuoting: isQuoting)
    guard try table.next() else { return }
    let columns = try TextColumns(for: self, firstRow: table)
    let first = data.cases.count
    if !columns.hasHeader { try addRow(table, columns, to: &data) }
    while try table.next() { try addRow(table, columns, to: &data) }
    if columns.hasHeader, data.cases.count == first {
      throw .unfit(path: text.path, .headerWithoutCases)
    }
    note(columns, text.path, data.cases[first...], in: &data.notes)
  }

  private func addRow(
    _ table: TableScanner, _ columns: TextColumns, to data: inout LabelledText
  ) throws(DataError) {
    let field = table.fields[columns.text]
    if table.text.isBlank(field.range) {
      throw table.text.error(.emptyText, at: field.range.lowerBound)
    }
    var labels: [ClassLabel] = []
    if let column = columns.label {
      let field = table.fields[column]
      if !table.text.isBlank(field.range) {
        labels = [ClassLabel(table.string(field))]
      } else if requiresLabels {
        throw table.text.error(.emptyLabel, at: field.range.lowerBound)
      }
    }
    try add(
      table.string(field), labels, line: table.line, to: &data, failingAt: table.start,
      in: table.text)
  }

  private func note(
    _ columns: TextColumns, _ path: String, _ cases: ArraySlice<TextCase>, in notes: inout [String]
  ) {
    if columns.areGuessed, let label = columns.label {
      notes.append(
        "\(path): column \(label + 1) was taken for the label and column \(columns.text + 1) for "
          + "the text, because it repeats itself more; name others with --text-column and "
          + "--label-column if that is wrong")
    }
    guard header == .auto, !columns.hasHeader, cases.count >= 10,
      let label = cases.first?.labels.first,
      !cases.dropFirst().contains(where: { $0.labels == [label] })
    else { return }
    notes.append(
      "\(path): line 1 was read as a case, although its label \(label.name.quoted) occurs nowhere "
        + "else; use --header yes if it names the columns")
  }
}
