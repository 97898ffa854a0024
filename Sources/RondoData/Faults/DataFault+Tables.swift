public import RondoFiles
import RondoText

extension SettingName {
  /// The character that separates the fields of a table.
  public static let delimiter: Self = "delimiter"
}

extension DataFault {
  static func raggedRow(found: Int, expected: Int) -> Self {
    Self("this row has \(count(found, "column")), and the one before it has \(expected)")
  }

  static let strayMark = Self(
    "a quotation mark inside a field without quotation marks around it: put the field in them and "
      + "double the mark, or read the file as TSV if it is one")
  static let unterminatedQuote = Self("this quotation mark is never closed")
  static let textAfterQuote = Self(
    "text after a closing quotation mark: a comma or the end of the line must follow it, and a mark "
      + "that belongs to the text is doubled")

  static func noColumn(_ name: String, found: [String]) -> Self {
    Self("no column is named \(name.quoted): the columns are \(list(found))")
  }

  /// A table without the column of this name that a model's data had.
  static func noKnownColumn(_ name: String, role: TextRole, found: [String]) -> Self {
    let start: Advice =
      "\(noColumn(name, found: found)); choose the column of the \(role)s with \(role.setting)"
    return Self(
      role == .text
        ? "\(start), or set \(.header, to: "no") if this row is a case" : start)
  }

  static func repeatedColumn(_ name: String) -> Self {
    Self("more than one column is named \(name.quoted): give the column's number instead")
  }

  static func noColumnNumber(_ number: Int, count columns: Int) -> Self {
    Self("there is no column \(number): the table has \(count(columns, "column"))")
  }

  static func columnNameWithoutHeader(_ name: String) -> Self {
    Self(
      "the table is read without a header, so that no column can be named \(name.quoted): give "
        + "its number, or set \(.header, to: "yes")")
  }

  static func sameColumn(_ number: Int) -> Self {
    Self("column \(number) was chosen twice: choose different columns")
  }

  static func unclearColumn(_ role: TextRole, firstRow: [String]) -> Self {
    let isUncut = firstRow.count == 1 && firstRow[0].contains { ",;|\t".contains($0) }
    let start: Advice =
      "it is not clear which column holds the \(role): name it with \(role.setting) (the first "
      + "row is \(list(firstRow)))"
    return Self(
      isUncut
        ? "\(start); if it is more than one column, split it with \(.delimiter), or with "
          + "\(.form, to: "tsv")" : start)
  }

  /// A table of series without a column that is needed; `setting` chooses it, if one does.
  static func noSeriesColumn(
    _ job: String, _ usual: [String], setting: SettingName? = nil, found: [String]
  ) -> Self {
    let start: Advice = "no column \(job): name one \(usual.joined(separator: ", "))"
    let choice: Advice = setting.map { ", or choose it with \($0)" } ?? ""
    return Self("\(start)\(choice) (the columns are \(list(found)))")
  }
}
