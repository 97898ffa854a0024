import Foundation
import Testing

@Suite("Byte-pair units") struct BytePairTests {
  private static let options = "--unit bpe --vocabulary-size 280"

  /// Several scripts; the crab and the accent are frequent enough to be learned, the rest of the
  /// scalars of the last line are bytes.
  private static let scripts =
    String(repeating: "Ä界🦀é\u{301} tide 界 ", count: 60) + "ж漢🐙 the end"

  @Test("a run that is stopped and resumed ends in the same bytes")
  func resumed() throws {
    let scratch = try Scratch(corpus: 2500)
    let options = "--schedule constant \(tiny) \(Self.options)"
    try scratch.rondo("train c.txt --out a --steps 20 \(options)").succeeded()
    try scratch.rondo("train c.txt --out b --steps 7 \(options)").succeeded()
    try scratch.rondo("train c.txt --out b --resume --steps 20 --quiet --threads 2").succeeded()
    for name in ["model.safetensors", "training.safetensors"] {
      #expect(try scratch.bytes("a/\(name)") == scratch.bytes("b/\(name)"))
    }
    let other = "train c.txt --out b --resume --quiet"
    try scratch.rondo("\(other) --unit grapheme").failed(64, "--unit (stored: bpe)")
    try scratch.rondo("\(other) --vocabulary-size 300").failed(
      64, "--vocabulary-size (stored: 280)")
  }

  @Test("a resumed run takes the units from the file, not from the text again")
  func keepsUnits() throws {
    let scratch = try Scratch(corpus: 2500)
    try scratch.rondo("train c.txt --out a --steps 4 \(tiny) \(Self.options)").succeeded()
    func tokenizer() throws -> [String: Any] {
      let words = "inspect a --format json"
      let inspection = try scratch.rondo(words).succeeded().event("inspection")
      return try #require(inspection["tokenizer"] as? [String: Any])
    }
    let before = try tokenizer()
    try scratch.rondo("train c.txt --out a --resume --steps 9 --quiet").succeeded()
    #expect(try NSDictionary(dictionary: before).isEqual(to: tokenizer()))
    #expect((before["vocabulary"] as? [Any])?.count == 280)
    #expect((before["merges"] as? [[Int]])?.count == 24)
  }

  @Test("without a size there are 1,024 symbols, if the text has so many")
  func defaultSize() throws {
    let scratch = try Scratch(corpus: 700)
    let words = "train c.txt --out a --steps 2 --unit bpe --hidden-size 8 --batch-size 2"
    let run = try scratch.rondo("\(words) --sequence-length 8 --no-baseline").succeeded()
    #expect(run.errors.contains(" different (bpe)"))
    let inspection = try scratch.rondo("inspect a --format json").succeeded().event("inspection")
    let settings = try #require(inspection["settings"] as? [String: Any])
    #expect(settings["maximumVocabularySize"] as? Int == 1024)
  }

  @Test("what is written is well-formed text, bytes of rare characters joined")
  func samples() throws {
    let scratch = try Scratch.withModel("--unit bpe --vocabulary-size 262", text: Self.scripts)
    for seed in 1...3 {
      let words = "sample model --seed \(seed) --length 150 --temperature 1.5"
      let result = try scratch.rondo(words).succeeded()
      #expect(result.text.utf8.elementsEqual(result.output))
      #expect(!result.text.contains("\u{FFFD}"))
      let prompted = try scratch.rondo("\(words) --count 2 --prompt", "ж漢🐙 界").succeeded()
      #expect(prompted.text.hasPrefix("ж漢🐙 界") && prompted.errors == "")
    }
    let words = "sample model --seed 1 --length 20 --format json --log-probabilities 2"
    let event = try scratch.rondo(words).succeeded().event("sample")
    let symbols = try #require(event["logProbabilities"] as? [[String: Any]])
    // A character that is not whole at the end is left out.
    #expect((17...20).contains(symbols.count))
    #expect(try scratch.rondo("sample model --beam 3 --length 20").succeeded().text.count > 1)
  }

  @Test("limits hold wherever a unit is cut")
  func limits() throws {
    let options = "\(Self.options) --steps 200 --learning-rate 0.02"
    let scratch = try Scratch.withModel(options, text: madeUpText(bytes: 4000))
    let words = "sample model --seed 2 --length 150"
    let plain = try scratch.rondo(words).succeeded().text
    #expect(plain.contains("e") && plain.contains("am"))
    let banned = try scratch.rondo("\(words) --ban am --ban", " t").succeeded().text
    #expect(!banned.contains("am") && !banned.contains(" t") && banned.count > 100)
    let stopped = try scratch.rondo("\(words) --stop am").succeeded().text
    let before = try #require(plain.range(of: "am"))
    #expect(stopped == plain[..<before.lowerBound] + "\n")
    let biased = try scratch.rondo("\(words) --bias", " t=-inf").succeeded()
    #expect(biased.text != plain)
    try scratch.rondo("\(words) --bias", "界=1").failed(64, "not a symbol of this model")
    let copies = "\(words) --max-copy 3 --format json"
    let event = try scratch.rondo(copies).succeeded().event("sample")
    #expect((event["longestCopy"] as? Int ?? 9) <= 3)
    try scratch.rondo("\(words) --no-repeat-ngram 3").succeeded()
  }

