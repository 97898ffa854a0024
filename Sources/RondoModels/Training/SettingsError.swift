public import RondoFiles

/// Settings out of their range, or settings that do not fit together.
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

  /// An error with this message.
  public init(_ advice: Advice) { self.advice = advice }
}

extension SettingsError {
  /// The largest size of a part of a model, of a batch or of a vocabulary.
  static let largestSize = 1 << 24

  /// Checks a whole number.
  static func check(
    _ value: Int, in range: ClosedRange<Int>, _ name: SettingName
  ) throws(SettingsError) {
    guard !range.contains(value) else { return }
    throw SettingsError(
      "\(name) must be from \(range.lowerBound) to \(range.upperBound), not \(value)")
  }

  /// Checks a probability or a fraction that may not be 1.
  static func check(part value: Double, _ name: SettingName) throws(SettingsError) {
    guard !(0..<1).contains(value) else { return }
    throw SettingsError("\(name) must be from 0 to below 1, not \(value)")
  }

  /// Checks a number that may not be 0.
  static func check(positive value: Double, _ name: SettingName) throws(SettingsError) {
    guard !(value > 0 && value.isFinite) else { return }
    throw SettingsError("\(name) must be a positive number, not \(value)")
  }

  /// Checks the weight of a term of the loss.
  static func check(weight value: Double, _ name: SettingName) throws(SettingsError) {
    guard !(value >= 0 && value.isFinite) else { return }
    throw SettingsError("\(name) must be 0 or a positive number, not \(value)")
  }
}

/// The settings that messages about training name.
extension SettingName {
  static let activationPenalty: Self = "activationPenalty"
  static let averageDecay: Self = "averageDecay"
  static let batchSize: Self = "batchSize"
  static let cell: Self = "cell"
  static let characterSize: Self = "characterSize"
  static let classWeights: Self = "classWeights"
  static let clipNorm: Self = "clipNorm"
  static let decayFactor: Self = "decayFactor"
  static let decaySteps: Self = "decaySteps"
  static let dropout: Self = "dropout"
  static let embeddingDropout: Self = "embeddingDropout"
  static let embeddingSize: Self = "embeddingSize"
  static let hiddenSize: Self = "hiddenSize"
  static let isMultiLabel: Self = "isMultiLabel"
  static let labelSmoothing: Self = "labelSmoothing"
  static let layers: Self = "layers"
  static let learningRate: Self = "learningRate"
  static let maximumVocabularySize: Self = "maximumVocabularySize"
  static let members: Self = "members"
  static let minimumCount: Self = "minimumCount"
  static let plateauPatience: Self = "plateauPatience"
  static let recurrentDropout: Self = "recurrentDropout"
  static let restarts: Self = "restarts"
  static let samplesPerStep: Self = "samplesPerStep"
  static let schedule: Self = "schedule"
  static let sequenceLength: Self = "sequenceLength"
  static let temporalPenalty: Self = "temporalPenalty"
  static let tieWeights: Self = "tieWeights"
  static let unit: Self = "unit"
  static let validationFraction: Self = "validationFraction"
  static let variationalDropout: Self = "variationalDropout"
  static let warmupSteps: Self = "warmupSteps"
  static let weightDecay: Self = "weightDecay"
}
