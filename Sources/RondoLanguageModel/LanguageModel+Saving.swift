public import RondoEngine
public import RondoEvaluation
public import RondoFiles
public import RondoModels
public import RondoText

/// Language model with its tokenizer.
public typealias LanguageModelFile = SavedModel<LanguageModel<Float>>

extension SavedModel where Model.Preparation == Tokenizer {
  /// Tokenizer, which converts text to ids.
  public var tokenizer: Tokenizer {
    get { preparation }
    set { preparation = newValue }
  }
}

extension LanguageModel: SavableModel where Scalar == Float {
  public typealias Preparation = Tokenizer
  public typealias Score = LossUnits
  public typealias Settings = LanguageModelSettings

  /// Name of the task, "language-model".
  public static var task: String { "language-model" }
}

extension LanguageModelArchitecture: ModelArchitecture {
  public func check(path: String, parameters: Int) throws {
    let sizes = [vocabularySize, hiddenSize, layers]
    guard sizes.allSatisfy({ $0 > 0 }), embeddingSize >= 0,
      parameterCount <= 2 * Double(parameters), !tieWeights || embeddingSize == outputSize
    else {
      let embedding = embeddingSize == 0 ? [] : [embeddingSize]
      throw ModelFileError.badArchitecture(path: path, sizes + embedding)
    }
  }
}

extension Tokenizer: ModelPreparation {
  public func write(to metadata: inout SafetensorsMetadata) throws {
    metadata["tokenizer"] = try JSONText.of(self)
  }

  public init(_ metadata: MetadataReader, for architecture: LanguageModelArchitecture) throws {
    self = try metadata.read("tokenizer")
    guard vocabulary.count == architecture.vocabularySize else {
      throw ModelFileError.vocabularyMismatch(
        path: metadata.path, symbols: vocabulary.count, model: architecture.vocabularySize)
    }
  }

  public var dependsOnUnicode: Bool { unit != .scalar && unit != .byte }
}

extension RNNState<Float> {
  /// Tensors with their names in files.
  var namedTensors: [(name: String, value: Tensor<Float>)] {
    hidden.enumerated().map { ("hidden_l\($0)", $1) }
      + cell.enumerated().map { ("cell_l\($0)", $1) }
  }

  /// Reads a state from a file, [B, H] for each layer and any B.
  init(
    of architecture: LanguageModelArchitecture,
    tensor: (_ name: String, _ fits: (Shape) -> Bool) throws -> Tensor<Float>
  ) throws {
    var batch: Int?
    func layers(_ name: String) throws -> [Tensor<Float>] {
      try (0..<architecture.layers).map { k in
        let result = try tensor("\(name)_l\(k)") {
          $0.rank == 2 && $0[0] > 0 && $0[1] == architecture.hiddenSize
            && $0[0] == batch ?? $0[0]
        }
        batch = result.shape[0]
        return result
      }
    }
    self.init(
      hidden: try layers("hidden"),
      cell: architecture.cell.hasCell ? try layers("cell") : [])
  }
}

extension LossUnits: ValidationScore {
  /// Loss over windows.
  public typealias Details = WindowedLoss

  /// Nats per symbol.
  public var objective: Double { nats }
}

/// Loss of a text read in windows, which shows the quality of a model without a long context.
///
/// `Sendable`.
public struct WindowedLoss: Sendable, Hashable, Encodable {
  /// Nats per symbol over windows of 256 symbols, each from a zero state.
  public var windowed: Double

  /// Creates a loss.
  public init(windowed: Double) { self.windowed = windowed }
}

extension ReportSubject {
  /// Creates the description of a language model.
  package init(_ file: LanguageModelFile) {
    let tokenizer = file.tokenizer
    self.init(
      file, architecture: file.model.architecture.summary, unit: "symbols",
      objective: Figure(name: "nats per symbol", key: "nats"),
      trainingLoss: "nats per symbol", speedUnit: "symbols",
      figuresTitle: "Loss on the validation part")
    facts = [
      (
        "symbols",
        "\(tokenizer.vocabulary.count.withThousandsSeparators) different, "
          + "unit \(tokenizer.unit.rawValue), normalization \(tokenizer.normalization.rawValue)"
      ), ("vocabulary", Self.overview(of: tokenizer.vocabulary)),
      (
        "text library", "ICU \(file.textLibrary.icu), Unicode \(file.textLibrary.unicode)"
      ),
    ]
    figures += [
      Figure(name: "bits per character", key: "bitsPerCharacter"),
      Figure(name: "bits per byte", key: "bitsPerByte"),
    ]
    best = file.best.map {
      ($0.step, [$0.score.nats, $0.score.bitsPerCharacter, $0.score.bitsPerByte])
    }
    windowLength = ValidationText.contextLength
  }
}
