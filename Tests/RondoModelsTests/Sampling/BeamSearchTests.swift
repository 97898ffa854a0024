import RondoEngine
import RondoNumerics
import RondoText
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

struct BeamSearchTests {
  private func limits(_ length: Int, _ change: (inout TextLimits) -> Void = { _ in }) -> TextLimits
  {
    var limits = TextLimits()
    limits.length = length
    change(&limits)
    return limits
  }

  private func texts(
    _ file: LanguageModelFile, _ width: Int, _ limits: TextLimits, penalty: Double = 0,
    prompt: String = "b"
  ) -> [BeamSearch.Result] {
    BeamSearch(file, width: width, lengthPenalty: penalty, limits).texts(after: Array(prompt.utf8))
  }

  /// Every text of so many of three symbols that no text before it begins, with its probability.
  private func all(
    _ file: LanguageModelFile, _ length: Int, endsAt stop: String
  ) -> [(text: String, logProbability: Double, count: Int)] {
    var open: [[Int32]] = [[]]
    var ended: [[Int32]] = []
    for _ in 0..<length {
      open = open.flatMap { text in (0..<Int32(3)).map { text + [$0] } }
      func ends(_ ids: [Int32]) -> Bool {
        String(decoding: file.tokenizer.decode(ids), as: UTF8.self).hasSuffix(stop)
      }
      ended += open.filter(ends)
      open.removeAll(where: ends)
    }
    return (ended + open).map { ids in
      let costs = file.model.losses(ofTexts: [[1] + ids], on: Tape<Float>())[0].dropFirst()
      let text = String(decoding: file.tokenizer.decode(ids), as: UTF8.self)
      return (
        text.hasSuffix(stop) ? String(text.dropLast(stop.count)) : text,
        costs.reduce(0.0) { $0 - $1 }, ids.count
      )
    }
  }

  @Test(arguments: [(5, "never"), (6, "ca"), (6, "b")], [0.0, 1, 0.6])
  func `a beam that holds everything finds the most probable texts`(
    search: (length: Int, stop: String), penalty: Double
  ) throws {
    let file = try LanguageModelFile.drawing(["a", "b", "c"], unit: .scalar)
    let limits = limits(search.length) { $0.stops = [Array(search.stop.utf8)] }
    let found = texts(file, 1000, limits, penalty: penalty)
    func score(_ logProbability: Double, _ count: Int) -> Double {
      logProbability / ReproducibleMath.exp(penalty * ReproducibleMath.log(Double(count)))
    }
    let expected = all(file, search.length, endsAt: search.stop)
      .sorted { score($0.logProbability, $0.count) > score($1.logProbability, $1.count) }
    #expect(found.count == expected.count)
    for (result, text) in zip(found, expected) {
      #expect(String(decoding: result.text, as: UTF8.self) == text.text)
      #expect(abs(result.logProbability - text.logProbability) < 1e-12)
    }
  }

  @Test func `a beam ends before the whole line end too`() throws {
    let file = try LanguageModelFile.drawing(["\r\n", "a", "b"], unit: .grapheme)
    let found = texts(file, 4, limits(12) { $0.stops = [[0x0A]] })
    let expected = texts(file, 4, limits(12) { $0.stops = [[0x0D, 0x0A]] })
    #expect(found.map(\.text) == expected.map(\.text))
    #expect(found.contains { $0.ending == .stop })
  }

  @Test(arguments: ["", "b", "abc"])
  func `a width of 1 is the most probable symbol each time`(prompt: String) throws {
    let file = try LanguageModelFile.drawing(["\n", "a", "b", "c"], unit: .scalar)
    let limits = limits(40) { $0.unrepeatedLength = 4 }
    let greedy = wholeSamples(file, limits, prompts: [prompt], SymbolChooserTests.sampling(0))[0]
    let found = texts(file, 1, limits, prompt: prompt)
    #expect(found.map(\.text) == [greedy.text] && found[0].ending == greedy.ending)
    #expect(found[0].symbols.map(\.id) == greedy.ids)
  }

  @Test(arguments: 1...6 as ClosedRange<Int>)
  func `texts differ, come the best first, and cost what scoring says`(width: Int) throws {
    let file = try LanguageModelFile.drawing(["a", "b", "c"], unit: .scalar)
    let found = texts(file, width, limits(15))
    #expect(found.count == width && Set(found.map(\.text)).count == width)
    for result in found {
      let ids = result.symbols.map(\.id)
      let costs = file.model.losses(ofTexts: [[1] + ids], on: Tape<Float>())[0].dropFirst()
      #expect(result.logProbability == costs.reduce(0.0) { $0 - $1 })
      #expect(result.symbols.map { $0.logProbability ?? 1 } == costs.map { -$0 })
    }
    #expect(found.map(\.logProbability) == found.map(\.logProbability).sorted(by: >))
    let wider = texts(file, 4 * width, limits(15))
    #expect(wider[0].logProbability >= found[0].logProbability)
  }

  @Test func `limits hold in every text`() throws {
    let file = try LanguageModelFile.drawing(["a", "b", "c"], unit: .scalar)
    let limits = limits(12) {
      $0.banned = [Array("ab".utf8), Array("cc".utf8)]
      ($0.maximumCopy, $0.trainingText) = (2, CopyIndex([2, 1, 0, 0, 2, 0]))
    }
    let found = texts(file, 5, limits)
    #expect(found.count == 5)
    for result in found {
      let text = String(decoding: result.text, as: UTF8.self)
      #expect(!text.contains("ab") && !text.contains("cc"))
      #expect(!["cba", "baa", "aac", "aca"].contains { text.contains($0) }, "\(text)")
      #expect(result.ending == .length && result.symbols.count == 12)
    }
  }

  @Test func `dead ends come last, and are given where there is nothing else`() throws {
    let file = try LanguageModelFile.drawing(["a", "b", "c"], unit: .scalar)
    // After a nothing may follow.
    let banned = ["aa", "ab", "ac"].map { Array($0.utf8) }
    let found = texts(file, 4, limits(6) { $0.banned = banned })
    let isDead = found.map { $0.ending == .deadEnd }
    #expect(isDead == isDead.sorted { !$0 && $1 } && !isDead[0])
    let stuck = texts(file, 2, limits(6) { $0.banned = banned + [[0x62], [0x63]] })
    #expect(stuck.map(\.ending) == [.deadEnd] && stuck[0].text == [0x61])
  }

  @Test func `no length is the empty text`() throws {
    let file = try LanguageModelFile.drawing(["a", "b", "c"], unit: .scalar)
    let found = texts(file, 3, limits(0))
    #expect(found.count == 1 && found[0].text == [] && found[0].logProbability == 0)
  }
}
