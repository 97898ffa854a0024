import Foundation
import Testing

@Suite("Copies from the training text") struct NoveltyTests {
  /// The longest run of characters that both hold.
  private func longestCopy(_ text: String, in source: String) -> Int {
    let text = Array(text.utf8)
    let source = source.utf8
    var best = 0
    for start in text.indices {
      while start + best < text.count,
        source.contains(text[start...start + best])
      {
        best += 1
      }
    }
    return best
  }

  @Test("no run longer than allowed is in the training text", arguments: [3, 5])
  func limit(length: Int) throws {
    let scratch = try Scratch.withModel("--steps 300 --learning-rate 0.02")
    let source = try scratch.text("c.txt")
    let words = "sample model --seed 1 --length 60 --count 4 --format json --temperature 0.4"
    let free = try scratch.rondo("\(words) --report-copies").succeeded().events("sample")
    let bound = try scratch.rondo("\(words) --max-copy \(length)").succeeded().events("sample")
    for event in free + bound {
      let text = try #require(event["text"] as? String)
      let copied = try #require(event["copiedText"] as? String)
      #expect(event["longestCopy"] as? Int == longestCopy(text, in: source))
      #expect(copied.count == event["longestCopy"] as? Int)
      #expect(text.contains(copied) && source.contains(copied))
    }
    #expect(bound.allSatisfy { $0["longestCopy"] as? Int ?? 99 <= length })
    #expect(free.contains { $0["longestCopy"] as? Int ?? 0 > length })
  }

  @Test("a report goes to standard error and changes nothing")
  func report() throws {
    let scratch = try Scratch.withModel()
    let words = "sample model --seed 1 --length 60 --count 2"
    let plain = try scratch.rondo(words).succeeded()
    let told = try scratch.rondo("\(words) --report-copies").succeeded()
    #expect(told.text == plain.text && told.errorLines.count == 2)
    #expect(told.errors.contains(/text 2 copies at most \d+ symbols in a row/), "\(told.errors)")
    #expect(try scratch.rondo("\(words) --max-copy 50").succeeded().errors == "")
  }

  @Test("the training text may have moved, but not changed")
  func elsewhere() throws {
    let scratch = try Scratch.withModel()
    let words = "sample model --seed 1 --length 60 --max-copy 4"
    let text = try scratch.rondo(words).succeeded().text
    try scratch.write("folder/moved.txt", scratch.bytes("c.txt"))
    try scratch.remove("c.txt")
    try scratch.rondo(words).failed(66, "c.txt", "--training-data")
    #expect(
      try scratch.rondo("\(words) --training-data folder/moved.txt").succeeded().text == text)
    #expect(try scratch.rondo("\(words) --training-data folder").succeeded().text == text)
    try scratch.rondo("\(words) --training-data none.txt").failed(66, "none.txt")
    try scratch.write("other.txt", madeUpText(bytes: 1200, seed: 2))
    try scratch.rondo("\(words) --training-data other.txt").failed(65, "other.txt", "contents")
    try scratch.write("c.txt", "short")
    try scratch.rondo(words).failed(65, "c.txt", "5 bytes instead of 1200")
    try scratch.write("c.txt", "")
    try scratch.rondo(words).failed(65, "c.txt", "empty")
    try scratch.rondo("sample model --seed 1 --length 9").succeeded()
  }

  @Test("a model of standard input says that its text must be named")
  func standardInput() throws {
    let scratch = try Scratch(corpus: 1200)
    try scratch.rondo("train - --out model --steps 5 \(tiny)") {
      $0.input = scratch.full("c.txt")
    }.succeeded()
    let words = "sample model --seed 1 --length 30 --max-copy 4"
    try scratch.rondo(words).failed(66, "standard input", "--training-data")
    try scratch.rondo("\(words) --training-data c.txt").succeeded()
  }
}

extension String.UTF8View {
  fileprivate func contains(_ run: ArraySlice<UInt8>) -> Bool {
    String(self).contains(String(decoding: run, as: UTF8.self))
  }
}
