/// How a file holds series.
public enum SeriesForm: String, Sendable, Codable, CaseIterable {
  /// The form of aeon, sktime and tsml: a header of `@` lines, channels between colons.
  case ts = ".ts"
  /// The UCR archive of 2018: label first, tabs, NaN behind short series.
  case tsv = "UCR .tsv"
  /// The UCR archive of 2015, in `.txt` files or without an ending: label first, blanks or commas.
  case txt = "UCR text"
  /// Weka's, of one numeric attribute a step or one relational attribute.
  case arff = "ARFF"
  /// A table with a row a step.
  case csv = "CSV"

  /// The endings in the order in which files are looked for.
  static let endings: [(ending: String, form: Self)] = [
    (".ts", .ts), (".tsv", .tsv), (".txt", .txt), ("", .txt), (".arff", .arff), (".csv", .csv),
  ]

  /// The form that a file's ending stands for; nil where it does not tell, and for "-".
  public init?(path: String) {
    if path == "-" { return nil }
    let name = FileName(path)
    let ending = name.ending.isEmpty ? "" : "." + ASCII.lowercased(name.ending)
    if let known = Self.endings.first(where: { $0.ending == ending }) {
      self = known.form
    } else if path.hasSuffix("_TRAIN") || path.hasSuffix("_TEST") {
      self = .txt
    } else {
      return nil
    }
  }

  /// The form of a file with series to predict: as its ending says, but of a file without one only
  /// where it is named `_TRAIN` or `_TEST`, as the archive's are.
  public init?(inputPath path: String) {
    let isArchives = path.hasSuffix("_TRAIN") || path.hasSuffix("_TEST")
    if FileName(path).ending.isEmpty && !isArchives { return nil }
    self.init(path: path)
  }
}
