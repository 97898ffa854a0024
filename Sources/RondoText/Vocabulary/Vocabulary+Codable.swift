/// As JSON, a vocabulary is an array in the order of the ids: of strings, or, if some symbol is a
/// raw byte, of integers 0...255. If others have several bytes, these and all symbols that are text
/// are strings, and the bytes above 127 integers. The border is omitted; a tokenizer has its id.
extension Vocabulary: Codable {
  /// Reads the symbols; an empty, repeated or misplaced one is an error.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    var symbols: [[UInt8]] = []
    var (hasText, leastByte) = (false, UInt8.max)
    while !container.isAtEnd {
      if let text = try? container.decode(String.self) {
        hasText = true
        symbols.append(Array(text.utf8))
      } else {
        let byte = try container.decode(UInt8.self)
        leastByte = min(leastByte, byte)
        symbols.append([byte])
      }
      if hasText && leastByte < 0x80 {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "the byte \(leastByte) among strings, which is text")
      }
    }
    do {
      try self.init(symbols: symbols)
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\(error)"))
    }
  }

  /// Writes strings, or integers if a symbol is a raw byte.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    let symbols = symbols.filter { !$0.isEmpty }
    let isText = symbols.map { UTF8Census($0).illFormed == 0 }
    let areRaw = isText.contains(false) && symbols.allSatisfy { $0.count == 1 }
    for (symbol, isText) in zip(symbols, isText) {
      if isText && !areRaw {
        try container.encode(String(decoding: symbol, as: UTF8.self))
      } else {
        try container.encode(try Self.rawByte(symbol, codingPath: encoder.codingPath))
      }
    }
  }

  /// The symbols of the byte unit, each as its byte.
  func rawBytes(codingPath: [any CodingKey]) throws -> [UInt8] {
    try symbols.filter { !$0.isEmpty }.map { try Self.rawByte($0, codingPath: codingPath) }
  }

  private static func rawByte(_ symbol: [UInt8], codingPath: [any CodingKey]) throws -> UInt8 {
    guard symbol.count == 1 else {
      let problem = "the symbol \(symbol) is neither text nor one byte"
      throw EncodingError.invalidValue(
        symbol, .init(codingPath: codingPath, debugDescription: problem))
    }
    return symbol[0]
  }
}
