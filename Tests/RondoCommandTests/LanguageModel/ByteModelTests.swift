import Foundation
import Testing

@Suite("Models of bytes") struct ByteModelTests {
  /// A folder with a text that is no UTF-8, `c.bin`, and a model of its bytes, `model`.
  private static func scratch() throws -> Scratch {
    let scratch = try Scratch()
    let words = madeUpText(bytes: 1200).split(separator: " ").map { Array($0.utf8) }
    try scratch.write("c.bin", Array(words.joined(separator: [0xE9, 0x20])))
    try scratch.rondo("train c.bin --unit byte --out model \(tiny) --steps 30").succeeded()
    return scratch
  }

  /// What is in base64 under a key.
  private static func bytes(_ event: [String: Any], _ key: String) throws -> [UInt8] {
    let text = try #require(event[key] as? String)
    return Array(try #require(Data(base64Encoded: text)))
  }

  @Test("bytes go out as they are drawn, and in base64 in JSON", arguments: ["", "--beam 2"])
  func rawBytes(search: String) throws {
    let scratch = try Self.scratch()
    try scratch.write("prompt", [0x74, 0xE9, 0xC3])
    let words =
      "sample model --length 60 --prompt-file prompt "
      + (search.isEmpty ? "--seed 2 --temperature 2" : search)
    let plain = try scratch.rondo(words).succeeded()
    let event = try scratch.rondo("\(words) --format json").succeeded().event("sample")
    #expect(try Self.bytes(event, "promptBytes") == [0x74, 0xE9, 0xC3])
    let drawn = try Self.bytes(event, "bytes")
    #expect(drawn.count == 60)
    if search.isEmpty { #expect(drawn.contains(0xE9)) }
    #expect(plain.output == [0x74, 0xE9, 0xC3] + drawn + [0x0A])
    #expect(event["text"] as? String == String(decoding: drawn, as: UTF8.self))
    let grapheme = try Scratch.withModel().rondo("sample model --seed 1 --format json").event(
      "sample")
    #expect(grapheme["bytes"] == nil && grapheme["promptBytes"] == nil)
  }

  @Test("the samples of a run's log have the bytes too, and its page shows escapes")
  func log() throws {
    let scratch = try Self.scratch()
    let sample = try scratch.event("sample", inLog: "model")
    let bytes = try Self.bytes(sample, "bytes")
    #expect(bytes.count == 200 && bytes.contains(0xE9))
    #expect(sample["text"] as? String == String(decoding: bytes, as: UTF8.self))
    let page = try scratch.text("model/report.html")
    #expect(page.contains(#"\xE9"#) && !page.contains("\u{FFFD}"))
  }

  @Test("a symbol that is no text is shown as an escape, never as U+FFFD")
  func escapes() throws {
    let scratch = try Self.scratch()
    #expect(try scratch.rondo("inspect model").succeeded().text.contains(#" \xE9"#))
    try scratch.write("t", [0x61, 0xE9, 0xFF])
    let score = try scratch.rondo("score model t --per-symbol --html t.html").succeeded()
    #expect(score.text.contains("\t\\xE9\n") && score.text.contains("\t\\xFF\n"))
    #expect(score.errors.contains(#"1 of the symbols, each counted with ln V: '\xFF'"#))
    let json = try scratch.rondo("score model t --per-symbol --format json").events("symbol")
    #expect(json.map { $0["symbol"] as? String } == ["a", #"\xE9"#, #"\xFF"#])
    let page = try scratch.text("t.html")
    #expect(page.contains(#">\xE9</span>"#) && !page.contains("\u{FFFD}"))
    let best = try scratch.rondo(
      "sample model --seed 1 --length 40 --format json --log-probabilities 25"
    ).text
    #expect(best.contains(#""symbol":"\\xE9""#) && !best.contains(#""symbol":"\#u{FFFD}""#))
  }

  @Test("a string that no symbols make is said to have no effect")
  func impossibleStrings() throws {
    let scratch = try Self.scratch()
    let words = "sample model --seed 1 --length 20"
    let result = try scratch.rondo(
      words, "--ban", "\u{E9}", "--ban", "the", "--stop", "Q", "--stop", "zzz")
    #expect(
      result.succeeded().errorLines == [
        "--stop has no effect, because no symbols of the model make this: 'Q' 'zzz'",
        "--ban has no effect, because no symbols of the model make this: '\u{E9}'",
      ])
    #expect(try scratch.rondo(words, "--ban", "the").succeeded().errors == "")
  }
}
