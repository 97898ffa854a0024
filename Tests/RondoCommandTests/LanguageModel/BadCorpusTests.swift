import Foundation
import Testing

@Suite("Texts that cannot be trained on") struct BadCorpusTests {
  @Test("each is one line with the right code, and nothing is made")
  func refused() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.write("empty.txt", "")
    try scratch.write("one.txt", String(repeating: "a", count: 500))
    try scratch.write("short.txt", madeUpText(bytes: 18))
    try scratch.write(
      "bad.txt", Array(madeUpText(bytes: 90).utf8) + [0x0A, 0x61, 0x62, 0xFF, 0xFE, 0xFD])
    try scratch.write("nul.txt", madeUpText(bytes: 40) + "\u{0}" + madeUpText(bytes: 1000))
    try scratch.write("hidden/.only", madeUpText(bytes: 500))
    try FileManager.default.createDirectory(
      atPath: scratch.full("folder"), withIntermediateDirectories: false)
    let before = try scratch.files()
    func refuse(_ words: String, _ code: Int32, _ first: String, _ second: String = "") throws {
      try scratch.rondo("train \(tiny) --steps 2 \(words)").failed(code, first, second)
    }
    try refuse("none.txt", 66, "none.txt: no such file")
    try refuse("c.txt none.txt", 66, "none.txt: no such file")
    try refuse("c.txt/below", 66, "c.txt/below")
    try refuse("folder", 65, "folder holds no files")
    try refuse("hidden", 65, "hidden holds no files")
    try refuse("empty.txt", 65, "empty.txt", "empty")
    try refuse("empty.txt empty.txt", 65, "empty")
    try refuse("one.txt", 65, "one symbol")
    try refuse("short.txt", 65, "16 symbols", "at least 17")
    try refuse("c.txt --sequence-length 400", 65, "630 symbols", "at least 801")
    try refuse("c.txt --validation-fraction 0.998", 65, "1 symbols", "at least 17")
    try refuse("bad.txt --encoding UTF-8", 65, "bad.txt:", "byte 93")
    try refuse("nul.txt", 65, "nul.txt:", "--unit byte")
    try refuse("c.txt bad.txt", 65, "bad.txt")
    #expect(try scratch.files() == before)
    #expect(!scratch.exists("checkpoints"))
  }

  @Test("the place of invalid UTF-8 is given, and --lossy replaces and counts it")
  func invalidUTF8() throws {
    let scratch = try Scratch()
    let text = Array("a\nÄö".utf8) + [0xFF] + Array("x\n".utf8) + [0xC3, 0x28, 0x0A]
    try scratch.write("bad.txt", text + Array(madeUpText(bytes: 300).utf8))
    let words = "train bad.txt --encoding UTF-8 --steps 2 \(tiny)"
    try scratch.rondo(words).failed(65, "bad.txt:2:3: invalid UTF-8", "--lossy")
    let lossy = try scratch.rondo(words.replacing("--quiet", with: "--lossy")).succeeded()
    #expect(lossy.errors.contains("bad.txt: 2 invalid sequences were replaced by U+FFFD"))
    #expect(try scratch.rondo("inspect checkpoints/bad").text.contains("\u{FFFD}"))
  }

  @Test("bytes of any kind are trained on as bytes")
  func bytes() throws {
    let scratch = try Scratch()
    try scratch.write("b.bin", (0..<1000).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) })
    try scratch.rondo("train b.bin --unit byte --steps 2 \(tiny)").succeeded()
    let score = try scratch.rondo("score checkpoints/b b.bin --format json").succeeded()
    #expect(try score.event("score")["symbols"] as? Int == 1000)
  }

  @Test("a cluster of 10,000 code points is one symbol")
  func longCluster() throws {
    let scratch = try Scratch()
    let cluster = "e" + String(repeating: "\u{301}", count: 9999)
    let text = madeUpText(bytes: 300) + cluster + madeUpText(bytes: 300)
    try scratch.write("c.txt", text)
    try scratch.rondo("train c.txt --steps 2 \(tiny)").succeeded()
    let score = try scratch.rondo("score checkpoints/c c.txt --format json").succeeded()
    #expect(try score.event("score")["symbols"] as? Int == 601)
    let words = "sample checkpoints/c --seed 1 --length 20 --temperature 9"
    try scratch.rondo(words, "--prompt", cluster).succeeded()
  }

  @Test("a folder whose links lead back, or nowhere, is read without these, and says so")
  func links() throws {
    let scratch = try Scratch()
    try scratch.write("texts/a.txt", madeUpText(bytes: 700))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.full("texts/loop"), withDestinationPath: ".")
    let words = "train texts --overwrite --steps 2 \(tiny)"
    try scratch.rondo(words).succeeded()
    #expect(try scratch.rondo("inspect checkpoints/texts").text.contains("630 symbols to train on"))
    try FileManager.default.createSymbolicLink(
      atPath: scratch.full("texts/lost"), withDestinationPath: "nowhere")
    let rest = try scratch.rondo(words.replacing("--quiet", with: "")).succeeded()
    #expect(rest.errors.contains("texts/lost (a link that leads nowhere)"), "\(rest.errors)")
    try scratch.rondo("train texts/lost \(tiny)").failed(66, "texts/lost")
  }

  @Test("a name with control characters stays on its line")
  func names() throws {
    let scratch = try Scratch()
    try scratch.rondo("train \(tiny)", "a\nb\u{1B}[31m").failed(66, #"a\nb\u{1b}[31m"#)
    try scratch.rondo("score", "a\nb").failed(66, "does not exist")
    try scratch.rondo("sample", "--cut\nhere").failed(64)
  }

  @Test(
    "what may not be read or written is refused",
    .enabled(
      if: !Program.isRoot || Program.tool("setpriv") != nil,
      "root needs setpriv to become somebody who may not"))
  func permissions() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.write("locked.txt", madeUpText(bytes: 700))
    try scratch.write("closed/x.txt", madeUpText(bytes: 700))
    try scratch.rondo("train c.txt --out run --steps 2 \(tiny)").succeeded()
    let manager = FileManager.default
    for name in ["locked.txt", "closed", "run/model.safetensors"] {
      try manager.setAttributes([.posixPermissions: 0], ofItemAtPath: scratch.full(name))
    }
    for name in ["", "run"] {
      try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: scratch.full(name))
    }
    defer {
      for name in ["", "run", "closed"] {
        try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.full(name))
      }
    }
    let nobody =
      try Program.isRoot
      ? [#require(Program.tool("setpriv")), "--reuid", "65534", "--clear-groups"] : []
    func refuse(_ words: String, _ code: Int32, _ part: String) throws {
      try scratch.rondo(words, through: nobody).failed(code, part, "Permission denied")
    }
    try refuse("train locked.txt --out o \(tiny)", 66, "locked.txt")
    try refuse("train closed --out o \(tiny)", 66, "closed")
    try refuse("train c.txt --out o \(tiny)", 73, "o")
    try refuse("train c.txt --out run --overwrite \(tiny)", 73, "run")
    try refuse("train c.txt --out run --resume \(tiny)", 73, "run")
    try refuse("sample run", 66, "run/model.safetensors")
    try refuse("score run c.txt", 66, "run/model.safetensors")
  }
}
