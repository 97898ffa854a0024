import RondoEngine
import RondoText

extension ModelFile {
  /// The task word of language models.
  public static let task = "language-model"

  /// The contents as a safetensors file.
  public func encoded() throws -> SafetensorsFile {
    var metadata: SafetensorsMetadata = ["format": "pt"]
    metadata["format_version"] = try JSONText.of(Self.formatVersion)
    metadata["task"] = try JSONText.of(Self.task)
    metadata["architecture"] = try JSONText.of(model.architecture)
    metadata["tokenizer"] = try JSONText.of(tokenizer)
    metadata["settings"] = try JSONText.of(settings)
    metadata["data"] = try JSONText.of(data)
    metadata["split"] = try JSONText.of(split)
    metadata["metrics"] = try JSONText.of(best)
    metadata["text_library"] = try JSONText.of(textLibrary)
    return SafetensorsFile(metadata: metadata, tensors: model.safetensors(prefix: ""))
  }

  /// Reads a model from a file, `path` being its name for messages.
  ///
  /// - Throws: `ModelFileError` or `CheckpointError`.
  public init(_ file: SafetensorsFile, path: String) throws {
    func read<T: Decodable>(_ key: String, as type: T.Type) throws -> T {
      guard let text = file.metadata[key] else {
        throw ModelFileError.notAModel(path: path, missing: key)
      }
      return try JSONText.decode(text, as: type, of: key, in: path)
    }
    let version = try read("format_version", as: Int.self)
    guard version <= Self.formatVersion && version > 0 else {
      throw ModelFileError.unknownVersion(path: path, version)
    }
    let task = try read("task", as: String.self)
    guard task == Self.task else { throw ModelFileError.wrongTask(path: path, task: task) }
    let architecture = try read("architecture", as: LanguageModelArchitecture.self)
    try architecture.check(
      path: path, parameters: file.tensors.reduce(0) { $0 + $1.bytes.count / 4 })
    tokenizer = try read("tokenizer", as: Tokenizer.self)
    guard tokenizer.vocabulary.count == architecture.vocabularySize else {
      throw ModelFileError.vocabularyMismatch(
        path: path, symbols: tokenizer.vocabulary.count, model: architecture.vocabularySize)
    }
    settings = try read("settings", as: RunSettings.self)
    data = try read("data", as: [DataSource].self)
    split = try read("split", as: Split.self)
    best = try read("metrics", as: BestValidation?.self)
    textLibrary = try read("text_library", as: TextLibrary.self)
    model = LanguageModel(zeros: architecture)
    try model.load(file, prefix: "", path: path)
  }
}

extension LanguageModelArchitecture {
  /// Refuses sizes that are not positive, do not go together or need far more numbers than these,
  /// before anything is allocated for them; what else does not fit is named later, tensor by tensor.
  func check(path: String, parameters: Int) throws {
    let sizes = [vocabularySize, hiddenSize, layers]
    guard sizes.allSatisfy({ $0 > 0 }), embeddingSize >= 0,
      parameterCount <= 2 * Double(parameters), !tieWeights || embeddingSize == outputSize
    else {
      let embedding = embeddingSize == 0 ? [] : [embeddingSize]
      throw ModelFileError.badArchitecture(path: path, sizes + embedding)
    }
  }
}

extension ModelFile {
  /// Reads a model from a file; the warnings are for the user.
  ///
  /// - Throws: `CheckpointError` or `ModelFileError`.
  public static func load(_ path: String) throws -> (model: ModelFile, warnings: [String]) {
    let (file, warning) = try SafetensorsFile.load(from: path)
    let model = try ModelFile(file, path: path)
    var warnings = warning.map { ["\($0)"] } ?? []
    let (unit, library) = (model.tokenizer.unit, TextLibrary.current)
    let isCutByICU = unit != .scalar && unit != .byte
    if isCutByICU, model.textLibrary.unicode != library.unicode {
      warnings.append(
        "\(path) was made with Unicode \(model.textLibrary.unicode), and this is "
          + "\(library.unicode): a few texts may divide into symbols otherwise")
    }
    return (model, warnings)
  }
}
