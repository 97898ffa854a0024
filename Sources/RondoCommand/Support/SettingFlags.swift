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
    .minimumCount: "min-count", .maximumVocabularySize: "vocabulary-size",
  ]
}
