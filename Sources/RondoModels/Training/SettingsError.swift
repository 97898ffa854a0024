public import RondoFiles

/// Settings that are out of their range, or contradict each other, the data, or the run that is
/// resumed.
///
///     var settings = LanguageModelSettings()
///     settings.architecture.tieWeights = true
///     try settings.check()
///     // throws: tieWeights needs embeddingSize = 256, the size of the recurrent output, not 0
///
/// The message names settings as values, so that every interface can use its own names for them.
/// `Sendable`.
public struct SettingsError: AdvisingError, Sendable, Hashable {
  public let advice: Advice

  /// Usage, always.
  public var category: ErrorCategory { .usage }

  /// An error with this message.
  public init(_ advice: Advice) { self.advice = advice }

  /// Chosen settings that a run to be resumed does not have; nil where there are none.
  static func differing(
    _ differences: [SettingDifference], fromAnotherModel: Bool = false
  ) -> SettingsError? {
    var list = differences.map { Advice(stringLiteral: $0.description) }
    if fromAnotherModel { list.append("\(.from) (stored: another model, or none)") }
    guard let first = list.first else { return nil }
    let rest = list.dropFirst().reduce(first) { "\($0), \($1)" }
    return SettingsError("a resumed run keeps its settings; these differ: \(rest)")
  }

  /// Refuses chosen settings that change what a run has from the model that it starts from.
  ///
  /// - Parameters:
  ///   - chosen: The settings chosen.
  ///   - base: The settings with those of the model.
  ///   - haveSameModel: Whether two settings have the same architecture and symbols.
  package static func checkOrigin<Settings>(
    _ chosen: [ChosenSetting<Settings>], _ base: Settings,
    haveSameModel: (Settings, Settings) -> Bool
  ) throws(SettingsError) {
    let contradictions = chosen.filter { choice in
      var changed = base
      choice.apply(&changed)
      return !haveSameModel(changed, base)
    }
    guard !contradictions.isEmpty else { return }
    let list = contradictions.flatMap { $0.differences(base) }.map(\.description)
    throw SettingsError(
      "\(.from) keeps the model as it is; these differ: \(list.joined(separator: ", "))")
  }
}

extension SettingsError {
  /// The largest size of a part of a model, of a batch or of a vocabulary.
  package static let largestSize = 1 << 24

  /// Checks a whole number.
  package static func check(
    _ value: Int, in range: ClosedRange<Int>, _ name: SettingName
  ) throws(SettingsError) {
    guard !range.contains(value) else { return }
    throw SettingsError(
      "\(name) must be from \(range.lowerBound) to \(range.upperBound), not \(value)")
  }

  /// Checks a probability or a fraction that may not be 1.
  package static func check(part value: Double, _ name: SettingName) throws(SettingsError) {
    guard !(0..<1).contains(value) else { return }
    throw SettingsError("\(name) must be from 0 to below 1, not \(value)")
  }

  /// Checks a number that may not be 0.
  package static func check(positive value: Double, _ name: SettingName) throws(SettingsError) {
    guard !(value > 0 && value.isFinite) else { return }
    throw SettingsError("\(name) must be a positive number, not \(value)")
  }

  /// Checks the weight of a term of the loss.
  package static func check(weight value: Double, _ name: SettingName) throws(SettingsError) {
    guard !(value >= 0 && value.isFinite) else { return }
    throw SettingsError("\(name) must be 0 or a positive number, not \(value)")
  }
}

/// The settings that messages name, by the names of their properties.
extension SettingName {
  package static let activationPenalty: Self = "activationPenalty"
  package static let averageDecay: Self = "averageDecay"
  package static let batchSize: Self = "batchSize"
  package static let cell: Self = "cell"
  package static let characterSize: Self = "characterSize"
  public static let clipNorm: Self = "clipNorm"
  package static let decayFactor: Self = "decayFactor"
  package static let decaySteps: Self = "decaySteps"
  package static let dropout: Self = "dropout"
  package static let embeddingDropout: Self = "embeddingDropout"
  package static let embeddingSize: Self = "embeddingSize"
  public static let hiddenSize: Self = "hiddenSize"
  package static let labelSmoothing: Self = "labelSmoothing"
  public static let layers: Self = "layers"
  public static let maximumVocabularySize: Self = "maximumVocabularySize"
  package static let members: Self = "members"
  public static let minimumCount: Self = "minimumCount"
  package static let plateauPatience: Self = "plateauPatience"
  package static let recurrentDropout: Self = "recurrentDropout"
  package static let restarts: Self = "restarts"
  package static let samplesPerStep: Self = "samplesPerStep"
  package static let schedule: Self = "schedule"
  package static let temporalPenalty: Self = "temporalPenalty"
  package static let tieWeights: Self = "tieWeights"
  package static let variationalDropout: Self = "variationalDropout"
  package static let warmupSteps: Self = "warmupSteps"
  package static let weightDecay: Self = "weightDecay"
}