  @Test("a text costs the same in all three units, and nothing in it is unknown")
  func score() throws {
    let scratch = try Scratch.withModel("--unit bpe --vocabulary-size 262", text: Self.scripts)
    try scratch.write("t.txt", "Ä界 ж漢🐙\r\ntide e\u{301}é\u{301}")
    let result = try scratch.rondo("score model t.txt --per-symbol --format json").succeeded()
    #expect(result.errors == "")
    let symbols = try result.events("symbol")
    let score = try result.event("score")
    #expect(score["symbols"] as? Int == symbols.count)
    let total = symbols.reduce(0) { $0 + ($1["nats"] as? Double ?? .nan) } / log(2)
    let bytes = try Double(scratch.bytes("t.txt").count)
    // The sums are the same numbers, divided in another order and printed with all their digits.
    #expect(abs((score["bitsPerByte"] as? Double ?? 0) * bytes - total) < 1e-9 * total)
    #expect(abs((score["bitsPerCharacter"] as? Double ?? 0) * 14 - total) < 1e-9 * total)
    #expect(
      abs((score["nats"] as? Double ?? 0) * Double(symbols.count) / log(2) - total) < 1e-9 * total)
    let evaluation = try scratch.rondo("evaluate model t.txt --format json").succeeded()
    #expect(evaluation.text.contains("\"nats\":\(score["nats"] ?? "")"))
    #expect(symbols.map { $0["symbol"] as? String }.contains("界"))
  }

  @Test("the baselines and the model are measured on the same text")
  func baselines() throws {
    let scratch = try Scratch(corpus: 3000)
    let words = "train c.txt --out a --steps 300 --hidden-size 16 --batch-size 4 --threads 1"
    let run = try scratch.rondo("\(words) --sequence-length 8 --format json \(Self.options)")
    let baselines = try run.succeeded().events("baseline")
    #expect(baselines.count == 2)
    let validations = try run.events("validation")
    let validation = try #require(validations.last)
    for event in baselines + [validation] {
      // One byte a character: the made-up text is ASCII.
      #expect(event["bitsPerByte"] as? Double == event["bitsPerCharacter"] as? Double)
      let (nats, bits) = (event["nats"] as? Double ?? 0, event["bitsPerByte"] as? Double ?? 0)
      #expect(nats / log(2) > 1.5 * bits, "a unit has more than a character")
    }
    let first = validations[0]["bitsPerByte"] as? Double ?? 0
    #expect(validation["bitsPerByte"] as? Double ?? 9 < first, "it has learned something")
  }

  @Test("documents are learned with their ends, and end what is written")
  func documents() throws {
    let scratch = try Scratch()
    try scratch.write("c.txt", String(repeating: "the tide\n\nthe gull\nÄ界\n", count: 60))
    let options = "--documents line --unit bpe --vocabulary-size 262"
    let words = "--schedule constant \(tiny) \(options)"
    try scratch.rondo("train c.txt --out a --steps 200 \(words)").succeeded()
    let sample = "sample a --seed 3 --count 6 --length 90 --format json"
    for event in try scratch.rondo(sample).succeeded().events("sample") {
      #expect(event["stoppedBy"] as? String == "endOfDocument")
      let text = try #require(event["text"] as? String)
      #expect(!text.contains("\n") && !text.contains("\u{FFFD}"))
    }
    try scratch.rondo("\(sample) --prompt the --max-copy 2").succeeded()
    let score = try scratch.rondo("score a --format json --text", "Ä\n界🦀\n").succeeded()
    // Three characters and two ends: Ä has two bytes, the others three and four.
    let event = try score.event("score")
    let (byte, character) = (event["bitsPerByte"] as? Double, event["bitsPerCharacter"] as? Double)
    #expect(abs((byte ?? 0) * 11 - (character ?? .nan) * 5) < 1e-9)
    #expect(try scratch.rondo("inspect a").succeeded().text.contains("256 bytes, 1 graphemes of"))
    try scratch.rondo("train c.txt --out b --steps 90 \(words)").succeeded()
    try scratch.rondo("train c.txt --out b --resume --steps 200 --quiet --threads 2").succeeded()
    for name in ["model.safetensors", "training.safetensors"] {
      #expect(try scratch.bytes("a/\(name)") == scratch.bytes("b/\(name)"))
    }
    try scratch.write("d.txt", String(repeating: "the gull, the tide\n", count: 30))
    try scratch.rondo("train c.txt --out e --steps 2 --unit bpe \(tiny)").succeeded()
    for origin in ["--from a", "--from e --documents line"] {
      try scratch.rondo("train d.txt \(origin) --out d --steps 3 --overwrite \(tiny)").succeeded()
      let found = try scratch.rondo("inspect d --format json").succeeded().event("inspection")
      let tokenizer = found["tokenizer"] as? [String: Any]
      #expect(tokenizer?["border"] as? Int == 0)
    }
  }

  @Test("inspect shows what was learned, in order")
  func inspect() throws {
    let scratch = try Scratch.withModel("--unit bpe --vocabulary-size 270", text: Self.scripts)
    let text = try scratch.rondo("inspect model").succeeded().text
    #expect(text.contains("bpe, normalization none: 256 bytes, "))
    #expect(text.contains("graphemes of several bytes, "), "\(text)")
    #expect(text.contains("␣t"), "\(text)")
  }

  @Test("a size that holds no more than the bytes is refused", arguments: [1, 2, 255, 256])
  func tooSmall(size: Int) throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --unit bpe --vocabulary-size \(size) --quiet").failed(
      64, "--vocabulary-size must be 257 or more", "256 bytes")
    #expect(try scratch.files() == ["c.txt"])
  }
}
