import Foundation
import Testing

@Suite("Sampling") struct SampleTests {
  @Test("the same seed gives the same text, whatever the number of samples and threads")
  func seeds() throws {
    let scratch = try Scratch.withModel()
    let texts = try ["1", "2", "3"].map { count in
      try scratch.rondo(
        "sample model --seed 5 --length 40 --format json --count \(count) --threads \(count)"
      ).succeeded().events("sample").map { try #require($0["text"] as? String) }
    }
    #expect(texts[0] == Array(texts[2][..<1]) && texts[1] == Array(texts[2][..<2]))
    #expect(Set(texts[2]).count == 3 && texts[2].allSatisfy { $0.count == 40 })
    let plain = try scratch.rondo("sample model --seed 5 --length 40 --count 3").succeeded()
    #expect(plain.text == texts[2].joined(separator: "\n\n") + "\n")
    #expect(plain.errors == "")
    let short = try scratch.rondo("sample model --seed 5 --length 15").succeeded().text
    #expect(texts[0][0].hasPrefix(short.dropLast()))
  }

  @Test("without a seed it draws one and prints it")
  func freshSeed() throws {
    let scratch = try Scratch.withModel()
    let first = try scratch.rondo("sample model --length 30").succeeded()
    let seed = try #require(first.errors.wholeMatch(of: /seed (\d+)\n/)?.1)
    #expect(try scratch.rondo("sample model --length 30 --seed \(seed)").text == first.text)
    let event = try scratch.rondo("sample model --length 30 --format json").succeeded()
    #expect(event.errors == "")
    let drawn = try #require(try event.event("sample")["seed"] as? Int)
    let again = try scratch.rondo("sample model --length 30 --format json --seed \(drawn)")
    #expect(again.text == event.text)
    #expect(try scratch.rondo("sample model --length 3 --quiet").succeeded().errors == "")
  }

  @Test("temperature 0 is the most probable symbol, and so is a choice of one")
  func greedy() throws {
    let scratch = try Scratch.withModel()
    let texts = try [
      "--temperature 0", "--top-k 1", "--top-p 1e-9", "--temperature 1e-300", "--temperature 1e-5",
      "--temperature 0 --seed 9 --top-k 3",
    ].map { try scratch.rondo("sample model --seed 1 --length 50 \($0)").succeeded().text }
    #expect(Set(texts).count == 1)
    let wild = try scratch.rondo("sample model --seed 1 --length 50 --temperature 1e300")
      .succeeded()
    #expect(wild.text.count == 51)
    let all = try scratch.rondo("sample model --seed 1 --length 50 --top-k 9999 --top-p 1")
      .succeeded()
    #expect(try all.text == scratch.rondo("sample model --seed 1 --length 50").text)
  }

  @Test("a prompt is echoed, from wherever it comes")
  func prompts() throws {
    let scratch = try Scratch.withModel()
    try scratch.write("prompt.txt", "the ferry")
    let words = "sample model --seed 1 --length 20"
    let text = try scratch.rondo(words, "--prompt", "the ferry").succeeded().text
    #expect(text.hasPrefix("the ferry") && text.count == 9 + 20 + 1)
    #expect(try scratch.rondo("\(words) --prompt-file prompt.txt").text == text)
    let piped = try scratch.rondo("\(words) --prompt-file -") {
      $0.input = scratch.full("prompt.txt")
    }
    #expect(piped.text == text)
    let event = try scratch.rondo("\(words) --format json", "--prompt", "the ferry")
      .succeeded().event("sample")
    #expect(Set(event.keys) == ["event", "index", "seed", "prompt", "text", "stoppedBy"])
    #expect(event["prompt"] as? String == "the ferry" && event["index"] as? Int == 0)
    #expect(event["text"] as? String == String(text.dropFirst(9).dropLast()))
    let several = try scratch.rondo("\(words) --count 2", "--prompt", "the ferry").succeeded().text
    #expect(several.hasPrefix(text.dropLast() + "\n\nthe ferry"))
    #expect(try scratch.rondo(words, "--prompt", "").text == scratch.rondo(words).text)
  }

  @Test("a text of no symbols is the prompt")
  func noLength() throws {
    let scratch = try Scratch.withModel()
    let result = try scratch.rondo(
      "sample model --length 0 --seed 1 --count 2", "--prompt", "a lamp")
    #expect(result.succeeded().text == "a lamp\n\na lamp\n")
    #expect(try scratch.rondo("sample model --length 0 --seed 1").succeeded().text == "\n")
  }

  @Test("a text ends before a stop string", arguments: 1...5 as ClosedRange<Int>)
  func stops(seed: Int) throws {
    let scratch = try Scratch.withModel()
    let words = "sample model --seed \(seed) --length 120"
    let whole = try scratch.rondo(words).succeeded().text
    let stops = ["e ", "to", "zz not there"]
    let end = stops.compactMap { whole.range(of: $0)?.lowerBound }.min() ?? whole.endIndex
    let result = try scratch.rondo(
      words, "--stop", stops[0], "--stop", stops[1], "--stop", stops[2])
    #expect(
      result.succeeded().text.dropLast() == whole[..<end].trimmingSuffix("\n", at: end, of: whole))
    let json = try scratch.rondo("\(words) --format json", "--stop", stops[0], "--stop", stops[1])
    #expect(try json.event("sample")["text"] as? String == String(result.text.dropLast()))
  }

