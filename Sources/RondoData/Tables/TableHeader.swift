/// Finds columns of a table by name or number.
struct TableHeader {
  /// The names; nil where the first row is data.
  let names: [String]?
  let table: TableScanner

  /// The column that was chosen by its name or, failing that, by its number from 1; without a choice
  /// the first of the usual names that occurs, whatever the case of its letters; else nil.
  ///
  /// - Returns: the column, from 0.
  /// - Throws: `malformed` at the first row where a chosen column is not there, or is there twice.
  func column(_ choice: String?, orOneOf usual: [String]) throws(DataError) -> Int? {
    guard let choice else { return usualColumn(usual) }
    let found = (names ?? []).indices.filter { ClassLabel(names?[$0] ?? "") == ClassLabel(choice) }
    if found.count > 1 { throw error(.repeatedColumn(choice)) }
    if let column = found.first { return column }
    if let number = Int(choice) {
      if (1...table.fields.count).contains(number) { return number - 1 }
      throw error(.noColumnNumber(number, count: table.fields.count))
    }
    throw error(names.map { .noColumn(choice, found: $0) } ?? .columnNameWithoutHeader(choice))
  }

  /// The column of the first of the usual names that occurs, whatever the case of its letters.
  func usualColumn(_ usual: [String]) -> Int? {
    let lower = (names ?? []).map { ASCII.lowercased($0) }
    for name in usual { if let column = lower.firstIndex(of: name) { return column } }
    return nil
  }

  private func error(_ fault: DataFault) -> DataError { table.text.error(fault, at: table.start) }
}
