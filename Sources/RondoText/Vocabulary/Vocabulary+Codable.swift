/// As JSON, a vocabulary is an array in the order of the ids: of strings, or, where some symbol is
/// not text because it is a raw byte, of integers 0...255. The border is left out; a tokenizer names
/// it.
extension Vocabulary: Codable {
  /// Reads the symbols; an empty one, one that stands there twice or is out of order is an error.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    var symbols: [[UInt8]] = []
    if let first = try? container.decode(String.self) {
      symbols.append(Array(first.utf8))
      while !container.isAtEnd { symbols.append(Array(try container.decode(String.self).utf8)) }
    } else {
      while !container.isAtEnd { symbols.append([try container.decode(UInt8.self)]) }
    }
    do {
      try self.init(symbols: symbols)
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: error.description))
    }
  }

  /// Writes strings, or integers where a symbol is a raw byte.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    let symbols = self.symbols.filter { !$0.isEmpty }
    let isText = symbols.allSatisfy { UTF8Census($0).illFormed == 0 }
    if isText {
      for symbol in symbols { try container.encode(String(decoding: symbol, as: UTF8.self)) }
    } else {
      for byte in try rawBytes(codingPath: encoder.codingPath) { try container.encode(byte) }
    }
  }

  /// The symbols of the byte unit, each as its one byte.
  func rawBytes(codingPath: [any CodingKey]) throws -> [UInt8] {
    try symbols.filter { !$0.isEmpty }.map { symbol in
      guard symbol.count == 1 else {
        let problem = "the symbol \(symbol) is neither text nor one byte"
        throw EncodingError.invalidValue(
          symbol, .init(codingPath: codingPath, debugDescription: problem))
      }
      return symbol[0]
    }
  }
}
