import Foundation
import Testing

@Suite("Documents, caches and further training") struct DocumentTests {
  static let lines = madeUpText(bytes: 1500).replacing(" ", with: "\n")

  static func trained(_ options: String = "--documents line") throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("c.txt", lines)
    try scratch.rondo("train c.txt --out model \(tiny) --steps 40 \(options)").succeeded()
    return scratch
  }

  @Test("a text sampled from a model of documents ends with its document, and shows no border")
  func samples() throws {
    let scratch = try Self.trained()
    let words = "sample model --seed 3 --count 8 --length 300 --format json"
    let events = try scratch.rondo(words).succeeded().events("sample")
    #expect(events.count == 8)
    for event in events {
      let text = try #require(event["text"] as? String)
      #expect(event["stoppedBy"] as? String == "endOfDocument")
      #expect(text.count < 300 && !text.contains("\n"))
    }
    let long = try scratch.rondo("\(words) --min-length 40").succeeded().events("sample")
    for event in long { #expect((event["text"] as? String ?? "").count >= 40) }
    try scratch.rondo("sample model --beam 3 --length 200").succeeded()
  }

  @Test("without documents --min-length needs --stop")
  func minimumLength() throws {
    let scratch = try Self.trained("")
    try scratch.rondo("sample model --min-length 4").failed(
      64, "--min-length has no meaning without --stop, because this model has no documents")
    try scratch.rondo("sample model --min-length 4 --stop x --length 9 --seed 1").succeeded()
  }

  @Test("a text is scored as documents, each end as one symbol, character and byte")
  func scores() throws {
    let scratch = try Self.trained()
    let all = try scratch.rondo("score model --format json --text", "tide\nof\n").succeeded()
      .event("score")
    #expect(all["symbols"] as? Int == 8)
    var total = 0.0
    for text in ["tide", "of"] {
      let one = try scratch.rondo("score model --format json --text", text).succeeded()
        .event("score")
      total += try #require(one["nats"] as? Double) * Double(text.count + 1)
    }
    #expect(abs(total / 8 - (try #require(all["nats"] as? Double))) < 1e-12)
    try scratch.rondo("score model --text", "\n\n").failed(65, "--text: the text is empty")
  }

  @Test("one document cannot be divided")
  func oneDocument() throws {
    let scratch = try Scratch(corpus: 900)
    try scratch.rondo("train c.txt --documents file \(tiny)").failed(
      65,
      "the text is a single document, so that none is left to validate on: give a longer text, "
        + "other --documents, or --validation-fraction 0")
    #expect(try scratch.files() == ["c.txt"])
    try scratch.rondo("train c.txt --documents file --validation-fraction 0 --steps 3 \(tiny)")
      .succeeded()
    try scratch.rondo("train c.txt --documents sentence").failed(64, "--documents")
  }

  @Test("a run resumes to the same bytes, with documents and out of the cache")
  func resumes() throws {
    let scratch = try Self.trained()
    try scratch.rondo(
      "train c.txt --out b --documents line --cache t \(tiny) --steps 17 --epochs 9"
    )
    .succeeded()
    try scratch.rondo("train c.txt --out b --cache t --resume --steps 40 --quiet").succeeded()
    try scratch.rondo("train c.txt --out a --documents line --steps 40 \(tiny)").succeeded()
    #expect(try scratch.files().count { $0.hasPrefix("t/") } == 1)
    #expect(try scratch.bytes("a/model.safetensors") == scratch.bytes("model/model.safetensors"))
    try scratch.rondo("train c.txt --out b --resume --documents file").failed(
      64, "--documents (stored: line)")
    try scratch.write("c.txt", Self.lines + "more\n")
    try scratch.rondo("train c.txt --out b --cache t --resume --steps 50").failed(65, "c.txt")
  }

  @Test("a run out of the cache has the bytes of one in memory")
  func caches() throws {
    let scratch = try Self.trained("")
    for options in ["--cache t", "--cache t", "--no-cache"] {
      try scratch.rondo("train c.txt --out a --overwrite --steps 40 \(tiny) \(options)").succeeded()
      #expect(try scratch.bytes("a/model.safetensors") == scratch.bytes("model/model.safetensors"))
      #expect(
        try scratch.bytes("a/training.safetensors") == scratch.bytes("model/training.safetensors"))
    }
    #expect(try scratch.files().count { $0.hasPrefix("t/") } == 1)
    try scratch.rondo("train c.txt --cache t --no-cache").failed(64, "--no-cache")
    try scratch.rondo("train c.txt --cache", "").failed(64, "--cache needs the name of a folder")
  }

  @Test("a corpus that cannot be written to is not in the way")
  func readOnlyInput() throws {
    let scratch = try Scratch()
    try scratch.write("data/c.txt", Self.lines)
    let folder = [FileAttributeKey.posixPermissions: 0o555]
    try FileManager.default.setAttributes(folder, ofItemAtPath: scratch.full("data"))
    defer {
      try? FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: scratch.full("data"))
    }
    try scratch.rondo("train data --out runs/a --cache runs/t --steps 3 \(tiny)").succeeded()
    #expect(try scratch.files().filter { $0.hasPrefix("data") } == ["data/c.txt"])
  }

  @Test("a model goes on with another text, and keeps its settings")
  func goesOn() throws {
    let scratch = try Self.trained("--documents line --cell lstm --layers 2")
    try scratch.write("d.txt", Self.lines.replacing("gull", with: "zoë Zug"))
    let words = "train d.txt --from model --batch-size 4 --sequence-length 8 --no-baseline"
    try scratch.rondo("\(words) --out a --steps 6 --quiet").succeeded()
    let found = try scratch.rondo("inspect a --format json").succeeded().event("inspection")
    let (settings, tokenizer) = (
      found["settings"] as? [String: Any], found["tokenizer"] as? [String: Any]
    )
    #expect(settings?["cell"] as? String == "lstm" && settings?["layers"] as? Int == 2)
    #expect(settings?["documents"] as? String == "line")
    #expect(tokenizer?["border"] as? Int == 0)
    let symbols = try #require(tokenizer?["vocabulary"] as? [String])
    #expect(symbols.contains("Z") && symbols.contains("ë") && symbols.contains("r"))
    #expect((settings?["startedFrom"] as? String)?.count == 64)
    // Resumed, it ends in the same bytes.
    try scratch.rondo("\(words) --out b --steps 3 --epochs 1 --schedule constant --quiet")
      .succeeded()
    try scratch.rondo("\(words) --out c --steps 6 --schedule constant --quiet").succeeded()
    try scratch.rondo("train d.txt --out b --resume --steps 6 --quiet").succeeded()
    #expect(try scratch.bytes("b/model.safetensors") == scratch.bytes("c/model.safetensors"))
    try scratch.rondo("\(words) --out b --resume --steps 7 --quiet").succeeded()
    try scratch.rondo("train d.txt --from a --out b --resume").failed(
      64, "--from (stored: another model, or none)")
  }

  @Test(
    "what contradicts the model is a usage error",
    arguments: [
      "--cell lstm", "--hidden-size 9", "--layers 2", "--embedding-size 3", "--skip-connections",
      "--unit byte", "--normalization nfc",
    ])
  func contradictions(option: String) throws {
    let scratch = try Self.trained()
    let name = String(option.prefix { $0 != " " })
    try scratch.rondo("train c.txt --from model --out a \(option)").failed(
      64, "--from keeps the model as it is; these differ: \(name) (stored: ")
    #expect(!scratch.exists("a"))
    try scratch.rondo("train c.txt --from none --out a").failed(66, "none")
    try scratch.rondo("train c.txt --from c.txt --out a").failed(65, "c.txt")
  }
}
