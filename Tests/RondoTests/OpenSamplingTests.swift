import Foundation
import Rondo
import Testing

// Example begins
struct Bigrams: NextSymbolModel {
  var logits: [[Float]]  // [V + 1, V]: a row for each previous symbol; the last for none
  var symbolCount: Int { logits.count - 1 }
  func stepper(workers: Workers) -> any SymbolStepper { Stepper(logits: logits) }

  final class Stepper: SymbolStepper {
    let logits: [[Float]]
    var last: [Int]
    init(logits: [[Float]]) { (self.logits, last) = (logits, [logits.count - 1]) }
    func select(_ rows: [Int?]) {
      last = rows.map { row in row.map { last[$0] } ?? logits.count - 1 }
    }
    func advance(_ ids: [Int32]) { last = ids.map { Int($0) } }
    func writeLogits(into result: inout [Float]) {
      for (k, id) in last.enumerated() {
        for (v, x) in logits[id].enumerated() { result[k * logits[id].count + v] = x }
      }
    }
  }
}
// Example ends

// Example begins
struct TopA: Sampler {
  let a: Float
  func apply(to candidates: inout Candidates) {
    candidates.normalize()
    let best = candidates.probabilities.max() ?? 0
    for id in candidates.probabilities.indices
    where candidates.probabilities[id] < a * best * best { candidates.exclude(id) }
  }
}
// Example ends

/// Excludes the last symbol, the prompt's included.
private struct NoDoubles: Sampler {
  var last: Int32?
  mutating func read(_ prompt: [Int32]) { last = prompt.last }
  mutating func take(_ id: Int32) { last = id }
  func apply(to candidates: inout Candidates) {
    if let last, Int(last) < candidates.logits.count { candidates.exclude(Int(last)) }
  }
}

/// A model, samplers and a constraint from outside the package: `import Rondo` and nothing else.
@Suite struct OpenSamplingTests {
  /// [from, to], the last row for the start; each row sums to 1.
  static let probabilities: [[Double]] = [
    [0.1, 0.2, 0.3, 0.4], [0.45, 0, 0.35, 0.2], [0, 0, 1, 0], [0.25, 0.26, 0.24, 0.25],
    [0.31, 0.09, 0.28, 0.32],
  ]
  static let model = Bigrams(logits: probabilities.map { $0.map { Float(log($0)) } })
  static let letters = "abcd"

  private let tokenizer: Tokenizer

  init() throws {
    tokenizer = Tokenizer(
      unit: .scalar, vocabulary: try Vocabulary(symbols: Self.letters.utf8.map { [$0] }))
  }

  private func texts(
    _ prompts: [String], count: Int = 1, _ limits: TextLimits, _ chain: SamplerChain
  ) -> [String] {
    var generator = TextGenerator(
      Self.model, tokenizer, prompts: prompts.map { Array($0.utf8) }, count: count, limits, chain)
    var texts = Array(repeating: "", count: prompts.count * count)
    while let pieces = generator.next() {
      for piece in pieces { texts[piece.sample] += piece.string }
    }
    return texts
  }

  private func limits(_ length: Int, _ constraints: [any Sampler] = []) -> TextLimits {
    var limits = TextLimits()
    (limits.length, limits.constraints) = (length, constraints)
    return limits
  }

  /// The seed is fixed: five deviations leave a right table no chance to fail, and one that is off
  /// by 5 % none to pass.
  @Test func `symbols follow the table`() {
    let generator = SymbolGenerator(Self.model, prompt: [1], count: 400)
    var counts = Self.probabilities.map { $0.map { _ in 0 } }
    var last = [Int32](repeating: 1, count: 400)
    for _ in 0..<25 {
      let ids = generator.next()
      for (from, to) in zip(last, ids) { counts[Int(from)][Int(to)] += 1 }
      last = ids
    }
    for (counts, row) in zip(counts, Self.probabilities) {
      let total = Double(counts.reduce(0, +))
      for (count, p) in zip(counts, row) {
        #expect(abs(Double(count) - total * p) <= 5 * (total * p * (1 - p)).squareRoot())
      }
    }
    #expect(counts[0].reduce(0, +) > 200)
  }

  @Test func `each prompt gets the text that it gets alone`() {
    let prompts = ["a", "", "dabxc", "b", "cc", "dabxc", "bd"]
    let chain = SamplerChain([Temperature(1.5)], seed: 3)
    let together = texts(prompts, count: 20, limits(6), chain)
    for (k, prompt) in prompts.enumerated() {
      let alone = texts([prompt], count: 20, limits(6), chain)
      #expect(Array(together[20 * k..<20 * k + 20]) == alone, "\(prompt)")
    }
    #expect(Set(together).count > 7)
  }

  @Test func `a beam that holds everything finds the most probable texts`() {
    var expected: [(text: String, probability: Double, last: Int)] = [("", 1, 3)]
    for _ in 0..<4 {
      expected = expected.flatMap { text, probability, last in
        Self.letters.enumerated().map { id, letter in
          (text + String(letter), probability * Self.probabilities[last][id], id)
        }
      }
    }
    expected.removeAll { $0.probability == 0 }
    expected.sort { $0.probability > $1.probability }
    let search = BeamSearch(Self.model, tokenizer, width: 256, limits(4))
    for prompt in ["d", "ad"] {
      let found = search.texts(after: Array(prompt.utf8))
      #expect(found.count == expected.count && expected.count == 94)
      for (found, expected) in zip(found, expected) {
        // Probabilities that differ by rounding only may stand in another order.
        #expect(abs(found.logProbability - log(expected.probability)) < 1e-5)
      }
      #expect(found[0].text == Array(expected[0].text.utf8))
    }
  }

