import Foundation
import Testing

@Suite("The folder of a run") struct TrainFolderTests {
  static let made = ["log.jsonl", "model.safetensors", "report.html", "training.safetensors"]
  /// Those of them that are a run.
  static let run = made.filter { $0 != "report.html" }

  @Test(
    "its name is the stem of the first file or folder",
    arguments: [
      ("c.txt", "c"), ("./texts/old.tar.txt", "old.tar"), ("texts", "texts"), ("texts/", "texts"),
      ("texts/.hidden", ".hidden"), ("./texts/../c.txt texts", "c"),
    ])
  func defaultName(corpora: String, stem: String) throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.write("texts/old.tar.txt", madeUpText(bytes: 700, seed: 2))
    try scratch.write("texts/.hidden", madeUpText(bytes: 700, seed: 3))
    let before = Set(try scratch.files())
    let result = try scratch.rondo("train \(corpora) --steps 2 \(tiny)").succeeded()
    #expect(result.text == "checkpoints/\(stem)\n")
    let new = try Set(scratch.files()).subtracting(before)
    #expect(new == Set((Self.made + [".lock"]).map { "checkpoints/\(stem)/\($0)" }))
  }

  @Test("standard input is trained on as 'stdin', --out names any folder")
  func standardInput() throws {
    let scratch = try Scratch(corpus: 700)
    let first = try scratch.rondo("train - --steps 2 \(tiny)") {
      $0.input = scratch.full("c.txt")
    }.succeeded()
    #expect(first.text == "checkpoints/stdin\n")
    try scratch.rondo("train c.txt --out a/b/c --steps 2 \(tiny)").succeeded()
    #expect(Self.made.allSatisfy { scratch.exists("a/b/c/\($0)") })
  }

  @Test("several files and folders are one corpus, in order")
  func severalCorpora() throws {
    let scratch = try Scratch()
    let whole = madeUpText(bytes: 900)
    try scratch.write("whole.txt", whole)
    try scratch.write("part.txt", String(whole.prefix(300)))
    try scratch.write("rest/a.txt", String(whole.dropFirst(300).prefix(200)))
    try scratch.write("rest/b/c.txt", String(whole.dropFirst(500)))
    try scratch.write("rest/.ignored", "not this")
    for (corpora, out) in [("whole.txt", "one"), ("part.txt rest", "two")] {
      try scratch.rondo("train \(corpora) --out \(out) --steps 5 \(tiny)").succeeded()
      let evaluation = try scratch.rondo("evaluate \(out) whole.txt").succeeded()
      #expect(try evaluation.text == scratch.rondo("evaluate one whole.txt").text)
    }
  }

  @Test("a run that is there is not touched without being told")
  func existing() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --steps 3 --seed 4 \(tiny)").succeeded()
    let before = try Self.made.map { try scratch.bytes("checkpoints/c/\($0)") }
    try scratch.rondo("train c.txt --steps 5 \(tiny)").failed(73, "checkpoints/c", "overwrite")
    #expect(try Self.made.map { try scratch.bytes("checkpoints/c/\($0)") } == before)
    for name in Self.run {
      try scratch.copy("checkpoints/c/\(name)", to: "checkpoints/kept")
      try scratch.write("only/\(name)", scratch.bytes("checkpoints/kept"))
      try scratch.remove("checkpoints/kept")
      try scratch.rondo("train c.txt --out only --steps 5 \(tiny)").failed(73)
      try scratch.remove("only")
    }
  }

  @Test("--overwrite begins anew, leaves other files alone, and removes nothing for bad data")
  func overwrite() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --out run --steps 3 --seed 4 \(tiny)").succeeded()
    try scratch.write("run/notes.txt", "mine")
    try scratch.write("bad.txt", [0x61, 0xFF, 0xFE, 0x62])
    let model = try scratch.bytes("run/model.safetensors")
    try scratch.rondo("train bad.txt --out run --overwrite --steps 3 \(tiny)").failed(65)
    try scratch.rondo("train none.txt --out run --overwrite --steps 3 \(tiny)").failed(66)
    #expect(try scratch.bytes("run/model.safetensors") == model)
    try scratch.rondo("train c.txt --out run --overwrite --steps 3 --seed 4 \(tiny)").succeeded()
    #expect(try scratch.bytes("run/model.safetensors") == model)
    try scratch.rondo("train c.txt --out run --overwrite --steps 3 --seed 5 \(tiny)").succeeded()
    #expect(try scratch.bytes("run/model.safetensors") != model)
    #expect(try scratch.text("run/notes.txt") == "mine")
    #expect(try scratch.text("run/log.jsonl").split(separator: "\n").count == 4)
  }

  @Test("a run in use by another process is left to it")
  func inUse() throws {
    let scratch = try Scratch(corpus: 700)
    var others: [Execution] = []
    let words = "train c.txt --out run --steps 1000000 --patience 0 --format json \(tiny)"
    var process: Int32 = 0
    let first = try scratch.rondo(words) { launch in
      launch.onLine = { _, running in
        guard others.isEmpty else { return }
        process = running.process
        for option in ["--resume", "--overwrite"] {
          let other = try? scratch.rondo("train c.txt --out run \(option) --steps 9 \(tiny)")
          if let other { others.append(other) }
        }
        running.send(SIGINT)
      }
    }
    #expect(first.code == 130, "\(first.errors)")
    #expect(others.count == 2)
    for other in others { other.failed(75, "run", "process \(process)") }
    try scratch.rondo("sample run --length 5 --seed 1").succeeded()
  }
}
