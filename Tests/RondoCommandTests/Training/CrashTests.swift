import Testing

/// Kills and disk troubles at every system call of saving, injected by `strace`.
@Suite(
  "Troubles while saving",
  .enabled(if: Program.tool("strace") != nil, "strace is not installed"))
struct CrashTests {
  private static let words =
    "train c.txt --epochs 2 --batch-size 2 --sequence-length 8 --threads 1"
    + " --hidden-size 8 --no-baseline --quiet"

  private static func through(_ call: String, _ fault: String, _ k: Int) throws -> [String] {
    [
      try #require(Program.tool("strace")), "-f", "-o", "/dev/null", "-e", "trace=\(call)",
      "-e", "inject=\(call):\(fault):when=\(k)",
    ]
  }

  /// The numbers of the calls of one kind that touch the run's folder.
  private static func numbers(of call: String, in scratch: Scratch) throws -> [Int] {
    let strace = try #require(Program.tool("strace"))
    let wrapper = [strace, "-f", "-y", "-o", scratch.full("trace"), "-e", "trace=\(call)"]
    try scratch.rondo("\(words) --out counted", through: wrapper).succeeded()
    let lines = try scratch.text("trace").split(separator: "\n").filter {
      $0.contains("\(call)(")
    }
    let numbers = lines.indices.filter { lines[$0].contains("/counted") }.map { $0 + 1 }
    try #require(!numbers.isEmpty, "no \(call) in the trace")
    return numbers
  }

  @Test(
    "a run that is killed at any call goes on to the same bytes",
    arguments: ["openat", "write", "fsync", "close", "rename", "ftruncate"])
  func killed(call: String) throws {
    let scratch = try Scratch(corpus: 260)
    let numbers = try Self.numbers(of: call, in: scratch)
    let whole = try scratch.bytes("counted/model.safetensors")
    let state = try scratch.bytes("counted/training.safetensors")
    let stride = max(1, (numbers.count + 7) / 8)
    for k in numbers.enumerated().filter({ $0.offset % stride == 0 }).map(\.element) {
      let wrapper = try Self.through(call, "signal=SIGKILL", k)
      let killed = try scratch.rondo("\(Self.words) --out run", through: wrapper)
      #expect(killed.signal == 9, "\(call) \(k): \(killed.errors)")
      try scratch.rondo("\(Self.words) --out run --resume").succeeded()
      #expect(try scratch.bytes("run/model.safetensors") == whole, "\(call) \(k)")
      #expect(try scratch.bytes("run/training.safetensors") == state, "\(call) \(k)")
      let names = try scratch.files().filter { $0.hasPrefix("run/") }
      #expect(names == ["run/.lock"] + TrainFolderTests.made.map { "run/\($0)" }, "\(call) \(k)")
      try scratch.remove("run")
    }
  }

  @Test(
    "a device that is full or fails is one line, and the old files stay good",
    arguments: [
      ("openat", "error=ENOSPC"), ("write", "error=ENOSPC"), ("write", "error=EIO"),
      ("fsync", "error=EIO"), ("close", "error=EIO"), ("rename", "error=EIO"),
      ("ftruncate", "error=EIO"),
    ])
  func failing(call: String, fault: String) throws {
    let scratch = try Scratch(corpus: 260)
    try scratch.rondo("\(Self.words) --out begun --steps 9").succeeded()
    let scratchNumbers = try Self.numbers(of: call, in: scratch)
    let stride = max(1, (scratchNumbers.count + 3) / 4)
    let chosen = scratchNumbers.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    for k in chosen.dropFirst() {
      try scratch.copy("begun", to: "run")
      let wrapper = try Self.through(call, fault, k)
      let words = "train c.txt --out run --resume --epochs 3 --threads 1 --quiet"
      let failed = try scratch.rondo(words, through: wrapper)
      if failed.code == 0 {
        #expect(call == "close", "\(call) \(k)")
      } else {
        failed.failed(failed.code == 73 ? 73 : 74, "run")
      }
      try scratch.rondo("inspect run").succeeded()
      try scratch.rondo(words).succeeded()
      try scratch.remove("run")
    }
  }
}
