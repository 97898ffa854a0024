/// The header of a safetensors file: name, type, shape and place of each tensor, and metadata.
struct SafetensorsHeader {
  /// The format's limit for the length of a header, on reading and on writing.
  static let byteLimit = 100_000_000
  /// The key of the metadata.
  static let metadataKey = "__metadata__"

  /// A tensor without its elements; `begin` and `end` count from the start of the data.
  struct Entry {
    let name: String
    let type: SafetensorsType
    let shape: [Int]
    let begin: Int
    let end: Int
  }

  /// In the order of the data, without holes or overlaps.
  private(set) var entries: [Entry] = []
  private(set) var metadata = SafetensorsMetadata()
  /// The place of the text of `SafetensorsChecksums.key` in the header, between its quotes.
  private(set) var checksumRange: Range<Int>?

  /// The length in the file's first 8 bytes, checked before memory is allocated for it.
  static func byteCount(prefix: [UInt8], fileByteCount: Int) throws(SafetensorsFault) -> Int {
    guard prefix.count == 8 else { throw .fileTooShort(byteCount: prefix.count) }
    let count = prefix.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    if count > byteLimit { throw .headerTooLong(byteCount: count) }
    if count > fileByteCount - 8 {
      throw .headerPastEnd(byteCount: count, found: fileByteCount - 8)
    }
    return Int(count)
  }

  /// Reads a header; `dataByteCount` is the length of the rest of the file.
  init(_ bytes: [UInt8], dataByteCount: Int) throws(SafetensorsFault) {
    var scanner = HeaderScanner(bytes)
    var entries: [Entry] = []
    var texts: (metadata: SafetensorsMetadata, checksumRange: Range<Int>?)?
    try scanner.object { (scanner, key) throws(SafetensorsFault) in
      if key == Self.metadataKey {
        texts = try Self.metadata(&scanner)
      } else {
        try entries.append(Self.entry(key, &scanner))
      }
    }
    try scanner.expectEnd()
    let order = entries.indices.sorted {
      (entries[$0].begin, entries[$0].end, $0) < (entries[$1].begin, entries[$1].end, $1)
    }
    self.entries = order.map { entries[$0] }
    metadata = texts?.metadata ?? [:]
    checksumRange = texts?.checksumRange
    try checkLayout(dataByteCount: dataByteCount)
  }

  /// Refuses holes, overlaps and unused bytes, which could hide another file in this one.
  private func checkLayout(dataByteCount: Int) throws(SafetensorsFault) {
    var position = 0
    for entry in entries {
      if entry.begin > entry.end {
        throw .reversedOffsets(tensor: entry.name, begin: entry.begin, end: entry.end)
      }
      if entry.begin != position {
        throw .misplaced(tensor: entry.name, begin: entry.begin, expected: position)
      }
      guard let byteCount = entry.type.byteCount(of: entry.shape) else {
        throw .sizeOverflow(tensor: entry.name)
      }
      if entry.end - entry.begin != byteCount {
        let found = entry.end - entry.begin
        throw .wrongByteCount(tensor: entry.name, found: found, expected: byteCount)
      }
      position = entry.end
    }
    if dataByteCount < position { throw .truncated(found: dataByteCount, expected: position) }
    if dataByteCount > position { throw .trailingBytes(found: dataByteCount, expected: position) }
  }
}

extension SafetensorsHeader {
  /// Reads the metadata and notes the place of the checksums.
  static func metadata(
    _ scanner: inout HeaderScanner
  ) throws(SafetensorsFault) -> (metadata: SafetensorsMetadata, checksumRange: Range<Int>?) {
    if scanner.take(word: "null") { return ([:], nil) }
    var entries: [SafetensorsMetadata.Entry] = []
    var checksumRange: Range<Int>?
    try scanner.object { (scanner, key) throws(SafetensorsFault) in
      scanner.skipSpace()
      let start = scanner.position
      let value = try scanner.string()
      entries.append(SafetensorsMetadata.Entry(key: key, value: value))
      if key == SafetensorsChecksums.key { checksumRange = start + 1..<scanner.position - 1 }
    }
    return (SafetensorsMetadata(distinct: entries), checksumRange)
  }

  /// Reads the object of one tensor; unknown fields are skipped.
  static func entry(
    _ name: String, _ scanner: inout HeaderScanner
  ) throws(SafetensorsFault) -> Entry {
    var type: SafetensorsType?
    var shape: [Int]?
    var offsets: (begin: Int, end: Int)?
    try scanner.object { (scanner, field) throws(SafetensorsFault) in
      switch field {
      case "dtype": type = try self.type(of: name, &scanner)
      case "shape": shape = try self.shape(of: name, &scanner)
      case "data_offsets": offsets = try self.offsets(&scanner)
      default: try scanner.skipValue()
      }
    }
    guard let type else { throw .missingField("dtype", tensor: name) }
    guard let shape else { throw .missingField("shape", tensor: name) }
    guard let offsets else { throw .missingField("data_offsets", tensor: name) }
    return Entry(name: name, type: type, shape: shape, begin: offsets.begin, end: offsets.end)
  }

  private static func type(
    of tensor: String, _ scanner: inout HeaderScanner
  ) throws(SafetensorsFault) -> SafetensorsType {
    let name = try scanner.string()
    guard let type = SafetensorsType(name: name) else {
      throw .unknownType(name, tensor: tensor)
    }
    return type
  }

  private static func shape(
    of tensor: String, _ scanner: inout HeaderScanner
  ) throws(SafetensorsFault) -> [Int] {
    var shape: [Int] = []
    try scanner.array { (scanner) throws(SafetensorsFault) in
      try shape.append(scanner.wholeNumber())
      if shape.count > SafetensorsTensor.rankLimit { throw .tooManyDimensions(tensor: tensor) }
    }
    return shape
  }

  private static func offsets(
    _ scanner: inout HeaderScanner
  ) throws(SafetensorsFault) -> (begin: Int, end: Int) {
    try scanner.expect("[")
    let begin = try scanner.wholeNumber()
    try scanner.expect(",")
    let end = try scanner.wholeNumber()
    try scanner.expect("]")
    return (begin, end)
  }
}

extension SafetensorsHeader {
  /// The bytes of the header, preceded by their length, as the reference library writes them.
  ///
  /// Compact JSON, `__metadata__` first, each tensor's fields in the order dtype, shape,
  /// data_offsets; spaces at the end make the length a multiple of 8.
  ///
  /// - Returns: The bytes, and the offset of the text of `SafetensorsChecksums.key` in them.
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

  /// A JSON string with only the escapes that JSON requires, in their short forms if there are any.
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
