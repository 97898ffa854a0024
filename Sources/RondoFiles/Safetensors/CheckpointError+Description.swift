extension CheckpointError: CustomStringConvertible {
  /// One line: what failed, where, and what to do.
  public var description: String {
    switch self {
    case .malformed(let path, let fault):
      "\(path.quoted) is no usable safetensors file: \(fault); take another copy of it"
    case .damaged(let path, let part):
      "\(path.quoted) is damaged: \(Self.text(part)); take another copy of it"
    case .mismatched(let path, let mismatches):
      "\(path.quoted) does not fit the model: \(Self.list(mismatches)); "
        + "take the file that belongs to this model"
    case .wrongType(let tensor, let found, let expected):
      "tensor \(tensor.quoted) is \(found), expected \(expected); convert it first"
    case .headerTooLong(let byteCount):
      "names and texts take \(byteCount) bytes, and the format's limit is "
        + "\(SafetensorsHeader.byteLimit); use a smaller vocabulary"
    case .largerThanMemory(let path, let byteCount, let memory):
      "\(path.quoted) has \(byteCount) bytes, and this machine \(memory) bytes of memory; "
        + "use a larger machine or a smaller model"
    default: fileDescription
    }
  }

  private var fileDescription: String {
    switch self {
    case .missing(let path): "\(path.quoted) does not exist; check the path"
    case .unreadable(let path, let code):
      "cannot open \(path.quoted): \(SystemError.text(code)); check its permissions"
    case .notAFile(let path, let kind): "\(path.quoted) is \(kind), expected a file"
    case .exists(let path):
      "\(path.quoted) holds a run already; resume it, overwrite it, or choose another folder"
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
      "its header does not match its checksum (a program that writes it anew must drop crc32c)"
    case .checksums: "its checksums cannot be read"
    case .tensor(let name): "the numbers of tensor \(name.quoted) do not match their checksum"
    }
  }

  private static func list(_ mismatches: [SafetensorsMismatch]) -> String {
    let first = mismatches.prefix(10).map(\.description).joined(separator: ", ")
    return mismatches.count > 10 ? "\(first), and \(mismatches.count - 10) more" : first
  }
}
