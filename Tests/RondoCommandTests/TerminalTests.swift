import Foundation
import Testing

@Suite("On a terminal", .enabled(if: Program.tool("script") != nil, "needs the tool 'script'"))
struct TerminalTests {
  /// What a command shows on a terminal of some columns: the lines as they are drawn, without the
  /// sequences that steer the terminal.
  private func lines(_ scratch: Scratch, _ words: String, columns: Int) throws -> [String] {
    let program = try #require(Program.path)
    let script = try #require(Program.tool("script"))
    try scratch.write("run.sh", "stty cols \(columns)\nexec \(program) \(words)\n")
    var launch = Launch(
      command: [script, "-qec", "sh run.sh", "/dev/null"], folder: scratch.path)
    launch.environment = [
      "TERM": "xterm", "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
    ]
    let shown = try launch.run().succeeded().text
    return shown.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "").split { $0.isNewline }.map(
      String.init)
  }

  /// The columns of a line whose only wide characters are Chinese.
  private func width(_ line: String) -> Int {
    line.unicodeScalars.reduce(0) { $0 + ((0x4E00...0x9FFF).contains($1.value) ? 2 : 1) }
  }

  @Test("no line of training is longer than the terminal is wide", arguments: [40, 60, 100])
  func training(columns: Int) throws {
    let scratch = try Scratch()
    let name = "a_long_name/with_中文字符和更多的字符/text_of_the_corpus.txt"
    try scratch.write(name, madeUpText(bytes: 700).replacing("\n", with: "\r\n") + "ÄÖÜß中文字符和更多的字符")
    let options = "--hidden-size 8 --batch-size 4 --sequence-length 8 --threads 1 --epochs 2"
    let found = try lines(scratch, "train \(name) --out run \(options)", columns: columns)
    #expect(found.count > 12)
    for line in found { #expect(width(line) <= columns, "\(line)") }
    for word in ["text ", "baseline", "step ", "epoch ", "finished", "│ "] {
      #expect(found.contains { $0.contains(word) }, "\(word)")
    }
    let joined = found.joined().replacing(" ", with: "")
    #expect(joined.contains("with_中文字符和更多的字符/text_of_the_corpus.txt,"))
    #expect(!found.contains { $0.contains(#"\r"#) }, "CR LF ends a line of a sample")
    for line in try lines(scratch, "inspect run", columns: columns) {
      #expect(width(line) <= columns, "\(line)")
    }
  }

  @Test("a table that is wider than the terminal breaks within no value")
  func table() throws {
    let scratch = try Scratch.withTextClassifier()
    let found = try lines(scratch, "evaluate model t.csv --quiet", columns: 40)
    #expect(found.filter { $0.contains("%") }.count > 5)
    for line in found {
      #expect(width(line) <= 40 && !line.contains(/^ *%/), "\(line)")
    }
  }

  @Test("a terminal gets escapes for what is no text, and for control characters")
  func escapes() throws {
    let scratch = try Scratch()
    let words = madeUpText(bytes: 1200).split(separator: " ").map { Array($0.utf8) }
    try scratch.write("c.bin", Array(words.joined(separator: [0xE9, 0x1B])))
    try scratch.rondo("train c.bin --unit byte --out model \(tiny) --steps 30").succeeded()
    try scratch.write("prompt", [0x61, 0xC3, 0xA9, 0xE9, 0x1B, 0x0D, 0x0A, 0x62, 0x0D, 0x63])
    let found = try lines(
      scratch, "sample model --seed 1 --length 0 --quiet --prompt-file prompt", columns: 80)
    #expect(found == [#"aé\xE9\u{1b}"#, #"b\rc"#])
  }
}
