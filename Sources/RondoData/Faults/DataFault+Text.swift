public import RondoFiles
import RondoText

/// The two parts of a labelled text that columns of tables, or keys of JSON, hold.
enum TextRole: String, CustomStringConvertible {
  case text
  case label

  var description: String { rawValue }

  /// The setting that names the column or key.
  var setting: SettingName { self == .text ? .textColumn : .labelColumn }
}

extension SettingName {
  /// Whether the first row of a table names its columns.
  public static let header: Self = "header"
  /// The column, or key of JSON, that holds the texts.
  public static let textColumn: Self = "textColumn"
  /// The column, or key of JSON, that holds the labels or targets.
  public static let labelColumn: Self = "labelColumn"
  /// Whether a case may have several labels.
  public static let isMultiLabel: Self = "isMultiLabel"
}

extension DataFault {
  static let unknownTextForm = Self(
    "it is not clear in which form it holds labelled texts: let its name end in .csv, .tsv or "
      + ".jsonl, set \(.form, to: "csv, tsv or jsonl"), or give fastText lines, which begin with "
      + "__label__")

  static let delimiterOfTSV = Self(
    "the fields of TSV are separated by tabs: omit \(.delimiter), or set \(.form, to: "csv")")

  static let allUnlabelled = Self(
    "no case has a label, beginning with this one: give the classes, or name their column with "
      + "\(.labelColumn)")

  static func severalLabels(_ number: Int) -> Self {
    Self("the case has \(number) labels: use \(.isMultiLabel), or keep one")
  }

  static let oneLabelOnly = Self(
    "\(.isMultiLabel) is for fastText lines and JSON Lines: this form has one label a case; omit "
      + "it, or write {\"text\": …, \"labels\": […]} a line")

  static func noPrefixedLabel(_ prefix: String) -> Self {
    Self("the line has no label: a label is a word that begins with \(prefix)")
  }

  static func json(expected: String) -> Self { Self("\(expected) is expected here") }

  static let jsonControl = Self(
    "a control character in a string: write it as an escape such as \\n")
  static let jsonUnterminated = Self("the string does not end on this line")
  static let jsonTooDeep = Self("the JSON is nested too deeply or has too many keys")
  static let jsonText = Self("the text must be a string")
  static let jsonLabel = Self(
    "the label must be a string, a number, true, false, or a list of these")
  static let jsonNUL = Self("the value has a NUL character (\\u0000) in it: remove it")

  static func noKey(role: TextRole, chosen: String?, found: [String]) -> Self {
    let keys = found.isEmpty ? "there are none" : "the keys are \(list(found))"
    if let chosen { return Self("the object has no key \(chosen.quoted): \(keys)") }
    return Self(
      "it is not clear which key holds the \(role): name it with \(role.setting) (\(keys))")
  }

  static func oneFolder(_ name: String) -> Self {
    Self(
      "there is one folder in it, \(name.quoted), so that all would be one class: name that "
        + "folder if its files are the classes")
  }

  static let folderAmongOthers = Self(
    "a folder is read alone: name it and nothing else, or files only")

  static func tableInClassFolder(_ file: String) -> Self {
    Self("its files would be the classes, and \(file) looks like a table: name the table itself")
  }

  static func oneClassFile(_ file: String) -> Self {
    Self("\(file) is the only file in it, so that all would be one class")
  }

  static let folderInUse = Self(
    "it is not empty, and what is in it might be read as classes: name another folder")

  static let unclearClasses = Self(
    "its files do not name the classes: let their names differ before the ending, or in the ending "
      + "alone")
}
