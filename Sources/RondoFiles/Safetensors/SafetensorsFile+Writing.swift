extension SafetensorsFile {
  /// The bytes of a file with these contents.
  ///
  /// Without checksums they equal what the reference library writes (`safetensors` 0.8, with the
  /// texts in the order of their keys' bytes, where the reference has no fixed order).
  ///
  /// - Parameter checksums: whether to add the text `crc32c`, in the place of one that is there.
  /// - Throws: `.headerTooLong`.
  public func encoded(checksums: Bool = true) throws(CheckpointError) -> [UInt8] {
    let parts = try parts(checksums: checksums)
    return parts.tensors.reduce(into: parts.header) { $0 += $1.bytes }
  }

  /// Writes a file so that its name has either the old contents or all of the new ones.
  ///
  /// - Throws: `.headerTooLong`, `.cannotCreate` or `.inputOutput`; the old file is then as it was.
  public func save(to path: String, checksums: Bool = true) throws(CheckpointError) {
    try prepare(path, checksums: checksums).publish()
    try AtomicFile.synchronizeFolder(of: path)
  }

  /// Writes all of a file beside its place; `publish()` then puts it there.
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

  /// In the reference's order: by type, the widest first, then by the bytes of the name.
  private var sortedTensors: [SafetensorsTensor] {
    tensors.sorted { left, right in
      left.type == right.type
        ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        : left.type.rawValue > right.type.rawValue
    }
  }
}
