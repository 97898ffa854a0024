public import RondoEngine
public import RondoText

/// What `model.safetensors` holds: a language model with all that sampling, scoring and exporting
/// need.
///
/// The tensors are the parameters under PyTorch's names and shapes. Each metadata value is JSON:
/// `format_version`, `task`, `architecture`, `tokenizer`, `settings`, `data`, `split`, `metrics`,
/// `text_library`. Nothing in it depends on time, place, threads or speed, so equal runs make equal
/// files. `Sendable`.
public struct ModelFile: Sendable {
  /// The version that this release writes.
  public static let formatVersion = 1

  /// The model.
  public var model: LanguageModel<Float>
  /// How text becomes ids.
  public var tokenizer: Tokenizer
  /// How the run was set up.
  public var settings: RunSettings
  /// What it was trained on.
  public var data: [DataSource]
  /// How the data were divided.
  public var split: Split
  /// The loss that the model was kept for.
  public var best: BestValidation?
  /// The versions of ICU and Unicode that segmented the text.
  public var textLibrary: TextLibrary

  /// How a corpus was divided.
  public struct Split: Sendable, Hashable, Codable {
    /// The number of symbols trained on: the first ones.
    public var training: Int
    /// The number of symbols validated on: the ones after those.
    public var validation: Int

    /// A split.
    public init(training: Int, validation: Int) {
      (self.training, self.validation) = (training, validation)
    }
  }

  /// The library whose rules found the symbols.
  public struct TextLibrary: Sendable, Hashable, Codable {
    /// ICU's version.
    public var icu: String
    /// Unicode's version.
    public var unicode: String

    /// The library in use.
    public static let current = TextLibrary(icu: ICU.icuVersion, unicode: ICU.unicodeVersion)
  }

  /// A file's contents.
  public init(
    model: LanguageModel<Float>, tokenizer: Tokenizer, settings: RunSettings, data: [DataSource],
    split: Split, best: BestValidation? = nil
  ) {
    (self.model, self.tokenizer, self.settings) = (model, tokenizer, settings)
    (self.data, self.split, self.best) = (data, split, best)
    textLibrary = .current
  }
}
