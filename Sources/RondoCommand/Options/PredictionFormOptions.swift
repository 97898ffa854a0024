import ArgumentParser
import Rondo

/// The options that say how a file holds the cases to predict.
struct PredictionFormOptions: ParsableArguments {
  /// The names of forms; those of texts are not those of series.
  enum Name: String, ExpressibleByArgument, CaseIterable {
    case lines, csv, tsv, jsonl, fasttext, ts, txt, arff
  }

  @Option(
    help: """
      How the input holds its cases: lines; csv, tsv, jsonl or fasttext for texts; csv, tsv, txt, ts \
      or arff for series. (default: by its ending, else lines)
      """)
  var form: Name?

  @Flag(help: "In the UCR archive's text, a line has no label, only values.")
  var unlabelled = false

  var isGiven: Bool { form != nil || unlabelled }

  /// Whether each line is a case.
  var isLines: Bool { form == .lines }

  /// The form of texts; nil to find it, and for lines.
  var textForm: LabelledTextForm? {
    get throws {
      if unlabelled { throw ValidationError("--unlabelled has no meaning for texts") }
      switch form {
      case .csv: return .csv
      case .tsv: return .tsv
      case .jsonl: return .jsonLines
      case .fasttext: return .fastText
      case nil, .lines: return nil
      case .ts, .txt, .arff:
        throw ValidationError(
          "--form \(form?.rawValue ?? "") is for series, and this is a model of texts")
      }
    }
  }

  /// The form of series; nil to find it, and for lines.
  var seriesForm: SeriesForm? {
    get throws {
      switch form {
      case .csv: return .csv
      case .tsv: return .tsv
      case .ts: return .ts
      case .txt: return .txt
      case .arff: return .arff
      case nil, .lines: return nil
      case .jsonl, .fasttext:
        throw ValidationError(
          "--form \(form?.rawValue ?? "") is for texts, and this is a model of series")
      }
    }
  }
}
