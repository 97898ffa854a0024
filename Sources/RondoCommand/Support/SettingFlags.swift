import Rondo

extension Advice {
  /// Message in which settings are options of the command line, such as `--min-count 1`.
  var commandLine: String {
    worded { name, value in name.flag + (value.map { " \($0)" } ?? "") }
  }
}

extension SettingName {
  /// Option for the setting: its name in kebab case, with a few exceptions.
  var flag: String { "--" + (Self.exceptions[self] ?? kebabCased) }

  private static let exceptions: [SettingName: String] = [
    .minimumCount: "min-count", .maximumVocabularySize: "vocabulary-size",
  ]
}
