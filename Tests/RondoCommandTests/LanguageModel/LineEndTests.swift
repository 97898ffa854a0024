import Foundation
import Testing

@Suite("Line ends and spellings") struct LineEndTests {
  private static let windows = madeUpText(bytes: 1200).replacing("\n", with: "\r\n")

  @Test("a text with Windows line ends begins as after a line end of its own")
  func windowsStart() throws {
    let scratch = try Scratch.withModel(text: Self.windows)
    let words = "sample model --seed 1 --length 60"
    let prompted = try scratch.rondo(words, "--prompt", "\r\n").succeeded().text
    #expect(try "\r\n" + scratch.rondo(words).succeeded().text == prompted)
    let logged = try scratch.event("sample", inLog: "model")["text"] as? String
    let again = try scratch.rondo(
      "sample model --seed 1 --temperature 0.7 --length 200", "--prompt", "\r\n")
    #expect(logged.map { "\r\n\($0)\n" } == again.text)
  }

  @Test("a stop string that begins with LF leaves no CR", arguments: ["--seed 1", "--beam 2"])
  func windowsStop(options: String) throws {
    let scratch = try Scratch.withModel(text: Self.windows)
    let words = "sample model --length 60 \(options) --prompt the"
    let whole = try scratch.rondo(words + " --stop", "\r\n").succeeded()
    #expect(try scratch.rondo(words + " --stop", "\n").succeeded().output == whole.output)
    #expect(!whole.output.contains(0x0D))
  }

  @Test("texts with other line ends begin as they always did", arguments: ["grapheme", "scalar"])
  func otherStarts(unit: String) throws {
    let text = unit == "scalar" ? Self.windows : madeUpText(bytes: 1200)
    let scratch = try Scratch.withModel("--unit \(unit)", text: text)
    let words = "sample model --seed 1 --length 60"
    let prompted = try scratch.rondo(words, "--prompt", "\n").succeeded().output
    #expect(try [0x0A] + scratch.rondo(words).succeeded().output == prompted)
  }

  @Test("pages show CR LF as the end of a line")
  func pages() throws {
    let scratch = try Scratch.withModel(text: Self.windows)
    let page = try scratch.text("model/report.html")
    let samples = page.split(separator: "<pre dir=\"auto\">").dropFirst().map {
      $0.prefix { $0 != "<" }
    }
    #expect(!samples.isEmpty && samples.allSatisfy { $0.contains("\n") })
    #expect(!samples.contains { $0.contains("␍") })
    try scratch.rondo("score model --html t.html --quiet --text", "a\r\nb").succeeded()
    #expect(try scratch.text("t.html").contains("␍↵</span></div>\n<div dir=\"auto\">"))
  }

  @Test("a spelling that the model has otherwise is named with the way out")
  func hints() throws {
    let scratch = try Scratch.withModel(text: Self.windows)
    let words = "sample model --seed 1 --length 2"
    let prompt = try scratch.rondo(words, "--prompt", "the\nferry").succeeded()
    #expect(prompt.errorLines.count == 1)
    #expect(prompt.errors.contains(#"'\n'; the model's line ends are CR LF"#))
    #expect(prompt.errors.contains("--newlines lf"))
    let score = try scratch.rondo("score model --text", "the\nferry Q").succeeded()
    #expect(score.errors.contains(#"2 of the symbols, each counted with ln V: '\n' 'Q'; the"#))
    try scratch.write("t.txt", "the\nferry Q")
    #expect(try scratch.rondo("evaluate model t.txt").succeeded().errors == score.errors)
    let nfd = madeUpText(bytes: 1200).replacing("e", with: "e\u{301}")
    let other = try Scratch.withModel(text: nfd)
    let note = try other.rondo(words, "--prompt", "th\u{E9}").succeeded().errors
    #expect(note.contains("normal form nfd") && note.contains("--normalization nfc"))
    let both = try other.rondo(words, "--prompt", "th\u{E9} \u{3A9}").succeeded().errors
    #expect(both.contains("'\u{E9}' '\u{3A9}'; the model has '\u{E9}' in the normal form nfd: "))
    let unix = try Scratch.withModel()
    let lineFeed = try unix.rondo(words, "--prompt", "the\r\nferry").succeeded().errors
    #expect(lineFeed.contains("the model's line ends are LF"))
  }

  @Test(
    "with --newlines lf a model is that of the text with line feeds, and reads others as such",
    arguments: ["", "--cache cache", "--documents line", "--unit bpe --vocabulary-size 262"])
  func newlines(options: String) throws {
    let scratch = try Scratch()
    try scratch.write("w.txt", Self.windows)
    try scratch.write("u.txt", madeUpText(bytes: 1200))
    let words = "\(tiny) --steps 20 \(options)"
    try scratch.rondo("train w.txt --out w --newlines lf \(words)").succeeded()
    try scratch.rondo("train u.txt --out u \(words)").succeeded()
    func losses(_ run: String) throws -> [Double?] {
      let log = Execution(
        output: try scratch.bytes("\(run)/log.jsonl"), errorBytes: [], waitStatus: 0)
      return try log.events("validation").map { $0["nats"] as? Double }
    }
    #expect(try losses("w") == losses("u"))
    let score = try scratch.rondo("score w w.txt").succeeded()
    #expect(try score.text == scratch.rondo("score u u.txt").succeeded().text)
    #expect(score.errors == "")
    #expect(try scratch.rondo("evaluate w w.txt").text == scratch.rondo("evaluate u u.txt").text)
    let sample = try scratch.rondo(
      "sample w --seed 1 --length 40 --no-prompt --stop", "e\r\n", "--prompt", "the\r\n")
    let same = try scratch.rondo(
      "sample u --seed 1 --length 40 --no-prompt --stop", "e\n", "--prompt", "the\n")
    #expect(sample.succeeded().output == same.output)
    #expect(sample.errorLines.count == same.errorLines.count)
    #expect(try scratch.rondo("inspect w").text.contains("line ends lf: "))
    try scratch.rondo("train w.txt --out w --resume --quiet --newlines keep").failed(
      64, "--newlines", "stored")
    try scratch.rondo("train w.txt --out w --resume --steps 22 --quiet").succeeded()
    try scratch.rondo("train w.txt --from w --out v --newlines keep --quiet").failed(
      64, "--newlines")
  }
}
