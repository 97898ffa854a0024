import FoundationEssentials

/// JSON encoding and decoding in one canonical form: keys sorted, no spaces.
package enum JSONText {
  /// The JSON of a value.
  package static func of(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// The value of a JSON text.
  ///
  /// - Throws: `JSONFault`, or an error of the type itself.
  package static func decode<T: Decodable>(_ text: String, as type: T.Type) throws -> T {
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw JSONFault(reason: error.shortReason)
    }
  }
}

/// An error in decoding a value from JSON.
package struct JSONFault: Error {
  /// The reason in a few words.
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
