public import RondoText

/// Reads a file of series.
///
///     let file = try SeriesReader().read("ucr/GunPoint/GunPoint_TRAIN.ts")
///     file.set.cases.count        // 50
///     file.set.cases[0].length    // 150
///
/// Numbers are read to the nearest `Double`; labels keep their spelling, but for the numbers that are
/// the labels of the UCR archive's text files (see `SeriesReader+UCR`). A case has one value at
/// least. What breaks the rules of its form is refused with its line and column. Linear in the bytes.
/// `Sendable`.
public struct SeriesReader: Sendable {
  /// The form; nil to tell it from the file's ending.
  public var form: SeriesForm?
  /// The form of a file whose name does not tell; nil where there is none.
  public var usualForm: SeriesForm?
  /// The delimiter of CSV; nil for a comma, or what the first rows show.
  public var delimiter: TableDelimiter?
  /// True where the targets are numbers to be predicted, which only `.ts` files and ARFF say
  /// themselves.
  public var isRegression = false
  /// False where cases without labels or targets are meant to be read, series to predict: `?` in the
  /// place of one, or in CSV nothing, is none.
  public var requiresTargets = true
  /// False where the lines of UCR text begin with a value and not with a label.
  public var hasTargetColumn = true
  /// In CSV, the column that tells the cases apart, by its name or its number from 1; nil to find it.
  public var caseColumn: String?
  /// In CSV, the column with the time stamps; nil to find it.
  public var timeColumn: String?
  /// In CSV, the column with the label or target; nil to find it.
  public var labelColumn: String?
  /// The encoding of the file.
  public var encoding = TextEncoding.auto
  /// True where invalid text is replaced instead of refused.
  public var lossy = false

  /// A reader that finds out what it can.
  public init() {}

  /// The series of one file; "-" is standard input, whose form must be given.
  ///
  /// - Throws: `DataError`: `missing` or `unreadable`; `text` where it is not text; `empty`;
  ///   `malformed` with line and column, or `unfit`, where it breaks the rules of its form.
  public func read(_ path: String) throws(DataError) -> SeriesFile {
    // First, so that what is no text at all is said to be that.
    let text = try SourceText(path, CorpusReader(encoding: encoding, lossy: lossy))
    guard let form = form ?? SeriesForm(path: path) ?? usualForm else {
      throw .unfit(path: path, .unknownSeriesForm)
    }
    var notes = text.notes
    let set =
      switch form {
      case .ts: try readTS(text, notes: &notes)
      case .tsv, .txt: try readUCR(text)
      case .arff: try readARFF(text)
      case .csv: try readLongCSV(text, notes: &notes)
      }
    if set.cases.isEmpty {
      let hasHeader = form != .tsv && form != .txt
      throw .unfit(path: path, hasHeader ? .headerWithoutCases : .noCases)
    }
    return SeriesFile(set: set, source: text.source, notes: notes)
  }

  /// The number in the place of a label.
  func regressionTarget(_ text: SourceText, _ field: Range<Int>) throws(DataError) -> SeriesTarget {
    let field = text.trimmed(field)
    guard let value = DecimalNumber.parse(text.utf8, field), value.isFinite else {
      throw text.error(.targetNotANumber(text.string(field)), at: field.lowerBound)
    }
    return .value(value)
  }
}
