import RondoFiles
import RondoText

/// Blocks of ids in a file without a name, which the system removes with the value.
final class IDBlockFile {
  private let descriptor: Int32
  private let path: String
  private var end = 0
  private var blocks: [(offset: Int, byteCount: Int, bytesPerID: Int)] = []

  /// An empty file in a folder.
  init(in folder: String) throws(CheckpointError) {
    path = TemporaryName.make(for: "\(folder)/blocks")
    do throws(SystemError) {
      descriptor = try POSIX.createForBoth(path)
      try POSIX.removeFile(path)
    } catch {
      throw .cannotCreate(operation: "create", path: path, code: error.code)
    }
  }

  deinit { try? POSIX.closeFile(descriptor) }

  /// The number of blocks.
  var count: Int { blocks.count }

  /// Appends a block.
  func write(_ ids: IDSequence) throws(CheckpointError) {
    let byteCount = ids.count * ids.bytesPerID
    try ids.withUnsafeBytes { (bytes) throws(CheckpointError) in
      try FileWriter(descriptor: descriptor, path: path, operations: .system).write(bytes)
    }
    blocks.append((end, byteCount, ids.bytesPerID))
    end += byteCount
  }

  /// Reads a block.
  func read(_ block: Int) throws(CheckpointError) -> IDSequence {
    let (offset, byteCount, bytesPerID) = blocks[block]
    let memory = OwnedMemory(byteCount: byteCount)
    var filled = 0
    do throws(SystemError) {
      while filled < byteCount {
        let rest = UnsafeMutableRawBufferPointer(rebasing: memory.bytes[filled...])
        let count = try POSIX.readSome(descriptor, into: rest, at: offset + filled)
        guard count > 0 else { throw .endedEarly }
        filled += count
      }
    } catch {
      throw .inputOutput(operation: "read", path: path, code: error.code)
    }
    return IDSequence(
      in: UnsafeRawBufferPointer(memory.bytes), bytesPerID: bytesPerID, owner: memory)
  }
}

/// Memory owned by the value, which is not written once it is shared.
private final class OwnedMemory: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  init(byteCount: Int) { bytes = .allocate(byteCount: byteCount, alignment: 8) }

  deinit { bytes.deallocate() }
}
