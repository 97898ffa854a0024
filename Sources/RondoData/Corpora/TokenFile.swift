import FoundationEssentials
import RondoFiles
import RondoText

/// A tokenised corpus in a file, which is mapped instead of read into memory.
///
/// 8 bytes `rondo-id`; the version of the format and the number of bytes of an id, 4 bytes each;
/// the number of ids, 8 bytes; the ids, the training part first; the rest of the corpus as JSON;
/// the CRC-32C of all bytes before it, 4 bytes. All numbers are little-endian.
enum TokenFile {
  private static let magic = Array("rondo-id".utf8)
  private static let version: UInt32 = 1
  private static let headerByteCount = 24
  private static let pieceByteCount = 1 << 22

  /// The contents of the JSON.
  private struct Rest: Codable {
    /// The settings and hashes that determine the contents.
    let key: String
    let corpus: TokenizedCorpus.Description
  }

  /// Writes a corpus.
  ///
  /// - Parameters:
  ///   - writer: The open file.
  ///   - key: The settings and hashes that determine the contents.
  ///   - ids: Passes on the number of ids and the ids, all of one width, and returns the other
  ///     facts.
  static func write(
    to writer: FileWriter, key: String,
    _ ids: (
      _ begin: (_ count: Int) throws(CheckpointError) -> Void,
      _ write: (IDSequence) throws(CheckpointError) -> Void
    ) throws(CheckpointError) -> TokenizedCorpus.Description
  ) throws(CheckpointError) {
    var checksum = CRC32C()
    func append(_ bytes: [UInt8]) throws(CheckpointError) {
      checksum.update(bytes)
      try writer.write(bytes)
    }
    var (hasBegun, count) = (false, 0)
    func write(_ ids: IDSequence) throws(CheckpointError) {
      if !hasBegun {
        try append(
          magic + version.littleEndianBytes + UInt32(ids.bytesPerID).littleEndianBytes
            + UInt64(count).littleEndianBytes)
      }
      hasBegun = true
      try ids.withUnsafeBytes { (bytes) throws(CheckpointError) in
        checksum.update(bytes)
        try writer.write(bytes)
      }
    }
    let corpus = try ids({ count = $0 }, write)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let rest = try? encoder.encode(Rest(key: key, corpus: corpus)) else {
      preconditionFailure("the description of a corpus cannot be encoded")
    }
    try append(Array(rest))
    try writer.write(checksum.value.littleEndianBytes)
  }

  /// The corpus of a file, whose ids stay in it; nil if a byte has changed or it is another corpus.
  ///
  /// - Throws: `CheckpointError` if the file does not exist or cannot be read.
  static func open(_ path: String, key: String) throws(CheckpointError) -> TokenizedCorpus? {
    let reader = try FileReader(path)
    var checksum = CRC32C()
    var left = reader.byteCount - 4
    guard left > headerByteCount else { return nil }
    while left > 0 {
      let piece = try reader.read(min(left, pieceByteCount))
      checksum.update(piece)
      left -= piece.count
    }
    guard try reader.read(4) == checksum.value.littleEndianBytes else { return nil }
    let file = try reader.map()
    guard let (width, count) = header(file.bytes) else { return nil }
    let end = headerByteCount + count * width
    let json = Data(file.bytes[end..<file.bytes.count - 4])
    guard let rest = try? JSONDecoder().decode(Rest.self, from: json), rest.key == key,
      (0...count).contains(rest.corpus.trainingCount)
    else { return nil }
    let all = IDSequence(
      in: UnsafeRawBufferPointer(rebasing: file.bytes[headerByteCount..<end]), bytesPerID: width,
      owner: file)
    let split = rest.corpus.trainingCount
    return TokenizedCorpus(
      rest.corpus, training: all.slice(0..<split), validation: all.slice(split..<count))
  }

  /// Reads the start of a file; nil if it is not a file of tokens.
  private static func header(_ bytes: UnsafeRawBufferPointer) -> (bytesPerID: Int, count: Int)? {
    guard bytes.starts(with: magic),
      bytes.load(fromByteOffset: 8, as: UInt32.self).littleEndian == version
    else { return nil }
    let width = Int(bytes.load(fromByteOffset: 12, as: UInt32.self).littleEndian)
    let count = bytes.load(fromByteOffset: 16, as: UInt64.self).littleEndian
    guard [1, 2, 4].contains(width), count <= (bytes.count - headerByteCount - 4) / width else {
      return nil
    }
    return (width, Int(count))
  }
}

extension FixedWidthInteger {
  /// The bytes in little-endian order.
  fileprivate var littleEndianBytes: [UInt8] {
    withUnsafeBytes(of: littleEndian) { Array($0) }
  }
}
