import RondoFiles

/// The columns of text and label in a table, and whether its first row names the columns.
struct TextColumns {
  let hasHeader: Bool
  /// The column of the text, from 0.
  private(set) var text = 0
  /// The column of the label, from 0; nil if the cases have no labels.
  private(set) var label: Int?
  /// Whether anything was found otherwise than by a choice, earlier data, or the names `text` and
  /// `label`.
  private(set) var isGuessed = false
  /// Whether the column of the label was recognized by its fewer distinct values alone.
  private(set) var isGuessedByValues = false

  /// The number of rows examined to recognize a header or the column of the label.
  private static let sample = 1000

  /// Finds the columns by the settings of the reader, by earlier data, and by the table itself.
  init(
    for reader: LabelledTextReader, _ layout: LabelledTextLayout?, firstRow table: TableScanner
  ) throws(DataError) {
    let names = table.strings
    let known = Self.knownHeader(reader, layout, table)
    hasHeader = known ?? Self.namesColumns(table)
    let header = TableHeader(names: hasHeader ? names : nil, table: table)
    let chosenLabel = try Self.label(reader, header)
    let chosenText = try header.column(reader.textColumn, orOneOf: [])
    let isTextSettled =
      names.count == 1 || chosenText != nil || chosenLabel != nil && names.count == 2
    var stored = Self.columns(of: layout, names, hasHeader: hasHeader, reader.requiresLabels)
    if !hasHeader, !isTextSettled, let name = layout?.text.name, !reader.knownLabels.isEmpty {
      stored = try Self.checked(stored, reader, textName: name, table)
    }
    let text = chosenText ?? (stored?.text == chosenLabel ? nil : stored?.text)
    let label = chosenLabel ?? (stored?.label == text ? nil : stored?.label)
    let usualText = text ?? header.usualColumn(LabelledTextReader.textNames)
    let usualLabel = label ?? header.usualColumn(LabelledTextReader.labelNames)
    if let usualText, usualText == usualLabel {
      throw table.text.error(.sameColumn(usualText + 1), at: table.start)
    }
    if hasHeader, !reader.knownLabels.isEmpty {
      let isLabelSettled = chosenLabel != nil || stored?.label != nil || !reader.requiresLabels
      try Self.require(isLabelSettled, layout?.label, .label, table)
      try Self.require(isTextSettled || usualText != nil, layout?.text, .text, table)
    }
    try complete(usualText, usualLabel, reader, table)
    let (namedText, namedLabel) =
      (isNamed(self.text, "text", names), isNamed(self.label, "label", names))
    let isText = text != nil || namedText && layout?.text.isPlain("text") ?? true
    let isLabel =
      label != nil || !reader.requiresLabels
      || namedLabel && layout?.label?.isPlain("label") ?? true
    let isHeader = known != nil || namedText || namedLabel
    let seemsHeader = reader.header == .auto && !hasHeader && Self.usualNames([names[self.text]])
    isGuessed = !(isText && isLabel && isHeader) || seemsHeader
  }

  /// The columns of a table without the names of a model's data, verified by the model's labels:
  /// the stored ones if the column of the label contains such labels, else those of a table of two
  /// columns of which one does. Otherwise positions are used only if a header was ruled out and the
  /// table lacks the column of the label.
  private static func checked(
    _ stored: (text: Int?, label: Int?)?, _ reader: LabelledTextReader, textName: String,
    _ table: TableScanner
  ) throws(DataError) -> (text: Int?, label: Int?)? {
    var rows = table
    var left = Set(table.fields.indices)
    for _ in 0..<sample {
      left = left.filter {
        rows.text.isBlank(rows.fields[$0].range) || reader.knownLabels.contains(label(rows, $0))
      }
      guard !left.isEmpty, next(&rows) else { break }
    }
    if let label = stored?.label, left.contains(label) { return stored }
    if table.fields.count == 2, left.count == 1, let label = left.first {
      return (1 - label, label)
    }
    guard reader.header == .no else { throw missing(textName, .text, table) }
    guard let stored, stored.label == nil else { throw unclear(.text, table) }
    return stored
  }

