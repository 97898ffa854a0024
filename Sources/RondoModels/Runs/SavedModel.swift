public import RondoData
import RondoEngine
public import RondoFiles
import RondoText

/// Contents of `model.safetensors`: a model with everything needed to use and export it.
///
/// Tensors are the parameters with PyTorch's names and shapes. Metadata values are JSON:
/// `format_version`, `task`, `architecture`, `settings`, `data`, `split`, `metrics`,
/// `text_library`, and those of the preparation, such as `tokenizer` for a language model. Nothing
/// depends on time, paths, threads or speed, so equal runs write equal files. `Sendable`.
public struct SavedModel<Model: SavableModel>: Sendable {
  /// Model.
  public var model: Model
  /// Preparation of inputs and outputs.
  public var preparation: Model.Preparation
  /// Settings of the run.
  public var settings: Model.Settings
  /// Training data.
  public var data: [DataSource]
  /// Sizes of the parts of the data.
  public var split: DataSplit
  /// Score for which the model was saved.
  public var best: BestValidation<Model.Score>?
  /// Versions of ICU and Unicode in use.
  public var textLibrary: TextLibrary

  /// Creates the contents of a file.
  public init(
    model: Model, preparation: Model.Preparation, settings: Model.Settings, data: [DataSource],
    split: DataSplit, best: BestValidation<Model.Score>? = nil
  ) {
    (self.model, self.preparation, self.settings) = (model, preparation, settings)
    (self.data, self.split, self.best) = (data, split, best)
    textLibrary = .current
  }

  /// Format version that this release writes.
  public static var formatVersion: Int { MetadataReader.formatVersion }

  /// Name of the task in a file's metadata.
  public static var task: String { Model.task }
}

/// Sizes of the training part and the validation part.
///
/// `Sendable`.
public struct DataSplit: Sendable, Hashable, Codable {
  /// Number of symbols or cases in the training part.
  public var training: Int
  /// Number of symbols or cases in the validation part.
  public var validation: Int

  /// Creates a split.
  public init(training: Int, validation: Int) {
    (self.training, self.validation) = (training, validation)
  }
}

/// Library whose rules divided texts into symbols.
///
/// `Sendable`.
public struct TextLibrary: Sendable, Hashable, Codable {
  /// Version of ICU.
  public var icu: String
  /// Version of Unicode.
  public var unicode: String

  /// The library in use.
  public static let current = TextLibrary(icu: ICU.icuVersion, unicode: ICU.unicodeVersion)
}

extension SavedModel {
  /// Encodes the contents as a safetensors file.
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

  /// Decodes a model from a file; `path` is its name in messages.
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
  /// Reads the name of the task; throws if the file is of a later release.
  package func task() throws -> String {
    let version = try read("format_version", as: Int.self)
    guard version <= Self.formatVersion && version > 0 else {
      throw ModelFileError.unknownVersion(path: path, version)
    }
    return try read("task")
  }

  /// Throws if the file is of a later release or for another task.
  func require(task: String) throws {
    let found = try self.task()
    guard found == task else { throw ModelFileError.wrongTask(path: path, task: found) }
  }
}

extension SavedModel {
  /// Loads a model from a file; the warnings are for the user.
  ///
  /// - Throws: `CheckpointError` or `ModelFileError`.
  public static func load(_ path: String) throws -> (model: SavedModel, warnings: [String]) {
    let (file, warning) = try SafetensorsFile.load(from: path)
    return try read(file, warning, path: path)
  }

  /// Saves the model as a safetensors file for `load` and every command of `rondo`; an existing
  /// file is replaced atomically.
  ///
  /// - Throws: `CheckpointError`.
  public func save(to path: String) throws { try encoded().save(to: path) }

  /// Decodes a model from the bytes of a file; `path` is its name in messages.
  public static func decode(
    _ bytes: [UInt8], path: String
  ) throws -> (model: SavedModel, warnings: [String]) {
    let (file, warning) = try SafetensorsFile.decode(bytes, path: path)
    return try read(file, warning, path: path)
  }

  /// Decodes a model from a file and the warning of its reader.
  package static func read(
    _ file: SafetensorsFile, _ warning: (some CustomStringConvertible)?, path: String
  ) throws -> (model: SavedModel, warnings: [String]) {
    let model = try SavedModel(file, path: path)
    var warnings = warning.map { ["\($0)"] } ?? []
    let library = TextLibrary.current
    if model.preparation.dependsOnUnicode, model.textLibrary.unicode != library.unicode {
      warnings.append(
        "\(path) was saved with Unicode \(model.textLibrary.unicode), and this program uses "
          + "\(library.unicode): a few texts may be divided into symbols differently")
    }
    return (model, warnings)
  }
}
