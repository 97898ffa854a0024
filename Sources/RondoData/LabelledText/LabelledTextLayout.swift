import RondoFiles

/// The places of text and label in a table, or in objects of JSON, as found in training data and
/// stored with the model, so that they are not guessed again.
///
/// Later tables are read by the names of the columns if they have a header with these, in any
/// order, else by the numbers of the columns. `Sendable`.
public struct LabelledTextLayout: Sendable, Hashable, Codable {
  /// A column of a table, or a key of objects.
  public struct Column: Sendable, Hashable, Codable {
    /// Its number, from 1; nil for a key.
    public var number: Int?
    /// Its name in the header, or the key; nil in a table without a header.
    public var name: String?
  }

  /// Whether the first row names the columns.
  public var hasHeader: Bool
  /// The number of columns; 0 for objects.
  public var width: Int
  /// The column of the text.
  public var text: Column
  /// The column of the label; nil if there is none.
  public var label: Column?
  /// The delimiter, if it was recognized and is not a comma.
  public var delimiter: TableDelimiter?
}

extension LabelledTextLayout: CustomStringConvertible {
  /// Such as `text from column 2 ("review"), label from column 1 ("category")`.
  public var description: String {
    "text from \(text)" + (label.map { ", label from \($0)" } ?? "")
  }
}

extension LabelledTextLayout.Column: CustomStringConvertible {
  /// Such as `column 2 ("review")` or `the key "review"`.
  public var description: String {
    guard let number else { return "the key \((name ?? "").quoted)" }
    return "column \(number)" + (name.map { " (\($0.quoted))" } ?? "")
  }
}

extension LabelledTextLayout.Column {
  /// Whether it has this name, in any case of letters, or none, so that a column of that name in
  /// later data needs no note.
  func isPlain(_ usual: String) -> Bool { name.map { ASCII.lowercased($0) == usual } ?? true }
}

extension LabelledTextLayout {
  /// The layout of a table.
  init(_ columns: TextColumns, names: [String], delimiter: TableDelimiter?) {
    func column(_ index: Int) -> Column {
      Column(number: index + 1, name: columns.hasHeader ? names[index] : nil)
    }
    self.init(
      hasHeader: columns.hasHeader, width: names.count, text: column(columns.text),
      label: columns.label.map(column), delimiter: delimiter)
  }

  /// The layout of objects; nil if their texts are under several keys.
  init?(textKeys: Set<ClassLabel>, labelKeys: Set<ClassLabel>) {
    guard textKeys.count == 1, let text = textKeys.first else { return nil }
    let label = labelKeys.count == 1 ? labelKeys.first : nil
    self.init(
      hasHeader: false, width: 0, text: Column(name: text.name),
      label: label.map { Column(name: $0.name) })
  }

  /// The columns, from 0, of a table without a header that has the same number of columns, or one
  /// less (that of the label) if no label is required; nil for another number.
  func columns(ofWidth width: Int, requiringLabels: Bool) -> (text: Int, label: Int?)? {
    guard let text = text.number else { return nil }
    if width == self.width { return (text - 1, label?.number.map { $0 - 1 }) }
    guard !requiringLabels, let label = label?.number, width == self.width - 1 else { return nil }
    return (label < text ? text - 2 : text - 1, nil)
  }
}
