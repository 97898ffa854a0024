import Foundation
import Testing

@Suite("Beam search") struct BeamTests {
  @Test("a beam of one is the most probable symbol, and a wider one is no less probable")
  func widths() throws {
    let scratch = try Scratch.withModel()
    let words = "sample model --length 40"
    let greedy = try scratch.rondo("\(words) --temperature 0 --seed 1").succeeded().text
    let one = try scratch.rondo("\(words) --beam 1").succeeded()
    #expect(one.text == greedy && one.errors.contains("log-probability -"))
    let events = try scratch.rondo("\(words) --beam 6 --count 6 --format json").succeeded()
      .events("sample")
    let values = try events.map { try #require($0["logProbability"] as? Double) }
    #expect(values.count == 6 && values == values.sorted(by: >))
    #expect(Set(events.compactMap { $0["text"] as? String }).count == 6)
    #expect(events.allSatisfy { $0["seed"] == nil && $0["stoppedBy"] as? String == "length" })
    let narrow = try scratch.rondo("\(words) --beam 1 --format json").event("sample")
    #expect(try values[0] >= #require(narrow["logProbability"] as? Double))
  }

  @Test("it finds the same each time, keeps to the limits, and takes prompts")
  func limits() throws {
    let scratch = try Scratch.withModel()
    try scratch.write("prompts.txt", "the ferry\na lamp\n")
    let words = "sample model --length 40 --beam 4 --count 2 --prompts-file prompts.txt"
    let limits = "--ban er --no-repeat-ngram 5 --max-copy 9 --stop stone --length-penalty 1"
    let first = try scratch.rondo("\(words) \(limits) --report-copies").succeeded()
    #expect(try scratch.rondo("\(words) \(limits) --threads 2").succeeded().text == first.text)
    #expect(first.text.components(separatedBy: "a lamp").count == 3)
    #expect(!first.text.replacing("the ferry", with: "").contains("er"))
    #expect(first.errorLines.count >= 8, "\(first.errors)")
  }

  @Test("as many texts as there are")
  func few() throws {
    let scratch = try Scratch.withModel()
    #expect(
      try scratch.rondo("sample model --length 0 --beam 3 --count 3").succeeded().text == "\n")
  }
}
