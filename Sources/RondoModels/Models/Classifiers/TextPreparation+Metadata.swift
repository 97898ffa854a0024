import RondoText

extension TextPreparation {
  private struct Units: Codable {
    var unit: TextUnit
    var foldsCase: Bool
    var embeddingSize: Int
    var characterSize: Int
  }

  /// Adds `labels`, `tokenizer`, `text` and, where the unit is both, `character_tokenizer`.
  public func write(to metadata: inout SafetensorsMetadata) throws {
    try targets.write(to: &metadata)
    metadata["tokenizer"] = try JSONText.of(tokenizer)
    metadata["text"] = try JSONText.of(
      Units(
        unit: unit, foldsCase: foldsCase, embeddingSize: embeddingSize,
        characterSize: characterSize))
    if let characterTokenizer {
      metadata["character_tokenizer"] = try JSONText.of(characterTokenizer)
    }
  }

  public init(_ metadata: MetadataReader, for architecture: ClassifierArchitecture) throws {
    targets = try ClassifierTargets(metadata, outputs: architecture.outputs)
    tokenizer = try metadata.read("tokenizer")
    let units = try metadata.read("text", as: Units.self)
    (unit, foldsCase) = (units.unit, units.foldsCase)
    (embeddingSize, characterSize) = (units.embeddingSize, units.characterSize)
    characterTokenizer =
      unit == .both ? try metadata.read("character_tokenizer", as: Tokenizer.self) : nil
    guard input == architecture.input else {
      throw ModelFileError.badMetadata(
        path: metadata.path, key: "text", reason: "it does not fit the architecture")
    }
  }

  /// True: graphemes and words are divided by Unicode's rules.
  public var dependsOnUnicode: Bool { true }
}
