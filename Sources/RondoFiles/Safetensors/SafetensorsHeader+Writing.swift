extension SafetensorsHeader {
  /// The header's bytes with their length in front, as the reference library writes them.
  ///
  /// Compact JSON, `__metadata__` first, each tensor's fields in the order dtype, shape,
  /// data_offsets; spaces at the end make the length a multiple of 8.
  ///
  /// - Returns: the bytes, and where in them the text of `SafetensorsChecksums.key` begins.
  static func encode(
    metadata: SafetensorsMetadata, tensors: [SafetensorsTensor]
  ) -> (bytes: [UInt8], checksumStart: Int?) {
    var json = "{"
    var checksumStart: Int?
    for (index, entry) in metadata.enumerated() {
      json += (index == 0 ? "\"\(metadataKey)\":{" : ",") + literal(entry.key) + ":"
      if entry.key == SafetensorsChecksums.key { checksumStart = 8 + json.utf8.count + 1 }
      json += literal(entry.value)
    }
    if !metadata.isEmpty { json += tensors.isEmpty ? "}" : "}," }
    var position = 0
    for (index, tensor) in tensors.enumerated() {
      let end = position + tensor.bytes.count
      json += (index == 0 ? "" : ",") + member(tensor, begin: position, end: end)
      position = end
    }
    json += "}"
    json += String(repeating: " ", count: -json.utf8.count & 7)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: json.utf8.count >> (8 * $0)) }
    return (length + Array(json.utf8), checksumStart)
  }

  private static func member(_ tensor: SafetensorsTensor, begin: Int, end: Int) -> String {
    let shape = tensor.shape.map(String.init).joined(separator: ",")
    return "\(literal(tensor.name)):{\"dtype\":\"\(tensor.type.name)\",\"shape\":[\(shape)],"
      + "\"data_offsets\":[\(begin),\(end)]}"
  }

  /// A JSON string with only those escapes that JSON demands, the short ones where there are any.
  private static func literal(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\u{8}": literal += "\\b"
      case "\u{C}": literal += "\\f"
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      case "\t": literal += "\\t"
      case "\u{0}"..<" ":
        literal += (scalar.value < 16 ? "\\u000" : "\\u00") + String(scalar.value, radix: 16)
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }
}
