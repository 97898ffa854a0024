/// Why a checkpoint could not be read or written.
///
/// `description` is one line: what failed, where, and what to do. Sendable: a plain value.
public enum CheckpointError: Error, Sendable, Equatable {
  /// The bytes are no safetensors file.
  case malformed(path: String, fault: SafetensorsFault)
  /// A checksum does not fit: bytes changed after they were written.
  case damaged(path: String, part: DamagedPart)
  /// The tensors are not those that the model needs.
  case mismatched(path: String, mismatches: [SafetensorsMismatch])
  /// A tensor's elements were asked for as another type.
  case wrongType(tensor: String, found: SafetensorsType, expected: SafetensorsType)
  /// The names and texts are more than the format can hold.
  case headerTooLong(byteCount: Int)
  /// The file would not fit into this machine's memory.
  case largerThanMemory(path: String, byteCount: Int, memory: Int)
  /// There is no such file or folder.
  case missing(path: String)
  /// The file is there and cannot be opened; `code` is the system's error number.
  case unreadable(path: String, code: Int32)
  /// The path leads to something else than a regular file.
  case notAFile(path: String, kind: String)
  /// The folder holds a run already.
  case exists(path: String)
  /// A file or folder cannot be made.
  case cannotCreate(operation: String, path: String, code: Int32)
  /// Reading or writing failed midway.
  case inputOutput(operation: String, path: String, code: Int32)
  /// Another process trains this run.
  case busy(path: String, process: Int32?)

  /// What a checksum covers.
  ///
  /// Sendable: a plain value.
  public enum DamagedPart: Sendable, Equatable {
    /// Names, shapes, texts.
    case header
    /// The checksums themselves.
    case checksums
    /// The elements of the tensor of that name.
    case tensor(String)
  }

  /// What kind of failure it is, for a caller's exit code.
  ///
  /// Sendable: a plain value.
  public enum Category: Sendable, Equatable {
    /// The contents are of no use (65).
    case unusable
    /// The input is not there or not readable (66).
    case missing
    /// The output cannot be created (73).
    case cannotCreate
    /// The device failed or is full (74).
    case inputOutput
    /// Another process is at work; later it may succeed (75).
    case busy
  }

  /// The kind of failure.
  public var category: Category {
    switch self {
    case .malformed, .damaged, .mismatched, .wrongType, .headerTooLong, .largerThanMemory: .unusable
    case .missing, .unreadable, .notAFile: .missing
    case .exists, .cannotCreate: .cannotCreate
    case .inputOutput: .inputOutput
    case .busy: .busy
    }
  }
}

/// Something about a checkpoint that its reader should hear of.
///
/// Sendable: a plain value.
public enum CheckpointWarning: Sendable, Equatable, CustomStringConvertible {
  /// The file carries no checksums, so damage to its numbers cannot be seen.
  case noChecksums(path: String)

  /// One line.
  public var description: String {
    switch self {
    case .noChecksums(let path):
      "\(path.quoted) carries no checksums: damage to its numbers would not be seen"
    }
  }
}
