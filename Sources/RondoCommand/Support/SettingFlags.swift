import ArgumentParser
import Rondo

extension Advice {
  /// The message with settings as the options of the command line: `--min-count 1`.
  var commandLine: String {
    worded { name, value in name.flag + (value.map { " \($0)" } ?? "") }
  }
}

extension SettingName {
  /// The option that stands for the setting: its name in kebab case, except for a few.
  var flag: String { "--" + (Self.exceptions[self] ?? kebabCased) }

  private static let exceptions: [SettingName: String] = [
    "asksNaiveBayes": "network-only", "averageDecay": "average-weights", "criterion": "stop-on",
    "foldsCase": "fold-case", "isBidirectional": "bidirectional", "isMultiLabel": "multi-label",
    "isRegression": "regression", "members": "ensemble", .minimumCount: "min-count",
    .maximumVocabularySize: "vocabulary-size",
  ]
}

/// Turns an error of settings into one of usage, which names options.
func checkingUsage(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as SettingsError {
    throw ValidationError(error.advice.commandLine)
  }
}
