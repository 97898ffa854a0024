import Foundation
import Testing

/// A fresh folder to work in, which goes with the value, and the program run in it.
///
///     let scratch = try Scratch(corpus: 2000)
///     scratch.rondo("train c.txt \(tiny) --steps 4").succeeded()
final class Scratch {
  let path: String

  /// In memory where the system has such a place: every run waits for the device a dozen times.
  private static let place =
    FileManager.default.isWritableFile(atPath: "/dev/shm")
    ? URL(fileURLWithPath: "/dev/shm") : FileManager.default.temporaryDirectory

  /// An empty folder.
  init() throws {
    let name = "rondo-tests-" + UUID().uuidString
    let folder = Self.place.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.resolvingSymlinksInPath().path
  }

  /// A folder with a made-up text of so many bytes, `c.txt`.
  convenience init(corpus bytes: Int) throws {
    try self.init()
    try write("c.txt", madeUpText(bytes: bytes))
  }

  /// A folder with a text and a model trained on it for a few steps, `model`.
  static func withModel(_ options: String = "", text: String? = nil) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("c.txt", text ?? madeUpText(bytes: 1200))
    try scratch.rondo("train c.txt --out model \(tiny) --steps 30 \(options)").succeeded()
    return scratch
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Runs the program; the words are split at spaces, the others taken as they are.
  func rondo(
    _ words: String, _ others: String..., through wrapper: [String] = [],
    _ adjust: (inout Launch) -> Void = { _ in }
  ) throws -> Execution {
    let program = try #require(Program.path, "the program 'rondo' is not beside the tests")
    let arguments = words.split(separator: " ").map(String.init) + others
    var launch = Launch(command: wrapper + [program] + arguments, folder: path)
    launch.environment["PATH"] = ProcessInfo.processInfo.environment["PATH"]
    adjust(&launch)
    return try launch.run()
  }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let url = URL(fileURLWithPath: full(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: full(name))))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func copy(_ old: String, to new: String) throws {
    try FileManager.default.copyItem(atPath: full(old), toPath: full(new))
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: full(name)) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: full(name)) }

  /// The names of the files in the folder and below, without folders.
  func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).filter {
      var isFolder: ObjCBool = false
      let isThere = FileManager.default.fileExists(atPath: full($0), isDirectory: &isFolder)
      return isThere && !isFolder.boolValue
    }.sorted()
  }

  /// The bytes of the files in a folder, by name; the lock, which has none, is left out.
  func contents(of folder: String) throws -> [String: [UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: full(folder))
    let files = try names.filter { $0 != ".lock" }.map { ($0, try bytes("\(folder)/\($0)")) }
    return Dictionary(uniqueKeysWithValues: files)
  }

  func full(_ name: String) -> String { "\(path)/\(name)" }
}

/// Options for a model so small that a run takes an instant.
let tiny =
  "--hidden-size 8 --layers 1 --batch-size 4 --sequence-length 8 --threads 1 --no-baseline --quiet"

/// A text of a few made-up words, the same for the same seed.
func madeUpText(bytes: Int, seed: UInt64 = 1) -> String {
  var random = Generator(seed: seed)
  let words = [
    "tide", "the", "ferry", "a", "lamp", "of", "stone", "and", "gull", "harbour", "rope",
  ]
  var text = ""
  while text.utf8.count < bytes {
    text += words[random.next(below: words.count)]
    text += random.next(below: 8) == 0 ? ".\n" : " "
  }
  return String(text.prefix(bytes))
}

/// Numbers that depend on a seed alone (Steele et al. 2014, SplitMix64).
struct Generator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(limit))
  }
}

extension Scratch {
  /// The last object of a kind in the log of a run.
  func event(_ kind: String, inLog run: String) throws -> [String: Any] {
    let log = Execution(output: try bytes("\(run)/log.jsonl"), errorBytes: [], waitStatus: 0)
    return try #require(try log.events(kind).last)
  }
}
