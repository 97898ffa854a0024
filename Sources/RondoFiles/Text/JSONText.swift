import FoundationEssentials

/// Values as JSON in one fixed form: keys sorted, no spaces.
package enum JSONText {
  /// The text of a value.
  package static func of(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// The value of a text.
  ///
  /// - Throws: `JSONFault`, or what the type itself throws.
  package static func decode<T: Decodable>(_ text: String, as type: T.Type) throws -> T {
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw JSONFault(reason: error.shortReason)
    }
  }
}

/// Why a text is not the JSON of a value.
package struct JSONFault: Error {
  /// In a few words.
  package let reason: String
}

extension DecodingError {
  fileprivate var shortReason: String {
    switch self {
    case .keyNotFound(let key, _): "it lacks \(key.stringValue)"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      context.debugDescription
    @unknown default: "it cannot be read"
    }
  }
}
