import Foundation

@testable import RondoModels

/// A small generator of random numbers whose whole state is its seed (SplitMix64).
struct CheckpointRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

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

/// A new folder that is removed after `body`.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.path + "/rondo-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

/// The contents of a file; nil where there is none.
func bytes(of path: String) -> [UInt8]? {
  FileManager.default.contents(atPath: path).map(Array.init)
}

/// The names in a folder in order.
func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
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