  @Test func `a sampler of one's own acts in its place in the chain`() {
    func kept(_ samplers: [any Sampler]) -> [Int] {
      var candidates = Candidates([0.4, 0.3, 0.2, 0.1].map { Float(log($0)) })
      for var sampler in samplers { sampler.apply(to: &candidates) }
      return candidates.logits.indices.filter { candidates.logits[$0] > -.infinity }
    }
    #expect(kept([TopA(a: 1.5)]) == [0, 1], "0.24 and more")
    #expect(kept([Temperature(2), TopA(a: 1.5)]) == [0, 1, 2, 3], "0.159 and more of 0.163 …")
    #expect(kept([TopA(a: 1)]) == [0, 1, 2] && kept([TopK(2), TopA(a: 1)]) == [0, 1])
  }

  @Test func `a list of built-in samplers draws what their configuration draws`() {
    var settings = SamplingConfiguration()
    (settings.temperature, settings.topK, settings.topP, settings.minP) = (1.7, 3, 0.9, 0.1)
    (settings.typical, settings.presencePenalty, settings.penaltyWindow) = (0.95, 0.3, 2)
    (settings.bias, settings.seed) = ([2: -0.5], 9)
    let chain = SamplerChain(
      [
        LogitBias([2: -0.5]), Penalties(presence: 0.3, window: 2), Temperature(1.7), TopK(3),
        LocallyTypical(0.95), TopP(0.9), MinP(0.1),
      ], seed: 9)
    let listed = SymbolGenerator(Self.model, prompt: [0], count: 40, chain)
    let configured = SymbolGenerator(Self.model, prompt: [0], count: 40, settings)
    let plain = SymbolGenerator(Self.model, prompt: [0], count: 40, SamplerChain(seed: 9))
    let ids = (0..<20).map { _ in listed.next() }
    #expect(ids == (0..<20).map { _ in configured.next() })
    #expect(ids != (0..<20).map { _ in plain.next() })
  }

  @Test func `samples that several threads draw are the same`() {
    let chain = SamplerChain([NoDoubles(), TopA(a: 0.3)], seed: 4)
    func ids(_ workers: Workers) -> [[Int32]] {
      let generator = SymbolGenerator(
        Self.model, prompt: [0], count: 3000, chain, workers: workers)
      return (0..<3).map { _ in generator.next() }
    }
    let one = ids(.single)
    #expect(one == ids(Workers(threads: 3)))
    #expect(Set(one[0]) == [1, 2, 3])
  }

  /// After c comes c alone, so that a text without doubles ends there.
  @Test func `a constraint of one's own holds in samples and beams`() {
    let limits = limits(4, [NoDoubles()])
    let samples = texts(["b"], count: 30, limits, SamplerChain(seed: 2))
    let search = BeamSearch(Self.model, tokenizer, width: 9, limits)
    let found = search.texts(after: [0x62])
    for text in samples + found.map({ String(decoding: $0.text, as: UTF8.self) }) {
      let all = Array("b" + text)
      #expect(!zip(all, all.dropFirst()).contains { $0 == $1 }, "\(text)")
    }
    #expect(samples.contains { $0.hasSuffix("c") && $0.count < 4 })
    #expect(samples.contains { $0.count == 4 && !$0.contains("c") })
    #expect(found.count == 9 && found.contains { $0.ending == .length })
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: "checkpoints/pretrained/model.safetensors"),
      "reads the model from the package's folder"))
  func `the model of a file writes the same without the file`() throws {
    var printed = ""
    func print(_ text: String, terminator: String) { printed += text + terminator }
    // Example begins
    let (file, _) = try LanguageModelFile.load("checkpoints/pretrained/model.safetensors")
    var generator = TextGenerator(file, prompt: Array("The ferry".utf8), length: 200)
    while let pieces = generator.next() {
      for piece in pieces { print(piece.string, terminator: "") }
    }
    // Example ends
    let (model, tokenizer, limits) = (file.model, file.tokenizer, limits(200))
    var texts = ["", ""]
    do {
      // Example begins
      let (file, _) = try LanguageModelFile.load("checkpoints/pretrained/model.safetensors")
      var generator = TextGenerator(
        file.model, file.tokenizer, prompts: [Array("The ferry".utf8)], count: 2, TextLimits(),
        SamplerChain([Temperature(0.8), TopP(0.95)], seed: 7))
      // Example ends
      while let pieces = generator.next() {
        for piece in pieces { texts[piece.sample] += piece.string }
      }
    }
    var other = TextGenerator(model, tokenizer, prompts: [Array("The ferry".utf8)], limits)
    var text = ""
    while let pieces = other.next() { text += pieces[0].string }
    #expect(printed == text && text.count == 200)
    #expect(Set(texts + [text]).count == 3)
  }

  @Test func `the examples in the comments are the code that is tested here`() throws {
    let file = URL(filePath: #filePath)
    let sources = file.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    let names = try #require(FileManager.default.enumerator(atPath: sources.path))
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") && $0.contains("/Sampling/") }
    let texts = try names.map {
      try String(contentsOf: sources.appending(path: $0), encoding: .utf8)
    }
    let lines = try String(contentsOf: file, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let begins = lines.indices.filter { lines[$0].hasSuffix("// Example begins") }
    #expect(begins.count == 4)
    for begin in begins {
      let indentation = lines[begin].prefix { $0 == " " }.count
      let example = lines[(begin + 1)...].prefix { !$0.hasSuffix("// Example ends") }
        .map { $0.isEmpty ? "///" : "///     " + $0.dropFirst(indentation) }
        .joined(separator: "\n")
      #expect(texts.contains { $0.contains(example) }, "\(example)")
    }
  }
}
