/// An error in reading or writing a checkpoint.
///
/// `description` is one line: what failed, where, and what to do. `Sendable`.
public enum CheckpointError: AdvisingError, Sendable, Equatable {
  /// The bytes are not a safetensors file.
  case malformed(path: String, fault: SafetensorsFault)
  /// A checksum does not match: bytes changed after they were written.
  case damaged(path: String, part: DamagedPart)
  /// The tensors are not those that the model needs.
  case mismatched(path: String, mismatches: [SafetensorsMismatch])
  /// A tensor's elements were requested as another type.
  case wrongType(tensor: String, found: SafetensorsType, expected: SafetensorsType)
  /// Names and metadata exceed the limit of the format.
  case headerTooLong(byteCount: Int)
  /// The file exceeds this machine's memory.
  case largerThanMemory(path: String, byteCount: Int, memory: Int)
  /// The file or folder does not exist.
  case missing(path: String)
  /// The file exists but cannot be opened; `code` is the system's error number.
  case unreadable(path: String, code: Int32)
  /// The path refers to something other than a regular file.
  case notAFile(path: String, kind: String)
  /// The folder holds a run already.
  case exists(path: String)
  /// A file or folder cannot be created.
  case cannotCreate(operation: String, path: String, code: Int32)
  /// Reading or writing failed midway.
  case inputOutput(operation: String, path: String, code: Int32)
  /// Another process is training this run.
  case busy(path: String, process: Int32?)

  /// The part of a file that a checksum covers.
  ///
  /// `Sendable`.
  public enum DamagedPart: Sendable, Equatable {
    /// Names, shapes and metadata.
    case header
    /// The checksums themselves.
    case checksums
    /// The elements of the tensor with this name.
    case tensor(String)
  }

  /// The kind of failure.
  public var category: ErrorCategory {
    switch self {
    case .malformed, .damaged, .mismatched, .wrongType, .headerTooLong, .largerThanMemory: .unusable
    case .missing, .unreadable, .notAFile: .missing
    case .exists, .cannotCreate: .cannotCreate
    case .inputOutput: .inputOutput
    case .busy: .busy
    }
  }
}

/// A warning about a checkpoint that was read.
///
/// `Sendable`.
public enum CheckpointWarning: Sendable, Equatable, CustomStringConvertible {
  /// The file has no checksums, so that damage to its numbers cannot be detected.
  case noChecksums(path: String)

  /// One line.
  public var description: String {
    switch self {
    case .noChecksums(let path):
      "\(path.quoted) has no checksums: damage to its numbers cannot be detected"
    }
  }
}

extension SettingName {
  /// Whether to continue the run in a folder.
  public static let resume: Self = "resume"
  /// Whether to replace existing files, or the run in a folder.
  public static let overwrite: Self = "overwrite"
  /// The file or folder to write.
  public static let out: Self = "out"
}

extension CheckpointError {
  /// One line: what failed, where, and what to do.
  public var advice: Advice {
    switch self {
    case .malformed(let path, let fault):
      "\(path.quoted) is not a valid safetensors file: \(fault); use another copy of it"
    case .damaged(let path, let part):
      "\(path.quoted) is damaged: \(Self.text(part)); use another copy of it"
    case .mismatched(let path, let mismatches):
      "\(path.quoted) does not fit the model: \(Self.list(mismatches)); "
        + "use the file that belongs to this model"
    case .wrongType(let tensor, let found, let expected):
      "tensor \(tensor.quoted) is \(found), expected \(expected); convert it first"
    case .headerTooLong(let byteCount):
      "names and metadata take \(byteCount) bytes, and the limit of the format is "
        + "\(SafetensorsHeader.byteLimit); use a smaller vocabulary"
    case .largerThanMemory(let path, let byteCount, let memory):
      "\(path.quoted) has \(byteCount) bytes, and this machine has \(memory) bytes of memory; "
        + "use a larger machine or a smaller model"
    default: fileAdvice
    }
  }

  private var fileAdvice: Advice {
    switch self {
    case .missing(let path): "\(path.quoted) does not exist; check the path"
    case .unreadable(let path, let code):
      "cannot open \(path.quoted): \(SystemError.text(code)); check its permissions"
    case .notAFile(let path, let kind): "\(path.quoted) is \(kind), expected a file"
    case .exists(let path):
      "\(path.quoted) holds a run already: continue it with \(.resume), replace it with "
        + "\(.overwrite), or choose another folder with \(.out)"
    case .cannotCreate(let operation, let path, let code):
      "cannot \(operation) \(path.quoted): \(SystemError.text(code)); choose another place"
    case .inputOutput(let operation, let path, let code):
      "cannot \(operation) \(path.quoted): \(SystemError.text(code)); check the disk"
    case .busy(let path, let process):
      "\(path.quoted) is in use by \(process.map { "process \($0)" } ?? "another process"); "
        + "wait for it or stop it"
    default: ""
    }
  }

  private static func text(_ part: DamagedPart) -> String {
    switch part {
    case .header:
      "its header does not match its checksum (a program that rewrites the file must remove crc32c)"
    case .checksums: "its checksums cannot be read"
    case .tensor(let name): "the numbers of tensor \(name.quoted) do not match their checksum"
    }
  }

  private static func list(_ mismatches: [SafetensorsMismatch]) -> String {
    let first = mismatches.prefix(10).map(\.description).joined(separator: ", ")
    return mismatches.count > 10 ? "\(first), and \(mismatches.count - 10) more" : first
  }
}
