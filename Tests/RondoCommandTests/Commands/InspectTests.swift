import Testing

@Suite("Inspecting") struct InspectTests {
  @Test("text names architecture, parameters, symbols, data and the best validation")
  func text() throws {
    let scratch = try Scratch.withModel("--layers 2 --seed 7 --unit scalar")
    let result = try scratch.rondo("inspect model").succeeded()
    #expect(result.errors == "")
    for part in [
      "language-model", "2 × 8", "rnn.weight_ih_l0", "rnn.bias_hh_l1", "output.weight", "[",
      "scalar",
      "c.txt, 1,200 bytes, UTF-8", "sha256", "1,080 symbols to train on, 120 to validate on",
      "bits per character", "seed 7", "ICU", "Unicode",
    ] { #expect(result.text.contains(part), "\(part)") }
    #expect(try scratch.rondo("inspect model/model.safetensors").text == result.text)
    #expect(!result.output.contains { $0 < 32 && $0 != 10 })
  }

  @Test("symbols and names with line ends stay on their line")
  func lineEnds() throws {
    let scratch = try Scratch()
    let text = String(repeating: "a b\r\nc\u{85}\u{7F} d\n", count: 40)
    try scratch.write("two\nlines.txt", text)
    let words = "train --out model --hidden-size 8 --batch-size 4 --sequence-length 8 --steps 2"
    let training = try scratch.rondo(words, "two\nlines.txt").succeeded()
    #expect(training.errors.contains(#"two\nlines.txt, 480 bytes"#))
    let result = try scratch.rondo("inspect model").succeeded()
    #expect(result.text.contains(#"none: \n \r\n ␣ a b c d \u{7f} \u{85}"#), "\(result.text)")
    #expect(result.text.contains(#"trained on    two\nlines.txt, "#))
  }

  @Test("JSON is one object, whose numbers are those of the run")
  func json() throws {
    let scratch = try Scratch.withModel()
    let result = try scratch.rondo("inspect model --format json").succeeded()
    let object = try result.event("inspection")
    #expect(try scratch.rondo("inspect model/model.safetensors --format json").text == result.text)
    let finished = try scratch.event("finished", inLog: "model")
    #expect(object["parameters"] as? Int == finished["parameters"] as? Int)
    let best = try #require(object["bestValidation"] as? [String: Any])
    let logged = try #require(finished["bestValidation"] as? [String: Any])
    #expect(best["nats"] as? Double == logged["nats"] as? Double)
    let tensors = try #require(object["tensors"] as? [[String: Any]])
    let counts = tensors.map { ($0["shape"] as? [Int] ?? []).reduce(1, *) }
    #expect(counts.reduce(0, +) == object["parameters"] as? Int)
  }

  @Test("nothing but a model is inspected")
  func refused() throws {
    let scratch = try Scratch.withModel()
    try scratch.rondo("inspect none").failed(66, "none")
    try scratch.rondo("inspect .").failed(66, "model.safetensors")
    try scratch.rondo("inspect c.txt").failed(65, "c.txt")
    try scratch.rondo("inspect model/training.safetensors").failed(65, "training.safetensors")
    try scratch.rondo("inspect model/log.jsonl").failed(65, "log.jsonl")
  }
}
