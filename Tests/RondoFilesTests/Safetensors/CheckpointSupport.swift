import TestSupport

@testable import RondoFiles

extension CheckpointRandom {
  /// Any contents: every type, ranks 0 to 4, empty tensors, names and texts in many scripts.
  mutating func file() -> SafetensorsFile {
    var file = SafetensorsFile()
    for index in 0..<Int.random(in: 0...3, using: &self) {
      file.metadata[text() + "\(index)"] = text()
    }
    for index in 0..<Int.random(in: 0...6, using: &self) {
      let type = SafetensorsType.allCases.randomElement(using: &self) ?? .u8
      let rank = Int.random(in: 0...4, using: &self)
      let shape = (0..<rank).map { _ in Int.random(in: 0...3, using: &self) }
      let count = type.byteCount(of: shape) ?? 0
      let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
      let name = text() + "\(index)"
      file.tensors.append(SafetensorsTensor(name: name, type: type, shape: shape, bytes: bytes))
    }
    return file
  }

  private mutating func text() -> String {
    let alphabet: [Unicode.Scalar] = [
      "a", "Z", ".", "_", "/", "\"", "\\", "\u{0}", "\n", "\u{1F}", "\u{7F}", "e", "\u{301}",
      "\u{E9}", "\u{6F22}", "\u{1F600}", "\u{FFFD}",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0...8, using: &self) {
      text.unicodeScalars.append(alphabet.randomElement(using: &self) ?? "a")
    }
    return text
  }
}

/// A safetensors file from its header's text and its data.
func file(header: String, data: [UInt8] = []) -> [UInt8] {
  file(header: Array(header.utf8), data: data)
}

/// A safetensors file from its header's bytes and its data.
func file(header: [UInt8], data: [UInt8] = []) -> [UInt8] {
  prefix(header.count) + header + data
}

/// A header's length as a file begins with it.
func prefix(_ count: Int) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
}
