import RondoFiles

extension LabelledTextReader {
  /// Reads the rows of a CSV or TSV text.
  ///
  /// - Parameter layout: The places of text and label in earlier data, if there are any.
  func readTable(
    _ text: SourceText, isQuoting: Bool, _ layout: LabelledTextLayout?,
    into data: inout LabelledText
  ) throws(DataError) {
    if isMultiLabel, requiresLabels { throw .unfit(path: text.path, .oneLabelOnly) }
    if !isQuoting, ![nil, .tab].contains(delimiter) {
      throw .unfit(path: text.path, .delimiterOfTSV)
    }
    let found = isQuoting ? self.delimiter(of: text, layout, &data.notes) : nil
    var table = TableScanner(text, isQuoting: isQuoting, delimiter: found)
    guard try table.next() else { return }
    let columns = try TextColumns(for: self, layout, firstRow: table)
    let names = table.strings
    let (first, before) = (data.cases.count, data.caseCount)
    let ids = columns.hasHeader ? Self.idColumn(names, columns) : nil
    func addRow(_ table: TableScanner, to data: inout LabelledText) throws(DataError) {
      let id = ids.map { table.string(table.fields[$0]) }
      try keepingPlace(in: &data, line: table.line, id: id) { (data) throws(DataError) in
        try self.addRow(table, columns, to: &data)
      }
    }
    if !columns.hasHeader { try addRow(table, to: &data) }
    while try nextRow(&table, &data) { try addRow(table, to: &data) }
    if columns.hasHeader, data.caseCount == before {
      throw .unfit(path: text.path, .headerWithoutCases)
    }
    let isAlone = header == .auto && Self.isAloneWithItsLabel(data.cases[first...])
    if let note = columns.note(path: text.path, names: names, isAloneWithItsLabel: isAlone) {
      data.notes.append(note)
    }
    if data.layout == nil {
      let isUsual = delimiter != nil || found == .comma
      data.layout = LabelledTextLayout(columns, names: names, delimiter: isUsual ? nil : found)
    }
  }

  /// The delimiter of a CSV text: the chosen one, else one that is recognized, else that of earlier
  /// data.
  private func delimiter(
    of text: SourceText, _ layout: LabelledTextLayout?, _ notes: inout [Advice]
  ) -> TableDelimiter {
    if let delimiter { return delimiter }
    let expected = layout?.delimiter ?? .comma
    let found = TableDelimiter.recognized(in: text, expected: expected)
    if found != expected || layout == nil && found != .comma {
      notes.append(found.note(for: text.path))
    }
    return found
  }

  /// Reads the next row with the same number of fields as the others; other rows are kept as
  /// unreadable cases if `keepsUnreadable`.
  private func nextRow(
    _ table: inout TableScanner, _ data: inout LabelledText
  ) throws(DataError) -> Bool {
    while true {
      do throws(DataError) { return try table.next() } catch {
        guard keepsUnreadable, table.isAtRow else { throw error }
        try keepingPlace(in: &data, line: table.line) { (_) throws(DataError) in throw error }
      }
    }
  }

  /// The column of the ids of the cases.
  private static func idColumn(_ names: [String], _ columns: TextColumns) -> Int? {
    names.indices.first {
      idNames.contains(ASCII.lowercased(names[$0])) && $0 != columns.text && $0 != columns.label
    }
  }

  private func addRow(
    _ table: TableScanner, _ columns: TextColumns, to data: inout LabelledText
  ) throws(DataError) {
    let field = table.fields[columns.text]
    var labels: [ClassLabel] = []
    if let column = columns.label {
      let field = table.fields[column]
      if !table.text.isBlank(field.range) {
        labels = [ClassLabel(table.string(field))]
      } else if requiresLabels {
        return data.addUnlabelled { table.text.error($0, at: field.range.lowerBound) }
      }
    }
    if table.text.isBlank(field.range) {
      throw table.text.error(.emptyText, at: field.range.lowerBound)
    }
    try add(
      table.string(field), labels, line: table.line, to: &data, failingAt: table.start,
      in: table.text)
  }

  /// Whether the first of ten cases or more is the only one with its label.
  private static func isAloneWithItsLabel(_ cases: ArraySlice<TextCase>) -> Bool {
    guard cases.count >= 10, let label = cases.first?.labels.first else { return false }
    return !cases.dropFirst().contains { $0.labels == [label] }
  }
}
