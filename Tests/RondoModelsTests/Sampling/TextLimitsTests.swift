import RondoEngine
import RondoNumerics
import RondoText
import TestSupport
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

struct TextLimitsTests {
  @Test(arguments: [
    ("ab", true), ("b", true), ("ba", true), ("aab", true), ("bcd", true), ("cdc", true),
    ("cda", true), ("dab", true), ("c", true), ("cc", false), ("bb", false), ("x", false),
    ("abx", false), ("acd", true), ("dca", false), ("dc", true),
  ])
  func `a string that no symbols make is told from one that they do`(
    text: String, isPossible: Bool
  ) throws {
    let file = try LanguageModelFile.drawing(["ab", "a", "cd"].map { Array($0.utf8) }, unit: .word)
    var limits = TextLimits()
    (limits.stops, limits.banned) = ([Array(text.utf8)], [Array(text.utf8)])
    let found = limits.impossibleStrings(for: file.tokenizer)
    #expect(found.stops.isEmpty == isPossible && found.banned.isEmpty == isPossible)
  }

  static func limits(_ change: (inout TextLimits) -> Void) -> TextLimits {
    var limits = TextLimits()
    limits.length = 60
    change(&limits)
    return limits
  }

  @Test(arguments: [[], ["ab"], ["aab", "ba", "b"], ["abba"]] as [[String]], [0, 1, 7, 60])
  func `a stop string ends a text only after the fewest symbols`(
    stops: [String], minimum: Int
  ) throws {
    let file = try LanguageModelFile.drawing(["a", "ab", "b", "ba"], unit: .word)
    let free = wholeSamples(file, Self.limits { _ in }, count: 6)
    let samples = wholeSamples(
      file,
      Self.limits { ($0.stops, $0.minimumLength) = (stops.map { Array($0.utf8) }, minimum) },
      count: 6)
    for (sample, free) in zip(samples, free) {
      let least = file.tokenizer.decode(Array(free.ids[..<minimum])).count
      let text = file.tokenizer.decode(free.ids)
      let end = firstCompleted(free.ids, stops, least, file)
      #expect(sample.text == Array(text[..<(end ?? text.count)]))
      #expect(sample.ending == (end == nil ? .length : .stop))
      #expect(sample.ids.count >= minimum && free.ids.starts(with: sample.ids))
    }
  }

  /// Where the text ends: symbol after symbol, the earliest stop that is complete.
  private func firstCompleted(
    _ ids: [Int32], _ stops: [String], _ least: Int, _ file: LanguageModelFile
  ) -> Int? {
    for count in ids.indices {
      let text = file.tokenizer.decode(Array(ids[...count]))
      guard text.count >= least else { continue }
      let start = (least..<text.count).first { start in
        stops.contains { text[start...].starts(with: $0.utf8) }
      }
      if let start { return start }
    }
    return nil
  }

  @Test(arguments: [0, 1, 20])
  func `the end of a document ends a text, but not before the fewest symbols`(
    minimum: Int
  ) throws {
    let file = try LanguageModelFile.drawing(["a", "b", "|"], unit: .scalar)
    let samples = wholeSamples(
      file, Self.limits { ($0.endOfDocument, $0.minimumLength) = (2, minimum) }, count: 40)
    #expect(samples.contains { $0.ending == .endOfDocument })
    #expect(samples.allSatisfy { !$0.ids.contains(2) && !$0.string.contains("|") })
    #expect(samples.allSatisfy { $0.ids.count >= minimum })
    #expect(minimum == 20 || samples.contains { $0.ids.count == minimum })
  }

  @Test func `the symbols of a text are those that begin in it, with the costs of scoring`() throws
  {
    let file = try LanguageModelFile.drawing(["a", "ab", "b", "c"], unit: .word)
    let samples = wholeSamples(
      file, Self.limits { $0.stops = [Array("bc".utf8)] }, prompts: ["b"], count: 9,
      detail: .logProbabilities(alternatives: 3),
      SymbolChooserTests.sampling(2, topP: 0.95, seed: 8))
    for sample in samples {
      let bytes = file.tokenizer.decode(sample.ids)
      #expect(bytes.starts(with: sample.text))
      let before = file.tokenizer.decode(Array(sample.ids.dropLast()))
      #expect(before.count < max(1, sample.text.count))
      let costs = file.model.losses(ofTexts: [[2] + sample.ids], on: Tape<Float>())[0].dropFirst()
      #expect(sample.symbols.map { $0.logProbability ?? 1 } == costs.map { -$0 })
    }
    #expect(samples.contains { $0.ending == .stop })
  }

  @Test func `alternatives are the most probable symbols, the best first`() {
    let logits: [Float] = [9, 0.5, 2, 0.5, -1, 2, 9]
    let all = LogProbabilities(logits[1..<6])
    let drawn = all.drawn(3, alternatives: 4)
    #expect(drawn.alternatives.map(\.id) == [1, 4, 0, 2])
    #expect(drawn.logProbability == all[3] && drawn.alternatives[0].logProbability == all[1])
    let sum = (0..<5).reduce(0.0) { $0 + ReproducibleMath.exp(all[$1]) }
    #expect(abs(sum - 1) < 1e-6, "single precision")
    #expect(all.drawn(0, alternatives: 0).alternatives == [])
    #expect(all.drawn(0, alternatives: 99).alternatives.count == 5)
  }

  @Test func `each prompt gets the text that it gets alone`() throws {
    let file = try LanguageModelFile.drawing(["\n", "a", "b", "c"], unit: .scalar)
    let prompts = ["abc", "", "a", "bca", "abcabcaxbc", "abc", "", "cb"]
    var limits = Self.limits { ($0.unrepeatedLength, $0.stops) = (6, [Array("cabb".utf8)]) }
    limits.banned = [Array("bbb".utf8)]
    var configuration = SymbolChooserTests.sampling(1.2, topP: 0.95, seed: 4)
    (configuration.presencePenalty, configuration.penaltyWindow) = (0.3, 5)
    let detail = TextGenerator.Detail.logProbabilities(alternatives: 2)
    let together = wholeSamples(
      file, limits, prompts: prompts, count: 3, detail: detail, configuration)
    for (k, prompt) in prompts.enumerated() {
      let alone = wholeSamples(
        file, limits, prompts: [prompt], count: 3, detail: detail, configuration)
      #expect(Array(together[3 * k..<3 * k + 3]) == alone, "\(prompt)")
    }
    #expect(Set(together.map(\.string)).count > 3, "neither samples nor prompts are all alike")
  }
}
