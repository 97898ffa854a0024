public import RondoEngine
public import RondoText

/// What `model.safetensors` holds: a model with all that using and exporting it needs.
///
/// The tensors are the parameters under PyTorch's names and shapes. Each metadata value is JSON:
/// `format_version`, `task`, `architecture`, `settings`, `data`, `split`, `metrics`, `text_library`,
/// and what the model's preparation adds: of a language model `tokenizer`. Nothing in it depends on
/// time, place, threads or speed, so equal runs make equal files. `Sendable`.
public struct SavedModel<Model: SavableModel>: Sendable {
  /// The model.
  public var model: Model
  /// What turns input into numbers, and numbers into answers.
  public var preparation: Model.Preparation
  /// How the run was set up.
  public var settings: Model.Settings
  /// What it was trained on.
  public var data: [DataSource]
  /// How the data were divided.
  public var split: DataSplit
  /// The score that the model was kept for.
  public var best: BestValidation<Model.Score>?
  /// The versions of ICU and Unicode in use.
  public var textLibrary: TextLibrary

  /// A file's contents.
  public init(
    model: Model, preparation: Model.Preparation, settings: Model.Settings, data: [DataSource],
    split: DataSplit, best: BestValidation<Model.Score>? = nil
  ) {
    (self.model, self.preparation, self.settings) = (model, preparation, settings)
    (self.data, self.split, self.best) = (data, split, best)
    textLibrary = .current
  }

  /// The version that this release writes.
  public static var formatVersion: Int { 1 }

  /// The task word of its models.
  public static var task: String { Model.task }
}

/// How data were divided.
///
/// `Sendable`.
public struct DataSplit: Sendable, Hashable, Codable {
  /// The number of symbols or cases trained on.
  public var training: Int
  /// The number of symbols or cases validated on.
  public var validation: Int

  /// A split.
  public init(training: Int, validation: Int) {
    (self.training, self.validation) = (training, validation)
  }
}

/// The library whose rules found the symbols.
///
/// `Sendable`.
public struct TextLibrary: Sendable, Hashable, Codable {
  /// ICU's version.
  public var icu: String
  /// Unicode's version.
  public var unicode: String

  /// The library in use.
  public static let current = TextLibrary(icu: ICU.icuVersion, unicode: ICU.unicodeVersion)
}

/// A language model with its tokenizer.
public typealias ModelFile = SavedModel<LanguageModel<Float>>

extension SavedModel where Model.Preparation == Tokenizer {
  /// How text becomes ids.
  public var tokenizer: Tokenizer {
    get { preparation }
    set { preparation = newValue }
  }
}
