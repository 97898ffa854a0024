/// The contents of a safetensors file: named tensors and metadata.
///
///     var file = SafetensorsFile()
///     file.metadata["task"] = "language-model"
///     file.tensors.append(SafetensorsTensor(name: "bias", shape: [2], values: [0.5, -1] as [Float]))
///     try file.save(to: "model.safetensors")
///     let (loaded, warning) = try SafetensorsFile.load(from: "model.safetensors")
///     loaded["bias"]?.shape     // [2]
///     warning                   // nil: the checksums are present and correct
///
/// Everything is held in memory, each tensor in its own array; saving and loading copy the elements
/// once. Equal contents give equal bytes, regardless of the order of `tensors`. Files are not
/// mapped into memory, so that replacing one in use does no harm. `Sendable`.
///
/// The format is that of github.com/huggingface/safetensors. The metadata key `crc32c` is Rondo's:
/// `header:` with the CRC-32C of all bytes before the data, computed with these eight digits as
/// zeros; ` data:` with the CRC-32C of each tensor, in the order of the data, separated by commas.
/// Every changed byte is thus detected. A program that rewrites the file must remove that key or
/// recompute it.
public struct SafetensorsFile: Sendable, Equatable {
  /// The metadata without the checksums, which are added on writing and removed on reading.
  public var metadata: SafetensorsMetadata
  /// The tensors, with distinct names; after loading in the order of their data.
  public var tensors: [SafetensorsTensor]

  /// A file with these contents.
  public init(metadata: SafetensorsMetadata = [:], tensors: [SafetensorsTensor] = []) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// The tensor with a name, compared by bytes; O(n).
  public subscript(name: String) -> SafetensorsTensor? {
    tensors.first { $0.name.utf8.elementsEqual(name.utf8) }
  }
}

extension SafetensorsFile {
  /// Reads a file and checks its structure and its checksums, if it has any.
  ///
  /// Does not block on a FIFO, and trusts no length before comparing it with the file's.
  ///
  /// - Returns: The contents, and a warning if the file has no checksums.
  /// - Throws: `.missing`, `.unreadable`, `.notAFile`, `.malformed`, `.damaged`,
  ///   `.largerThanMemory` or `.inputOutput`.
  public static func load(
    from path: String
  ) throws(CheckpointError) -> (file: SafetensorsFile, warning: CheckpointWarning?) {
    try load(from: path, memory: POSIX.memory)
  }

  package static func load(
    from path: String, memory: Int
  ) throws(CheckpointError) -> (file: SafetensorsFile, warning: CheckpointWarning?) {
    let source = try FileReader(path)
    if source.byteCount > memory {
      throw .largerThanMemory(path: path, byteCount: source.byteCount, memory: memory)
    }
    return try decode(path: path, byteCount: source.byteCount) {
      (count) throws(CheckpointError) in try source.read(count)
    }
  }

  /// Reads the bytes of a file from memory; `path` is used in errors only.
  public static func decode(
    _ bytes: [UInt8], path: String
  ) throws(CheckpointError) -> (file: SafetensorsFile, warning: CheckpointWarning?) {
    var position = 0
    return try decode(path: path, byteCount: bytes.count) { (count) throws(CheckpointError) in
      defer { position += count }
      return Array(bytes[position..<position + count])
    }
  }

  /// `next` returns the next bytes of the source; at most `byteCount` are requested in all.
  private static func decode(
    path: String, byteCount: Int, next: (Int) throws(CheckpointError) -> [UInt8]
  ) throws(CheckpointError) -> (file: SafetensorsFile, warning: CheckpointWarning?) {
    let prefix = try next(min(8, byteCount))
    let count = try naming(path) { () throws(SafetensorsFault) in
      try SafetensorsHeader.byteCount(prefix: prefix, fileByteCount: byteCount)
    }
    let json = try next(count)
    let header = try naming(path) { () throws(SafetensorsFault) in
      try SafetensorsHeader(json, dataByteCount: byteCount - 8 - count)
    }
    let checksums = try header.checksums(of: prefix + json, path: path)
    var file = SafetensorsFile(metadata: header.metadata)
    file.metadata[SafetensorsChecksums.key] = nil
    for (index, entry) in header.entries.enumerated() {
      let bytes = try next(entry.end - entry.begin)
      if let checksums, checksums.data[index] != SafetensorsChecksums.digits(of: bytes) {
        throw .damaged(path: path, part: .tensor(entry.name))
      }
      file.tensors.append(
        SafetensorsTensor(name: entry.name, type: entry.type, shape: entry.shape, bytes: bytes))
    }
    return (file, checksums == nil ? .noChecksums(path: path) : nil)
  }

