/// The checksums that a file of ours carries in its texts, under the key `crc32c`.
///
///     "crc32c":"header:77f946c1 data:00000000,8a9136aa"   // no bytes, and 32 zero bytes
///
/// `header:` is the CRC-32C of everything before the data (the 8 bytes of the length, the JSON and
/// its padding) with these eight digits themselves set to `0`. `data:` has the CRC-32C of each
/// tensor's bytes in the order of the data, so that the header's checksum covers theirs. All digits
/// are lowercase. So every changed byte is found, and one in the data names its tensor.
///
/// A program that writes the file anew must drop the key or compute it anew.
struct SafetensorsChecksums {
  static let key = "crc32c"
  private static let headerMark = "header:"
  private static let dataMark = " data:"
  private static let unset = "00000000"

  let header: String
  let data: [String]

  /// The text for tensors in the order of their data, with the header's digits yet to be set.
  static func unsetText(for tensors: [SafetensorsTensor]) -> String {
    headerMark + unset + dataMark + tensors.map { digits(of: $0.bytes) }.joined(separator: ",")
  }

  /// Sets the header's digits in the file's first bytes; their text begins at `textStart`.
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
  /// Takes a text apart; nil where it is not of this form.
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
  /// The checksums in a header, after checking that of the header itself; nil where it has none.
  ///
  /// `bytes` is the file up to its data. A text of the checksums' form under another key means that
  /// the key was damaged, not that there are none.
  func checksums(
    of bytes: [UInt8], path: String
  ) throws(CheckpointError) -> SafetensorsChecksums? {
    guard let text = metadata[SafetensorsChecksums.key], let range = checksumRange else {
      if metadata.contains(where: { SafetensorsChecksums($0.value) != nil }) {
        throw .damaged(path: path, part: .checksums)
      }
      return nil
    }
    // An escape is longer than what it stands for: equal lengths mean that there is none.
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