  /// Refuses a table whose header lacks a column of a model's data, unless another is settled.
  private static func require(
    _ isSettled: Bool, _ stored: LabelledTextLayout.Column?, _ role: TextRole, _ table: TableScanner
  ) throws(DataError) {
    guard !isSettled, let name = stored?.name else { return }
    throw missing(name, role, table)
  }

  /// Whether the first row names the columns; nil if that must be guessed.
  private static func knownHeader(
    _ reader: LabelledTextReader, _ layout: LabelledTextLayout?, _ table: TableScanner
  ) -> Bool? {
    let names = table.strings
    switch reader.header {
    case .yes: return true
    case .no: return false
    case .auto:
      if let text = reader.textColumn, Int(text) == nil { return true }
      if let label = reader.labelColumn, Int(label) == nil,
        reader.requiresLabels || names.contains(where: { ClassLabel($0) == ClassLabel(label) })
      {
        return true
      }
      guard let layout else { return nil }
      if layout.text.name == nil { return isPlainHeader(table, reader.knownLabels) }
      return column(layout.text, in: names) == nil ? nil : true
    }
  }

  /// Whether a first row is a header although earlier data had none: it has usual names for both
  /// columns, and that for the label is not a label; or one for the text that does not recur below
  /// it, and none of a model's labels.
  private static func isPlainHeader(_ table: TableScanner, _ labels: Set<ClassLabel>) -> Bool {
    let names = table.strings
    guard usualNames(names) else { return false }
    let namesLabel = names.contains { name in
      LabelledTextReader.labelNames.contains(ASCII.lowercased(name))
        && !labels.contains(ClassLabel(name))
    }
    if namesLabel { return true }
    return !labels.isEmpty && !names.contains { labels.contains(ClassLabel($0)) }
      && hasUniqueName(LabelledTextReader.textNames, table)
  }

  /// Whether a first row has a usual name for a column that does not recur below it. `text` and
  /// `label` together are a header even if they recur, as in concatenated files.
  private static func namesColumns(_ table: TableScanner) -> Bool {
    let lower = table.strings.map { ASCII.lowercased($0) }
    if lower.contains("text"), lower.contains("label") { return true }
    return hasUniqueName(LabelledTextReader.textNames + LabelledTextReader.labelNames, table)
  }

  /// Whether a first row has one of these names without recurrence in its column.
  private static func hasUniqueName(_ usual: [String], _ table: TableScanner) -> Bool {
    let names = table.strings
    var left = names.indices.filter { usual.contains(ASCII.lowercased(names[$0])) }
    var rows = table
    for _ in 0..<sample {
      guard !left.isEmpty, next(&rows) else { break }
      left.removeAll { label(rows, $0) == ClassLabel(names[$0]) }
    }
    return !left.isEmpty
  }

  /// The chosen column of the labels, which may be missing if no labels are required.
  private static func label(
    _ reader: LabelledTextReader, _ header: TableHeader
  ) throws(DataError) -> Int? {
    guard !reader.requiresLabels else { return try header.column(reader.labelColumn, orOneOf: []) }
    return try? header.column(reader.labelColumn, orOneOf: [])
  }

  /// The columns of text and label in earlier data: by name in a table with a header, else by
  /// number.
  private static func columns(
    of layout: LabelledTextLayout?, _ names: [String], hasHeader: Bool, _ requiresLabels: Bool
  ) -> (text: Int?, label: Int?)? {
    guard let layout else { return nil }
    if hasHeader, layout.text.name != nil {
      return (column(layout.text, in: names), layout.label.flatMap { column($0, in: names) })
    }
    if hasHeader, usualNames(names) { return nil }
    let found = layout.columns(ofWidth: names.count, requiringLabels: requiresLabels)
    return found.map { ($0.text, $0.label) }
  }

  /// The column with a name (of several the one at the same position), else the only one that
  /// differs in the case of letters.
  private static func column(_ column: LabelledTextLayout.Column, in names: [String]) -> Int? {
    guard let name = column.name else { return nil }
    let found = names.indices.filter { ClassLabel(names[$0]) == ClassLabel(name) }
    if let first = found.first { return found.first { $0 + 1 == column.number } ?? first }
    let similar = names.indices.filter { ASCII.lowercased(names[$0]) == ASCII.lowercased(name) }
    return similar.count == 1 ? similar[0] : nil
  }

