extension SafetensorsFile {
  /// Reads a file, checks its structure and, where it carries them, its checksums.
  ///
  /// Never waits on a FIFO, never trusts a length before comparing it with the file's.
  ///
  /// - Returns: the contents, and a warning where the file has no checksums.
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

  /// Reads the bytes of a file from memory; `path` stands in errors only.
  public static func decode(
    _ bytes: [UInt8], path: String
  ) throws(CheckpointError) -> (file: SafetensorsFile, warning: CheckpointWarning?) {
    var position = 0
    return try decode(path: path, byteCount: bytes.count) { (count) throws(CheckpointError) in
      defer { position += count }
      return Array(bytes[position..<position + count])
    }
  }

  /// `next` gives the next bytes of the source; it is asked for at most `byteCount` in all.
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
