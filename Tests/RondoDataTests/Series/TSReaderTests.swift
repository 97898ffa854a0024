import RondoFiles
import Testing

@testable import RondoData

struct TSReaderTests {
  /// A file with this header above its data.
  private func file(_ header: String, _ data: String) throws -> SeriesFile {
    try series("@problemName x\n\(header)\n@data\n\(data)", in: "x.ts")
  }

  @Test func `a header in any order and case is read`() throws {
    let text = """
      # About
      %# this
      @PROBLEMNAME Demo

      @classlabel true a b
      @TimeStamps False
      # and that\t
      @univariate false
      @dimension 2
      @equallength true
      @seriesLength 3
      @Missing true
      @DATA

      1,2.5,-3e-1:4,NaN,?:a
       nan , 0 , +1 : 7,8,9 : b

      """
    let read = try series(text, in: "demo_TRAIN.ts")
    let expected = SeriesSet(
      [
        SeriesCase([1, 4, 2.5, .nan, -0.3, .nan], channels: 2, target: .label("a")),
        SeriesCase([.nan, 7, 0, 8, 1, 9], channels: 2, target: .label("b")),
      ], channels: 2, targets: .labels(["a", "b"]), name: "Demo",
      comments: [" About", "# this", " and that\t"])
    #expect(read.set == expected && read.notes.isEmpty)
    #expect(read.set.cases.map(\.line) == [15, 16] && read.set.cases.map(\.length) == [3, 3])
    #expect(read.set.cases[0].isMissing(step: 1, channel: 1) && read.set.cases[0][2, 0] == -0.3)
    let crlf = try series("\u{FEFF}" + text.replacing("\n", with: "\r\n"), in: "demo_TRAIN.ts").set
    #expect(crlf == expected)
  }

  @Test func `labels keep their letters, with nan, question marks and commas in them`() throws {
    let set = try file(
      "@classLabel true Banana ? NaN a,b É", "1,NaN:Banana\n2,?:?\n3:NaN\n4:a,b\n5:É"
    ).set
    #expect(set.targets == .labels(["Banana", "?", "NaN", "a,b", "É"]))
    #expect(
      set.cases.map(\.target) == [
        .label("Banana"), .label("?"), .label("NaN"), .label("a,b"), .label("É"),
      ])
    #expect(set.cases[0].hasMissing && set.cases[1].hasMissing && !set.cases[2].hasMissing)
  }

  @Test func `time-stamped values keep their signs, exponents and whole numbers`() throws {
    let set = try file(
      "@timeStamps true\n@classLabel true 1 2",
      """
      (2007-01-01 00:00:00,-241.97),(2007-01-01 00:01:00,5),(2008-02-29 23:59:59,-1e-3):1
      ( 1969-12-31 23:59:59 , NaN ) , (1970-01-01 00:00:00,?),(1970-01-01 00:00:01,0):2
      """
    ).set
    #expect(set.times == .dates && set.cases[0].values == [-241.97, 5, -0.001])
    #expect(set.cases[0].times == [1_167_609_600, 1_167_609_660, 1_204_329_599])
    #expect(set.cases[1] == SeriesCase([.nan, .nan, 0], times: [-1, 0, 1], target: .label("2")))
    let numbers = try file(
      "@timeStamps true\n@classLabel false", "(0,1),(1.5,2):(0,3),(1.5,4)\n(-7,1):(-7,2):\n"
    ).set
    #expect(numbers.times == .numbers && numbers.targets == .none)
    #expect(numbers.cases[0] == SeriesCase([1, 3, 2, 4], channels: 2, times: [0, 1.5]))
    #expect(numbers.cases[1] == SeriesCase([1, 2], channels: 2, times: [-7]))
  }

  @Test func `time-stamped regression is read`() throws {
    let set = try file("@timeStamps true\n@targetLabel true", "(0,1),(1,2):-3.5\n").set
    #expect(set.cases == [SeriesCase([1, 2], times: [0, 1], target: .value(-3.5))])
    #expect(set.targets == .values)
  }

  /// As `save_to_ts_file` of aeon 1.6.0 writes a set without labels.
  @Test func `unlabelled files of aeon have no labels`() throws {
    let set = try file(
      "@timestamps false\n@missing False\n@univariate false\n@dimension 2\n@equalLength true\n"
        + "@seriesLength 2\n@targetlabel false", "1.0,2.0:3.0,4.0:\n5.0,6.0:7.0,8.0:\n"
    ).set
    #expect(set.targets == .none && set.channels == 2)
    #expect(set.cases.map(\.target) == [.none, .none] && set.cases[1].values == [5, 7, 6, 8])
  }

  @Test func `of two problem names the last counts, as in a file of aeon's`() throws {
    #expect(try file("@problemName y\n@classLabel true a", "1:a").set.name == "y")
  }

  @Test func `standard input has no ending that would tell its form`() {
    #expect(SeriesForm(path: "-") == nil && SeriesForm(path: "folder.d/x") == .txt)
    #expect(SeriesForm(path: "X.TS") == .ts && SeriesForm(path: "x.dat") == nil)
  }

  @Test func `lengths may differ where the header does not deny it`() throws {
    for claim in ["", "@equalLength false"] {
      let set = try file("\(claim)\n@classLabel true a", "1,2,3:a\n1:a\n").set
      #expect(set.cases.map(\.length) == [3, 1] && !set.isEqualLength)
    }
  }

  @Test func `classes are numbers for regression where the reader is told so`() throws {
    let text = "@classLabel true 1 2.5\n@data\n7:1\n8:2.5\n"
    let set = try series(text, in: "x.ts") { $0.isRegression = true }.set
    #expect(set.targets == .values && set.cases.map(\.target) == [.value(1), .value(2.5)])
  }

  @Test func `what only informs is noted where it is wrong`() throws {
    let notes = try file(
      "@seriesLength 3\n@dimensions 2\n@missing false\n@author me\n@classLabel true a",
      "1,2:a\n1,NaN:a\n"
    ).notes
    #expect(
      notes.map { String($0.description.drop { $0 != ":" }.dropFirst()) } == [
        "5: the key \"@author\" is not known and was ignored",
        " @dimensions says 2, and the cases have 1",
        " @seriesLength says 3, and the case on line 8 has 2 steps",
        " @missing says false, and the case on line 9 has missing values",
      ])
  }
}
