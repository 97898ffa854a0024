/// A form of file with series.
public enum SeriesForm: String, Sendable, Codable, CaseIterable {
  /// The form of aeon, sktime and tsml: a header of `@` lines, channels between colons.
  case ts = ".ts"
  /// The form of the UCR archive of 2018: label first, tabs, NaN after the end of short series.
  case tsv = "UCR .tsv"
  /// The form of the UCR archive of 2015, `.txt` or without extension: label first, blanks or
  /// commas.
  case txt = "UCR text"
  /// The form of Weka, with one numeric attribute a step or one relational attribute.
  case arff = "ARFF"
  /// A table with a row a step.
  case csv = "CSV"

  /// The extensions in the order in which files are searched for.
  static let endings: [(ending: String, form: Self)] = [
    (".ts", .ts), (".tsv", .tsv), (".txt", .txt), ("", .txt), (".arff", .arff), (".csv", .csv),
  ]

  /// The form indicated by a file's extension; nil for an unknown one and for "-".
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

  /// The form of a file with series to predict, by its extension; a file without one has a form
  /// only if its name ends in `_TRAIN` or `_TEST`, as in the archive.
  public init?(inputPath path: String) {
    let isArchives = path.hasSuffix("_TRAIN") || path.hasSuffix("_TEST")
    if FileName(path).ending.isEmpty && !isArchives { return nil }
    self.init(path: path)
  }
}