  private static func usualNames(_ names: [String]) -> Bool {
    names.contains { LabelledTextReader.textNames.contains(ASCII.lowercased($0)) }
  }

  private func isNamed(_ column: Int?, _ name: String, _ names: [String]) -> Bool {
    hasHeader && column.map { ASCII.lowercased(names[$0]) == name } ?? false
  }
}

extension TextColumns {
  /// Finds the remaining columns: the other one of two, or of two unknown ones the one with fewer
  /// distinct values as the label.
  private mutating func complete(
    _ text: Int?, _ label: Int?, _ reader: LabelledTextReader, _ table: TableScanner
  ) throws(DataError) {
    let count = table.fields.count
    switch (text, label) {
    case (let text?, let label?): (self.text, self.label) = (text, label)
    case (let text?, nil):
      self.text = text
      if reader.requiresLabels {
        guard count == 2 else { throw Self.unclear(.label, table) }
        self.label = 1 - text
      }
    case (nil, let label?):
      guard count == 2 else { throw Self.unclear(.text, table) }
      (self.text, self.label) = (1 - label, label)
    case (nil, nil):
      if count == 1, !reader.requiresLabels { return }
      guard count == 2, let label = Self.columnOfFewerValues(table, skipsFirst: hasHeader)
      else { throw Self.unclear(.text, table) }
      (self.text, self.label, isGuessedByValues) = (1 - label, label, true)
    }
  }

  private static func columnOfFewerValues(_ table: TableScanner, skipsFirst: Bool) -> Int? {
    var rows = table
    var values: [Set<ClassLabel>] = [[], []]
    if !skipsFirst { for column in 0..<2 { values[column].insert(label(rows, column)) } }
    for _ in 0..<sample where next(&rows) {
      for column in 0..<2 { values[column].insert(label(rows, column)) }
    }
    let (first, second) = (values[0].count, values[1].count)
    return first == second ? nil : first < second ? 0 : 1
  }

  /// Reads the next valid row; faults of others are reported when they are read as cases.
  private static func next(_ rows: inout TableScanner) -> Bool {
    while true {
      do throws(DataError) { return try rows.next() } catch {
        if !rows.isAtRow { return false }
      }
    }
  }

  private static func label(_ table: TableScanner, _ column: Int) -> ClassLabel {
    ClassLabel(table.string(table.fields[column]))
  }

  private static func unclear(_ role: TextRole, _ table: TableScanner) -> DataError {
    table.text.error(.unclearColumn(role, firstRow: table.strings), at: table.start)
  }

  private static func missing(_ name: String, _ role: TextRole, _ table: TableScanner) -> DataError
  {
    table.text.error(.noKnownColumn(name, role: role, found: table.strings), at: table.start)
  }
}

extension TextColumns {
  /// One line that names the columns found and the settings to choose others; nil if nothing was
  /// guessed.
  ///
  /// - Parameters:
  ///   - names: The first row.
  ///   - isAloneWithItsLabel: Whether the first row's label occurs in no other row.
  func note(path: String, names: [String], isAloneWithItsLabel: Bool) -> Advice? {
    let isSuspicious = !hasHeader && isAloneWithItsLabel
    guard isGuessed || isSuspicious else { return nil }
    var first = hasHeader ? "line 1 names the columns" : "line 1 is a case and names no columns"
    if isSuspicious, let label {
      first += ", although its label \(names[label].quoted) occurs nowhere else"
    }
    func place(_ column: Int) -> LabelledTextLayout.Column {
      LabelledTextLayout.Column(number: column + 1, name: hasHeader ? names[column] : nil)
    }
    var parts = [first, "text from \(place(text))"]
    if let label {
      let reason = isGuessedByValues ? ", which has fewer distinct values" : ""
      parts.append("label from \(place(label))\(reason)")
    }
    return "\(path): \(parts.joined(separator: "; ")) (if that is wrong: \(.header), "
      + "\(.textColumn), \(.labelColumn))"
  }
}
