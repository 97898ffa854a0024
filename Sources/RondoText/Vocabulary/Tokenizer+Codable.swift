/// As JSON, a tokenizer is an object of `unit`, `normalization` and `vocabulary`; the vocabulary of
/// the byte unit is always an array of integers. With documents, `border` is the id of their
/// border, 0, and the ids of the vocabulary's symbols follow it. Byte-pair units also have
/// `merges`, an array of two ids each. `newlines` is present only if line ends are converted.
extension Tokenizer: Codable {
  private enum CodingKeys: String, CodingKey {
    case unit, normalization, newlines, vocabulary, border, merges
  }

  /// Reads a tokenizer; a vocabulary that does not match the unit is an error.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let unit = try container.decode(SymbolUnit.self, forKey: .unit)
    var vocabulary = try container.decode(Vocabulary.self, forKey: .vocabulary)
    if unit == .byte, let symbol = vocabulary.symbols.first(where: { $0.count != 1 }) {
      throw DecodingError.dataCorruptedError(
        forKey: .vocabulary, in: container,
        debugDescription: "the unit is byte, but the symbol \(symbol) has \(symbol.count) bytes")
    }
    if let border = try container.decodeIfPresent(Int32.self, forKey: .border) {
      guard border == 0 else {
        throw DecodingError.dataCorruptedError(
          forKey: .border, in: container,
          debugDescription: "the border of documents has the id \(border), which can only be 0")
      }
      vocabulary = Vocabulary(ascending: [[]] + vocabulary.symbols)
    }
    let normalization = try container.decode(Normalization.self, forKey: .normalization)
    let newlines = try container.decodeIfPresent(Newlines.self, forKey: .newlines) ?? .keep
    guard unit == .bpe else {
      self.init(unit: unit, normalization: normalization, vocabulary: vocabulary)
      self.newlines = newlines
      return
    }
    let merges = try container.decode([BytePairs.Merge].self, forKey: .merges)
    do {
      self.init(
        bytePairs: try BytePairs(vocabulary: vocabulary, merges: merges),
        normalization: normalization)
      self.newlines = newlines
    } catch {
      throw DecodingError.dataCorruptedError(
        forKey: .merges, in: container, debugDescription: "\(error)")
    }
  }

  /// Writes a tokenizer.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(unit, forKey: .unit)
    try container.encode(normalization, forKey: .normalization)
    if newlines != .keep { try container.encode(newlines, forKey: .newlines) }
    try container.encodeIfPresent(vocabulary.borderID, forKey: .border)
    if unit == .byte {
      let bytes = try vocabulary.rawBytes(codingPath: encoder.codingPath)
      try container.encode(bytes, forKey: .vocabulary)
    } else {
      try container.encode(vocabulary, forKey: .vocabulary)
    }
    if let bytePairs { try container.encode(bytePairs.merges, forKey: .merges) }
  }
}