  private static func naming<Value>(
    _ path: String, _ body: () throws(SafetensorsFault) -> Value
  ) throws(CheckpointError) -> Value {
    do throws(SafetensorsFault) { return try body() } catch {
      throw .malformed(path: path, fault: error)
    }
  }
}

extension SafetensorsFile {
  /// The bytes of a file with these contents.
  ///
  /// Without checksums they equal the output of the reference library (`safetensors` 0.8, with the
  /// metadata in byte order of the keys; the reference has no fixed order).
  ///
  /// - Parameter checksums: Whether to add the key `crc32c`, replacing an existing one.
  /// - Throws: `.headerTooLong`.
  public func encoded(checksums: Bool = true) throws(CheckpointError) -> [UInt8] {
    let parts = try parts(checksums: checksums)
    return parts.tensors.reduce(into: parts.header) { $0 += $1.bytes }
  }

  /// Writes a file atomically: the path has either the old contents or all of the new ones.
  ///
  /// - Throws: `.headerTooLong`, `.cannotCreate` or `.inputOutput`; the old file is then unchanged.
  public func save(to path: String, checksums: Bool = true) throws(CheckpointError) {
    try prepare(path, checksums: checksums).publish()
    try AtomicFile.synchronizeFolder(of: path)
  }

  /// Writes a whole file under a temporary name; `publish()` then renames it.
  public func prepare(
    _ path: String, checksums: Bool = true
  ) throws(CheckpointError) -> AtomicFile {
    try prepare(path, checksums: checksums, operations: .system)
  }

  package func prepare(
    _ path: String, checksums: Bool = true, operations: FileOperations
  ) throws(CheckpointError) -> AtomicFile {
    let parts = try parts(checksums: checksums)
    return try AtomicFile(path, operations: operations) { (writer) throws(CheckpointError) in
      try writer.write(parts.header)
      for tensor in parts.tensors { try writer.write(tensor.bytes) }
    }
  }

  /// The bytes before the data, and the tensors in the order of their data.
  private func parts(
    checksums: Bool
  ) throws(CheckpointError) -> (header: [UInt8], tensors: [SafetensorsTensor]) {
    checkNames()
    let tensors = sortedTensors
    var metadata = metadata
    if checksums {
      metadata[SafetensorsChecksums.key] = SafetensorsChecksums.unsetText(for: tensors)
    }
    var header = SafetensorsHeader.encode(metadata: metadata, tensors: tensors)
    if header.bytes.count - 8 > SafetensorsHeader.byteLimit {
      throw .headerTooLong(byteCount: header.bytes.count - 8)
    }
    if checksums, let start = header.checksumStart {
      SafetensorsChecksums.setHeader(in: &header.bytes, textStart: start)
    }
    return (header.bytes, tensors)
  }

  private func checkNames() {
    var names: Set<[UInt8]> = [Array(SafetensorsHeader.metadataKey.utf8)]
    for tensor in tensors {
      precondition(
        names.insert(Array(tensor.name.utf8)).inserted,
        "tensor \(tensor.name): the name is taken already")
    }
    precondition(
      names.count <= HeaderScanner.keyLimit && metadata.count < HeaderScanner.keyLimit,
      "\(tensors.count) tensors and \(metadata.count) texts, at most \(HeaderScanner.keyLimit)")
  }

  /// The order of the reference library: by type, the widest first, then by the bytes of the name.
  private var sortedTensors: [SafetensorsTensor] {
    tensors.sorted { left, right in
      left.type == right.type
        ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        : left.type.rawValue > right.type.rawValue
    }
  }
}
