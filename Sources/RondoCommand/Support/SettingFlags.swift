import ArgumentParser
import Foundation
import Rondo

/// The option that sets a setting of the library.
///
///     flag(for: "batchSize")        // "--batch-size"
///     flag(for: "skipsUnlabelled")  // "--skip-unlabelled"
func flag(for setting: SettingName) -> String {
  "--" + (shorterFlags[setting.name] ?? setting.kebabCased)
}

/// The options that are named otherwise than the properties of the library.
private let shorterFlags = [
  "asksNaiveBayes": "network-only",
  "averageDecay": "average-weights",
  "criterion": "stop-on",
  "foldsCase": "fold-case",
  "ignoredColumns": "ignore-column",
  "isBidirectional": "bidirectional",
  "isMultiLabel": "multi-label",
  "isRegression": "regression",
  "maximumVocabularySize": "vocabulary-size",
  "members": "ensemble",
  "minimumCount": "min-count",
  "rate": "dynamic-rate",
  "removesLeaks": "dedupe",
  "repairsSpans": "repair-spans",
  "skipsUnlabelled": "skip-unlabelled",
]

extension Advice {
  /// The message with settings as options: `--flag`, or `--flag value`.
  var withFlags: String {
    worded { setting, value in value.map { "\(flag(for: setting)) \($0)" } ?? flag(for: setting) }
  }
}

extension AdvisingError {
  /// The message as the command line prints it.
  var message: String {
    let text = advice.withFlags.replacing("| … -", with: "| rondo \(pipedCommand) -")
    guard case .wrongTask(_, let task)? = self as? ModelFileError else { return text }
    return "\(text): use \(use(of: task))"
  }

  /// The command that reads from a pipe in an example: `train` with its task where that is the
  /// command in the arguments, else an ellipsis.
  private var pipedCommand: String {
    let words = CommandLine.arguments.dropFirst()
    guard words.first == "train" else { return "…" }
    let task = words.dropFirst().first.flatMap { TaskWords.known.contains($0) ? " \($0)" : nil }
    return "train\(task ?? "")"
  }

  /// The commands that take a model for a task.
  private func use(of task: String) -> String {
    switch task {
    case LanguageModelFile.task: "'rondo sample', 'rondo score' or 'rondo evaluate'"
    case TextClassifierFile.task, SeriesClassifierFile.task, TaggerFile.task:
      "'rondo predict' or 'rondo evaluate'"
    default: "the release that wrote it, or a later one"
    }
  }
}

/// Turns an error of settings into one of usage, which names options.
func checkingUsage(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as SettingsError {
    throw ValidationError(error.advice.withFlags)
  }
}