  @Test("symbols of a prompt that the model does not know are named and do no harm")
  func unknownSymbols() throws {
    let scratch = try Scratch.withModel()
    let result = try scratch.rondo(
      "sample model --seed 1 --length 20", "--prompt", "the 🦀 \u{1B}界\nthe 🦀 👩‍👩‍👧")
    #expect(result.succeeded().text.hasPrefix("the 🦀 \u{1B}界\nthe 🦀 👩‍👩‍👧"))
    #expect(result.errorLines.count == 1, "\(result.errors)")
    #expect(result.errors.hasSuffix(#": '🦀' '\u{1b}' '界' '👩‍👩‍👧'"# + "\n"), "\(result.errors)")
    let long =
      String(repeating: "e\u{301}", count: 50)
      + (0x4E00..<0x4E40).map { "\(Character(UnicodeScalar($0)!))" }.joined()
    let many = try scratch.rondo("sample model --seed 1 --length 5", "--prompt", long).succeeded()
    #expect(many.errorLines.count == 1 && many.errors.hasSuffix(" …\n"))
  }

  @Test("an output that is closed early ends it silently")
  func closedPipe() throws {
    let scratch = try Scratch.withModel()
    let words = "sample model --seed 1 --length 1000000"
    let cut = try scratch.rondo(words) { $0.outputLimit = 10 }
    #expect(cut.code == 141 && cut.errors == "" && cut.output.count == 10)
    let closed = try scratch.rondo(words) { $0.isOutputClosed = true }
    #expect(closed.code == 141 && closed.errors == "")
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let full = try scratch.rondo(words, through: ["/bin/sh", "-c", #"exec "$0" "$@" > /dev/full"#])
    full.failed(74, "standard output", "No space left")
  }

  @Test("--no-prompt leaves the prompt out of the text")
  func noPrompt() throws {
    let scratch = try Scratch.withModel()
    try scratch.write("two", "the ferry\na lamp\n")
    for words in ["--prompt-file two", "--prompts-file two --count 2"] {
      let words = "sample model --seed 1 --length 20 \(words)"
      let texts = try scratch.rondo("\(words) --format json").succeeded().events("sample")
        .map { try #require($0["text"] as? String) }
      let plain = try scratch.rondo("\(words) --no-prompt").succeeded().text
      #expect(plain == texts.joined(separator: "\n\n") + "\n")
    }
    try scratch.rondo("sample model --no-prompt --format json").failed(64, "--no-prompt")
  }

  @Test("a value that begins with a dash is a value")
  func dashes() throws {
    let scratch = try Scratch.withModel(
      text: madeUpText(bytes: 1200).replacing("the ", with: "-x "))
    let text = try scratch.rondo("sample model --seed 1 --length 20 --prompt -x").succeeded().text
    #expect(text.hasPrefix("-x") && text.count == 23)
    try scratch.rondo("sample model --length 20 --prompt --seed 1").failed(64, "--prompt")
    try scratch.rondo("sample model --length -1").failed(64, "--length must be from 0")
    try scratch.rondo("sample model --temperature -.5").failed(
      64, "--temperature must be 0 or more")
    try scratch.rondo("train c.txt --epochs -1").failed(64, "--epochs must be from 1 to")
    #expect(try scratch.rondo("score model --text -x").succeeded().text.contains("2 symbols"))
  }

  @Test("without a checkpoint the model that comes with rondo writes, from any folder")
  func pretrained() throws {
    let scratch = try Scratch()
    let words = "--seed 1 --length 30 --prompt The"
    let text = try scratch.rondo("sample \(words)").succeeded().text
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "checkpoints/pretrained")
    #expect(try scratch.rondo("sample \(file.path) \(words)").succeeded().text == text)
    try scratch.rondo("sample checkpoints/pretrained \(words)").failed(66, "checkpoints/pretrained")
  }
}

extension Substring {
  /// This text without the line end that the program adds at the very end of `whole`.
  fileprivate func trimmingSuffix(_ suffix: String, at end: String.Index, of whole: String)
    -> Substring
  {
    end == whole.endIndex ? dropLast(suffix.count) : self
  }
}
