import ArgumentParser
import Rondo

/// The option that sets a setting of the library.
///
///     flag(for: "batchSize")     // "--batch-size"
///     flag(for: "minimumCount")  // "--min-count"
func flag(for setting: SettingName) -> String {
  "--" + (otherFlags[setting.name] ?? setting.kebabCased)
}

/// The options whose names are not those of the library's properties.
private let otherFlags = [
  "asksNaiveBayes": "network-only",
  "averageDecay": "average-weights",
  "criterion": "stop-on",
  "foldsCase": "fold-case",
  "isBidirectional": "bidirectional",
  "isMultiLabel": "multi-label",
  "isRegression": "regression",
  "maximumVocabularySize": "vocabulary-size",
  "members": "ensemble",
  "minimumCount": "min-count",
]

extension Advice {
  /// The message with settings as options: `--flag`, or `--flag value`.
  var withFlags: String {
    worded { setting, value in value.map { "\(flag(for: setting)) \($0)" } ?? flag(for: setting) }
  }
}

/// Turns an error of settings into one of usage, which names options.
func checkingUsage<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as SettingsError {
    throw ValidationError(error.advice.withFlags)
  }
}
