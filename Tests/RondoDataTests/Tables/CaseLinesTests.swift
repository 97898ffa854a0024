import Testing

@testable import RondoData

struct CaseLinesTests {
  private func said(
    _ line: String, _ read: (inout CaseLines, [UInt8]) throws(DataError) -> Void
  ) throws -> String {
    var lines = CaseLines(path: "-")
    _ = try lines.text(of: Array("first".utf8))
    do throws(DataError) {
      try read(&lines, Array(line.utf8))
      return ""
    } catch { return "\(error)" }
  }

  @Test func `a line is a text`() throws {
    var lines = CaseLines(path: "-")
    #expect(try lines.text(of: Array(" né \t".utf8)) == " né \t")
    #expect(lines.line == 1)
    #expect(
      try said(" \t") { lines, bytes throws(DataError) in _ = try lines.text(of: bytes) }
        == "-:2:1: the text is empty: remove the case")
    let error = try #require(throws: DataError.self) {
      _ = try lines.text(of: [0x61, 0xC3, 0xA9, 0xFF])
    }
    #expect("\(error)".hasPrefix("-:2:3: "), "\(error)")
    let nul = try #require(throws: DataError.self) { _ = try lines.text(of: [0x61, 0]) }
    #expect("\(nul)".hasPrefix("-:3:2: NUL"), "\(nul)")
    var lossy = CaseLines(path: "-", lossy: true)
    #expect(try lossy.text(of: [0x61, 0xFF]) == "a\u{FFFD}")
  }

  @Test(
    arguments: [
      ("1 2.5\t-3e1", 1, [1, 2.5, -30]), ("1,2.5, -30", 1, [1, 2.5, -30]),
      ("1,2:3,4", 2, [1, 3, 2, 4]), ("1 2 : 3 4 ", 2, [1, 3, 2, 4]),
    ] as [(String, Int, [Double])])
  func `a line is a series`(line: String, channels: Int, values: [Double]) throws {
    var lines = CaseLines(path: "-")
    let item = try lines.series(of: Array(line.utf8), channels: channels)
    #expect(item == SeriesCase(values, channels: channels) && item.line == 1)
  }

  @Test func `missing values are marked in a line too`() throws {
    var lines = CaseLines(path: "-")
    let item = try lines.series(of: Array("1 ? NaN".utf8), channels: 1)
    #expect(item == SeriesCase([1, .nan, .nan]))
  }

  @Test(arguments: [
    (
      "",
      "-:2:1: the line is empty: each line is a series, unless the input is a stream of samples (stream)"
    ),
    (
      "1 two",
      "-:2:3: \"two\" is not a number: write a decimal number, or NaN or ? where it is missing"
    ),
    ("1,,2", "-:2:3: there is no number here: write one, or NaN or ? where it is missing"),
    (
      "1:2",
      "-:2:1: its series have 2 channels, and those trained on have 1: use data of the same kind"
    ),
    (
      "1 2:3",
      "-:2:5: channel 2 has 1 step instead of 2: the channels of a case must be equally long"
    ),
    ("?,NaN", "-:2:1: every value of the case is missing: remove the case"),
    ("1e999", "-:2:1: \"1e999\" is too large for a number: the largest is about 1.8e308"),
  ])
  func `what is no series is refused with its place`(line: String, message: String) throws {
    let found = try said(line) { lines, bytes throws(DataError) in
      _ = try lines.series(of: bytes, channels: 1)
    }
    #expect(found == message)
  }

  @Test func `a line is any number of numbers`() throws {
    var lines = CaseLines(path: "-")
    #expect(try lines.numbers(of: Array(" ".utf8)) == [])
    #expect(try lines.numbers(of: Array("1 2".utf8)) == [1, 2])
    #expect(
      "\(lines.error(.partialSample(2, channels: 3)))"
        == "-:2:1: this line has 2 numbers, and a sample is 3 numbers, one a channel")
  }
}
