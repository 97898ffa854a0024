import CICU

/// Conversion of bytes from an encoding of ICU to UTF-8.
enum Converter {
  /// The usual name of an encoding (MIME's, else IANA's, else ICU's), or nil if ICU has none.
  static func canonicalName(of name: String) -> String? {
    // For ICU an empty name is the platform's encoding, and a comma introduces options.
    guard !name.isEmpty, !name.contains(","), let converter = cicu_converter_open(name) else {
      return nil
    }
    cicu_converter_close(converter)
    return cicu_canonical_name(name).map { String(cString: $0) } ?? name
  }

  /// Decodes bytes.
  ///
  /// Unless `lossy`, the first ill-formed sequence is an error; otherwise each becomes U+FFFD.
  static func decode(_ bytes: [UInt8], from encoding: String, lossy: Bool) throws(TextError)
    -> (utf8: [UInt8], replacements: Int)
  {
    guard let converter = cicu_converter_open(encoding) else {
      throw .unknownEncoding(name: encoding, suggestions: [])
    }
    defer { cicu_converter_close(converter) }
    var utf8: [UInt8] = []
    utf8.reserveCapacity(bytes.count)
    var badOffsets: [Int] = []
    bytes.withUnsafeBufferPointer { bytes in
      run(converter, bytes, into: &utf8) { offset in
        badOffsets.append(offset)
        return lossy
      }
    }
    if let offset = hangingOffset(bytes, encoding) {
      badOffsets.append(offset)
      utf8 += UTF8Sequence.replacement
    }
    if let offset = badOffsets.first, !lossy {
      throw .undecodable(encoding: encoding, offset: offset)
    }
    return (utf8, badOffsets.count)
  }

  // `onBadBytes` receives the offset of an ill-formed sequence and returns whether to continue.
  private static func run(
    _ converter: OpaquePointer, _ bytes: UnsafeBufferPointer<UInt8>, into utf8: inout [UInt8],
    onBadBytes: (Int) -> Bool
  ) {
    guard let start = bytes.baseAddress else { return }
    let end = start + bytes.count
    var source: UnsafePointer<UInt8>? = start
    let piece = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: Int(CICU_DECODE_CAPACITY))
    defer { piece.deallocate() }
    while true {
      var written: Int32 = 0
      var badCount: Int32 = 0
      let status = cicu_converter_decode(
        converter, &source, end, piece.baseAddress, &written, &badCount)
      utf8.append(contentsOf: piece[..<Int(written)])
      if status == CICU_MORE { continue }
      if status == CICU_DONE { return }
      guard let stopped = source, onBadBytes(stopped - start - Int(badCount)) else { return }
      utf8.append(contentsOf: UTF8Sequence.replacement)
      if status == CICU_FAILED { return }
    }
  }

  // ICU silently drops half a character at the end of an HZ text.
  private static func hangingOffset(_ bytes: [UInt8], _ encoding: String) -> Int? {
    guard encoding == "HZ-GB-2312" else { return nil }
    var inside = false
    var offset = 0
    while offset + 1 < bytes.count {
      switch (bytes[offset], bytes[offset + 1]) {
      case (0x7E, 0x7B):
        inside = true
        offset += 2
      case (0x7E, 0x7D):
        inside = false
        offset += 2
      case (0x0A, _):
        inside = false
        offset += 1
      default: offset += inside || bytes[offset] == 0x7E ? 2 : 1
      }
    }
    return offset < bytes.count && (inside && bytes[offset] != 0x0A || bytes[offset] == 0x7E)
      ? offset : nil
  }
}

extension Converter {
  /// The names of encodings that differ from this one by at most two edits, nearest first.
  static func namesLike(_ name: String) -> [String] {
    let wanted = Array(name.lowercased().utf8)
    guard wanted.count <= 40 else { return [] }
    var found: [(distance: Int, name: String)] = []
    for index in 0..<cicu_encoding_count() {
      guard let pointer = cicu_encoding_name(index) else { continue }
      let candidate = String(cString: pointer)
      let distance = editDistance(wanted, Array(candidate.lowercased().utf8))
      if distance <= 2, !found.contains(where: { $0.name == candidate }) {
        found.append((distance, candidate))
      }
    }
    return found.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
  }

  // The Levenshtein distance, row by row.
  private static func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var row = Array(0...second.count)
    for (i, byte) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in second.enumerated() {
        let replaced = diagonal + (byte == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[second.count]
  }
}
