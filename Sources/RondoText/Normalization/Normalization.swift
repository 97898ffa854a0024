import CICU

/// A Unicode normal form (UAX #15) for text, or none.
///
/// A letter with an accent may be spelled with one scalar or with two; without normalization these
/// are two symbols. `none` keeps every byte.
public enum Normalization: String, Codable, Sendable, CaseIterable {
  /// No change.
  case none
  /// Canonical composition: é is one scalar.
  case nfc
  /// Canonical decomposition: é is e and an accent.
  case nfd
  /// Compatibility composition: as `nfc`, and ﬁ becomes f and i.
  case nfkc
  /// Compatibility decomposition: as `nfd`, and ﬁ becomes f and i.
  case nfkd
}

extension Normalization {
  /// The text in this normal form; the same array, not copied, if it is in that form already.
  ///
  /// Linear in the text, except for a run of thousands of accents on one letter, which ICU sorts in
  /// quadratic time. The text is processed in pieces of about 64 KiB where the normal form allows
  /// it, so that little memory is needed beyond the result. A piece of ill-formed UTF-8 is not
  /// changed.
  public func normalized(_ utf8: [UInt8]) -> [UInt8] {
    guard let form else { return utf8 }
    var result: [UInt8]?
    utf8.withUnsafeBufferPointer { bytes in
      var start = 0
      while start < bytes.count {
        let end = Self.endOfPiece(from: start, in: bytes, form)
        let piece = UnsafeBufferPointer(rebasing: bytes[start..<end])
        if let changed = Self.change(piece, form) {
          result = result ?? Array(bytes[..<start])
          result?.append(contentsOf: changed)
        } else {
          result?.append(contentsOf: piece)
        }
        start = end
      }
    }
    return result ?? utf8
  }

  /// Appends the normal form of the start of a text given in pieces, and returns the number of
  /// bytes consumed: all if the text ends here.
  ///
  /// All calls together append the same as `normalized` returns for the whole text.
  func append(
    _ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool, to result: inout [UInt8]
  ) -> Int {
    guard let form else {
      result.append(contentsOf: bytes)
      return bytes.count
    }
    var start = 0
    while start < bytes.count {
      let end = Self.endOfPiece(from: start, in: bytes, form)
      // The scalar after the piece must be complete.
      if !isLast, bytes.count - end < 4 { break }
      let piece = UnsafeBufferPointer(rebasing: bytes[start..<end])
      if let changed = Self.change(piece, form) {
        result.append(contentsOf: changed)
      } else {
        result.append(contentsOf: piece)
      }
      start = end
    }
    return start
  }

  private var form: cicu_form? {
    switch self {
    case .none: nil
    case .nfc: CICU_NFC
    case .nfd: CICU_NFD
    case .nfkc: CICU_NFKC
    case .nfkd: CICU_NFKD
    }
  }

  // The normal form of a piece, or nil if the piece is in that form already.
  private static func change(_ piece: UnsafeBufferPointer<UInt8>, _ form: cicu_form) -> [UInt8]? {
    if ByteSearch.firstNonASCII(in: piece, from: 0) == piece.count { return nil }
    var capacity = piece.count * 2 + 64
    while true {
      var length: Int64 = 0
      let output = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
        length = cicu_normalize(
          form, piece.baseAddress, Int32(piece.count), output.baseAddress, Int32(capacity))
        count = min(max(0, Int(length)), capacity)
      }
      precondition(length != Int64(CICU_NO_MEMORY), "no memory to normalize \(piece.count) bytes")
      if length < 0 { return nil }
      if length <= capacity { return output }
      capacity = Int(length)
    }
  }

  // A piece ends before a scalar that does not interact with the text before it.
  private static func endOfPiece(
    from start: Int, in bytes: UnsafeBufferPointer<UInt8>, _ form: cicu_form
  ) -> Int {
    var end = start + 0x10000
    while end < bytes.count, end - start < 0x1000_0000 {
      if bytes[end] < 0x80 { return end }
      if bytes[end] & 0xC0 != 0x80, let scalar = firstScalar(bytes[end...]),
        cicu_boundary_before(form, scalar.value)
      {
        return end
      }
      end += 1
    }
    return min(end, bytes.count)
  }

  private static func firstScalar(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Unicode.Scalar? {
    String(decoding: bytes.prefix(4), as: UTF8.self).unicodeScalars.first
  }
}
