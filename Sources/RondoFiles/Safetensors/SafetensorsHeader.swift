/// The header of a safetensors file: what each stretch of the data is.
struct SafetensorsHeader {
  /// The format's limit for the length of a header, on reading and on writing.
  static let byteLimit = 100_000_000
  /// The key that holds the texts.
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
  /// Where the text of `SafetensorsChecksums.key` stands in the header, between its quotes.
  private(set) var checksumRange: Range<Int>?

  /// The length that the file's first 8 bytes give, checked before anything of it is allocated.
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

  /// Holes, overlaps and unused bytes could hide another file in this one.
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
