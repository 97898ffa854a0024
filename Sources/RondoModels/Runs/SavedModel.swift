public import RondoData
import RondoEngine
public import RondoFiles
import RondoText

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
  public static var formatVersion: Int { MetadataReader.formatVersion }

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

extension SavedModel {
  /// The contents as a safetensors file.
  public func encoded() throws -> SafetensorsFile {
    var metadata: SafetensorsMetadata = ["format": "pt"]
    metadata["format_version"] = try JSONText.of(Self.formatVersion)
    metadata["task"] = try JSONText.of(Self.task)
    metadata["architecture"] = try JSONText.of(model.architecture)
    try preparation.write(to: &metadata)
    metadata["settings"] = try JSONText.of(settings)
    metadata["data"] = try JSONText.of(data)
    metadata["split"] = try JSONText.of(split)
    metadata["metrics"] = try JSONText.of(best)
    metadata["text_library"] = try JSONText.of(textLibrary)
    return SafetensorsFile(
      metadata: metadata, tensors: model.safetensors(prefix: "") + preparation.tensors)
  }

  /// Reads a model from a file, `path` being its name for messages.
  ///
  /// - Throws: `ModelFileError` or `CheckpointError`.
  public init(_ file: SafetensorsFile, path: String) throws {
    let metadata = MetadataReader(metadata: file.metadata, tensors: file.tensors, path: path)
    try metadata.require(task: Self.task)
    let architecture = try metadata.read("architecture", as: Model.Architecture.self)
    try architecture.check(
      path: path, parameters: file.tensors.reduce(0) { $0 + $1.bytes.count / 4 })
    preparation = try Model.Preparation(metadata, for: architecture)
    settings = try metadata.read("settings")
    data = try metadata.read("data")
    split = try metadata.read("split")
    best = try metadata.read("metrics")
    textLibrary = try metadata.read("text_library")
    model = Model(zeros: architecture)
    let prefix = preparation.tensorPrefix
    let own = file.tensors.filter { tensor in prefix.map { !tensor.name.hasPrefix($0) } ?? true }
    try model.load(SafetensorsFile(tensors: own), prefix: "", path: path)
  }
}

extension MetadataReader {
  /// The task word; refuses a file of a later release.
  package func task() throws -> String {
    let version = try read("format_version", as: Int.self)
    guard version <= Self.formatVersion && version > 0 else {
      throw ModelFileError.unknownVersion(path: path, version)
    }
    return try read("task")
  }

  /// Refuses a file of a later release or for another task.
  func require(task: String) throws {
    let found = try self.task()
    guard found == task else { throw ModelFileError.wrongTask(path: path, task: found) }
  }
}

extension SavedModel {
  /// Reads a model from a file; the warnings are for the user.
  ///
  /// - Throws: `CheckpointError` or `ModelFileError`.
  public static func load(_ path: String) throws -> (model: SavedModel, warnings: [String]) {
    let (file, warning) = try SafetensorsFile.load(from: path)
    return try read(file, warning, path: path)
  }

  /// Saves the model as a safetensors file that `load`, and every command of `rondo`, reads; a file
  /// that is there is replaced in one step.
  ///
  /// - Throws: `CheckpointError`.
  public func save(to path: String) throws { try encoded().save(to: path) }

  /// As `load`, from the bytes of a file; `path` is its name for messages.
  public static func decode(
    _ bytes: [UInt8], path: String
  ) throws -> (model: SavedModel, warnings: [String]) {
    let (file, warning) = try SafetensorsFile.decode(bytes, path: path)
    return try read(file, warning, path: path)
  }

  /// As `load`, from what was read, with the warning that its reader gave.
  package static func read(
    _ file: SafetensorsFile, _ warning: (some CustomStringConvertible)?, path: String
  ) throws -> (model: SavedModel, warnings: [String]) {
    let model = try SavedModel(file, path: path)
    var warnings = warning.map { ["\($0)"] } ?? []
    let library = TextLibrary.current
    if model.preparation.dependsOnUnicode, model.textLibrary.unicode != library.unicode {
      warnings.append(
        "\(path) was made with Unicode \(model.textLibrary.unicode), and this is "
          + "\(library.unicode): a few texts may divide into symbols otherwise")
    }
    return (model, warnings)
  }
}
