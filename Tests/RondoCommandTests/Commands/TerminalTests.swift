import Foundation
import Testing

@Suite("On a terminal", .enabled(if: Program.tool("script") != nil, "needs the tool 'script'"))
struct TerminalTests {
  /// What a command shows on a terminal of some columns: the lines as they are drawn, without the
  /// sequences that steer the terminal.
  /// What runs beside it, `beside`, has the terminal as its descriptor 3.
  private func lines(
    _ scratch: Scratch, _ words: String, columns: Int, beside: String = ":"
  ) throws -> [String] {
    let program = try #require(Program.path)
    let script = try #require(Program.tool("script"))
    try scratch.write(
      "run.sh", "exec 3<&0\nstty cols \(columns)\n(\(beside)) &\nexec \(program) \(words)\n")
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

  @Test("lines fit a terminal that becomes narrower in the middle of a run")
  func resize() throws {
    let scratch = try Scratch()
    try scratch.write("text_of_the_corpus.txt", madeUpText(bytes: 700))
    let options = "--hidden-size 8 --batch-size 4 --sequence-length 8 --threads 1 --epochs 150"
    let found = try lines(
      scratch, "train text_of_the_corpus.txt --out run \(options)", columns: 100,
      beside: "until [ -s run/log.jsonl ]; do sleep 0.01; done; stty cols 40 <&3; echo RESIZED >&3")
    let resized = try #require(found.firstIndex { $0.contains("RESIZED") })
    #expect(found[..<resized].contains { width($0) > 40 })
    // A line that was made just before may be shown just after.
    let after = found[(resized + 2)...]
    #expect(after.count > 12)
    for line in after { #expect(width(line) <= 40, "\(line)") }
  }

  @Test("help fits the terminal, and uses its width", arguments: [70, 120])
  func help(columns: Int) throws {
    let found = try lines(Scratch(), "train --help", columns: columns)
    let widest = try #require(found.map(width).max())
    #expect(widest <= columns && widest > columns - 8)
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
