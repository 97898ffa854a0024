/// Checksums of a file of Rondo, stored in its metadata under the key `crc32c`.
///
///     "crc32c":"header:77f946c1 data:00000000,8a9136aa"   // no bytes, and 32 zero bytes
///
/// `header:` is the CRC-32C of everything before the data (the 8 bytes of the length, the JSON and
/// its padding) with these eight digits themselves set to `0`. `data:` is the CRC-32C of each
/// tensor's bytes in the order of the data, so that the header's checksum covers theirs. All digits
/// are lowercase. Every changed byte is detected, and one in the data is attributed to its tensor.
///
/// A program that rewrites the file must remove the key or recompute it.
struct SafetensorsChecksums {
  static let key = "crc32c"
  private static let headerMark = "header:"
  private static let dataMark = " data:"
  private static let unset = "00000000"

  let header: String
  let data: [String]

  /// Checksums of tensors in the order of their data, with the digits of the header still zero.
  static func unsetText(for tensors: [SafetensorsTensor]) -> String {
    headerMark + unset + dataMark + tensors.map { digits(of: $0.bytes) }.joined(separator: ",")
  }

  /// Sets the header's digits in the file's first bytes; the text begins at `textStart`.
  static func setHeader(in bytes: inout [UInt8], textStart: Int) {
    replaceHeader(in: &bytes, textStart: textStart, with: unset)
    let checksum = digits(of: bytes)
    replaceHeader(in: &bytes, textStart: textStart, with: checksum)
  }

  private static func replaceHeader(in bytes: inout [UInt8], textStart: Int, with digits: String) {
    let start = textStart + headerMark.utf8.count
    bytes.replaceSubrange(start..<start + digits.utf8.count, with: digits.utf8)
  }

  /// The eight lowercase hexadecimal digits of the checksum of some bytes.
  static func digits(of bytes: [UInt8]) -> String {
    let digits = String(CRC32C.checksum(of: bytes), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

extension SafetensorsChecksums {
  /// Parses a text; nil if it does not have this form.
  init?(_ text: String) {
    guard text.utf8.starts(with: Self.headerMark.utf8) else { return nil }
    let rest = text.utf8.dropFirst(Self.headerMark.utf8.count)
    let digits = rest.prefix(Self.unset.utf8.count)
    let tail = rest.dropFirst(Self.unset.utf8.count)
    guard digits.count == Self.unset.utf8.count, tail.starts(with: Self.dataMark.utf8) else {
      return nil
    }
    let list = tail.dropFirst(Self.dataMark.utf8.count)
    header = String(Substring(digits))
    data = list.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
  }
}

extension SafetensorsHeader {
  /// The checksums in a header, after verifying that of the header itself; nil if it has none.
  ///
  /// `bytes` is the file up to its data. A text in the form of the checksums under another key
  /// means that the key was damaged, not that there are none.
  func checksums(
    of bytes: [UInt8], path: String
  ) throws(CheckpointError) -> SafetensorsChecksums? {
    guard let text = metadata[SafetensorsChecksums.key], let range = checksumRange else {
      if metadata.contains(where: { SafetensorsChecksums($0.value) != nil }) {
        throw .damaged(path: path, part: .checksums)
      }
      return nil
    }
    // An escape is longer than the character it represents: equal lengths mean that there is none.
    guard let checksums = SafetensorsChecksums(text), range.count == text.utf8.count else {
      throw .damaged(path: path, part: .checksums)
    }
    var expected = bytes
    SafetensorsChecksums.setHeader(in: &expected, textStart: 8 + range.lowerBound)
    if expected != bytes { throw .damaged(path: path, part: .header) }
    if checksums.data.count != entries.count { throw .damaged(path: path, part: .checksums) }
    return checksums
  }
}
