/// As JSON, a tokenizer is an object of `unit`, `normalization` and `vocabulary`; the vocabulary of
/// the byte unit is always an array of integers. Byte-pair units have `merges` too, an array of two
/// ids each.
extension Tokenizer: Codable {
  private enum CodingKeys: String, CodingKey {
    case unit, normalization, vocabulary, merges
  }

  /// Reads a tokenizer; a vocabulary that does not fit the unit is an error.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let unit = try container.decode(SymbolUnit.self, forKey: .unit)
    let vocabulary = try container.decode(Vocabulary.self, forKey: .vocabulary)
    if unit == .byte, let symbol = vocabulary.symbols.first(where: { $0.count != 1 }) {
      throw DecodingError.dataCorruptedError(
        forKey: .vocabulary, in: container,
        debugDescription: "the unit is byte, but the symbol \(symbol) has \(symbol.count) bytes")
    }
    let normalization = try container.decode(Normalization.self, forKey: .normalization)
    guard unit == .bpe else {
      self.init(unit: unit, normalization: normalization, vocabulary: vocabulary)
      return
    }
    let merges = try container.decode([BytePairs.Merge].self, forKey: .merges)
    do {
      self.init(
        bytePairs: try BytePairs(vocabulary: vocabulary, merges: merges),
        normalization: normalization)
    } catch {
      throw DecodingError.dataCorruptedError(
        forKey: .merges, in: container, debugDescription: error.description)
    }
  }

  /// Writes a tokenizer.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(unit, forKey: .unit)
    try container.encode(normalization, forKey: .normalization)
    if unit == .byte {
      let bytes = try vocabulary.rawBytes(codingPath: encoder.codingPath)
      try container.encode(bytes, forKey: .vocabulary)
    } else {
      try container.encode(vocabulary, forKey: .vocabulary)
    }
    if let bytePairs { try container.encode(bytePairs.merges, forKey: .merges) }
  }
}
