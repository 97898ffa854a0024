import RondoEvaluation
public import RondoFiles
public import RondoModels
import RondoText

extension TextPreparation {
  private struct Units: Codable {
    var unit: TextUnit
    var foldsCase: Bool
    var embeddingSize: Int
    var characterSize: Int
    var maximumSteps: Int?
    var maximumWordLength: Int?
  }

  /// Adds `labels`, `tokenizer`, `text` and, for the unit `both`, `character_tokenizer`.
  public func write(to metadata: inout SafetensorsMetadata) throws {
    try targets.write(to: &metadata)
    metadata["tokenizer"] = try JSONText.of(tokenizer)
    metadata["text"] = try JSONText.of(
      Units(
        unit: unit, foldsCase: foldsCase, embeddingSize: embeddingSize,
        characterSize: characterSize, maximumSteps: maximumSteps,
        maximumWordLength: maximumWordLength))
    if let characterTokenizer {
      metadata["character_tokenizer"] = try JSONText.of(characterTokenizer)
    }
    if !naiveBayes.isEmpty {
      metadata["naive_bayes"] = try JSONText.of(naiveBayes.map(\.record))
    }
  }

  /// Counts of naive Bayes (`NaiveBayesBaseline.tensors`), under `naive_bayes.character.` and
  /// `naive_bayes.word.`.
  public var tensors: [SafetensorsTensor] {
    naiveBayes.flatMap { $0.tensors(prefix: Self.prefix($0.unit)) }
  }

  public var tensorPrefix: String? { naiveBayes.isEmpty ? nil : Self.tensorPrefix }

  private static let tensorPrefix = "naive_bayes."

  private static func prefix(_ unit: NGramUnit) -> String { "\(tensorPrefix)\(unit)." }

  /// Reads the counts of naive Bayes.
  private static func naiveBayes(
    _ metadata: MetadataReader, opinions: Int, classes: Int
  ) throws -> [NaiveBayesBaseline] {
    let records =
      try metadata.readIfPresent("naive_bayes", as: [NaiveBayesBaseline.Record].self) ?? []
    var result: [NaiveBayesBaseline] = []
    for record in records where record.texts.count == classes {
      let found = try NaiveBayesBaseline(record, prefix: prefix(record.unit)) { name in
        metadata.tensors.first { $0.name == name }
      }
      if let found { result.append(found) }
    }
    guard result.count == records.count, result.count == opinions else {
      throw ModelFileError.badMetadata(
        path: metadata.path, key: "naive_bayes",
        reason: "it does not fit the architecture or its counts")
    }
    return result
  }

  public init(_ metadata: MetadataReader, for architecture: ClassifierArchitecture) throws {
    targets = try TargetSpace(metadata, outputs: architecture.outputs)
    tokenizer = try metadata.read("tokenizer")
    let units = try metadata.read("text", as: Units.self)
    (unit, foldsCase) = (units.unit, units.foldsCase)
    (embeddingSize, characterSize) = (units.embeddingSize, units.characterSize)
    (maximumSteps, maximumWordLength) = (units.maximumSteps, units.maximumWordLength)
    guard maximumSteps ?? 1 > 0, maximumWordLength ?? 1 > 0 else {
      throw ModelFileError.badMetadata(
        path: metadata.path, key: "text", reason: "its limits are out of range")
    }
    characterTokenizer =
      unit == .both ? try metadata.read("character_tokenizer", as: Tokenizer.self) : nil
    naiveBayes = try Self.naiveBayes(
      metadata, opinions: architecture.opinions, classes: architecture.outputs)
    guard input == architecture.input else {
      throw ModelFileError.badMetadata(
        path: metadata.path, key: "text", reason: "it does not fit the architecture")
    }
  }

  /// True: graphemes and words follow Unicode's rules.
  public var dependsOnUnicode: Bool { true }
}
