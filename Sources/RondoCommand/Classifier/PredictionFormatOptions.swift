public import ArgumentParser
public import Rondo

/// The form of a file of cases; some are for texts, some for series.
enum DataForm: String, ExpressibleByArgument, CaseIterable {
  case csv, tsv, jsonl, json, fasttext, ts, txt, arff, conllu, columns

  /// None, because help lists those that a command takes.
  static var allValueStrings: [String] { [] }

  /// The form of texts.
  var ofTexts: LabelledTextForm {
    get throws {
      switch self {
      case .csv: return .csv
      case .tsv: return .tsv
      case .jsonl, .json: return .jsonLines
      case .fasttext: return .fastText
      case .ts, .txt, .arff:
        throw ValidationError("--form \(rawValue) is for series, and these are texts")
      case .conllu, .columns:
        throw ValidationError("--form \(rawValue) is for tagged sentences, and these are texts")
      }
    }
  }

  /// Form of series.
  var ofSeries: SeriesForm {
    get throws {
      switch self {
      case .csv: return .csv
      case .tsv: return .tsv
      case .ts: return .ts
      case .txt: return .txt
      case .arff: return .arff
      case .jsonl, .json, .fasttext:
        throw ValidationError("--form \(rawValue) is for texts, and these are series")
      case .conllu, .columns:
        throw ValidationError("--form \(rawValue) is for tagged sentences, and these are series")
      }
    }
  }
}

extension DataForm {
  /// Form of tagged sentences.
  var ofTags: TaggedTextForm {
    get throws {
      switch self {
      case .conllu: return .conllu
      case .columns: return .columns
      case .jsonl, .json: return .jsonLines
      default:
        throw ValidationError("--form \(rawValue) is for cases, and these are tagged sentences")
      }
    }
  }
}

/// Options for the form of a file with cases to predict.
struct PredictionFormatOptions: ParsableArguments {
  /// Form, or lines with one case each.
  enum Name: ExpressibleByArgument {
    case lines
    case data(DataForm)

    init?(argument: String) {
      guard argument != "lines" else {
        self = .lines
        return
      }
      guard let form = DataForm(argument: argument) else { return nil }
      self = .data(form)
    }

    static var allValueStrings: [String] { [] }
  }

  @Option(
    help: ArgumentHelp(
      """
      File format: lines, with one case per line; csv, tsv, jsonl or fasttext for texts; ts, csv, \
      tsv, txt or arff for series; conllu, columns or jsonl for tagged sentences. (default: \
      detected from the file name, or else lines)
      """, valueName: "format"))
  var form: Name?

  @Flag(help: "Read every field of the UCR archive's text as a value: no line begins with a label.")
  var unlabelled = false

  var isGiven: Bool { form != nil || unlabelled }

  /// True if each line is a case.
  var isLines: Bool { if case .lines = form { true } else { false } }

  private var data: DataForm? { if case .data(let form) = form { form } else { nil } }

  /// Form of texts; nil to detect it, and for lines.
  var textForm: LabelledTextForm? {
    get throws {
      if unlabelled { throw ValidationError("--unlabelled has no meaning for texts") }
      return try data?.ofTexts
    }
  }

  /// Form of tagged sentences; nil to detect it, plain text for lines.
  var tagForm: TaggedTextForm? {
    get throws {
      if unlabelled { throw ValidationError("--unlabelled has no meaning for a tagger") }
      return isLines ? .plain : try data?.ofTags
    }
  }

  /// Form of series; nil to detect it, and for lines.
  var seriesForm: SeriesForm? { get throws { try data?.ofSeries } }
}

extension TableDelimiter: ExpressibleByArgument {
  /// Creates a delimiter from a name, or from the character itself.
  public init?(argument: String) { self.init(name: argument) }
}

/// Options for the output of predictions.
struct PredictionOutputOptions: ParsableArguments {
  /// Form of the output.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case text, csv, tsv, json
  }

  @Option(
    help: ArgumentHelp(
      """
      Output format: text; csv with a header; tsv with labels and unrounded probabilities; json \
      with one JSON object per line.
      """, valueName: "format"))
  var format = Form.text

  @Flag(help: "Print only results and errors.")
  var quiet = false

  /// Prints a note for the user unless `--quiet` is given.
  func note(_ line: String) {
    if !quiet { StandardStreams.message(onOneLine(line)) }
  }
}

extension ArgumentHelp {
  /// The help of the delimiter of a table.
  static func delimiter(usual: String) -> ArgumentHelp {
    ArgumentHelp(
      """
      Field delimiter of CSV: comma, semicolon, tab, pipe, or the character itself. (default: \
      \(usual))
      """, valueName: "name")
  }
}
