import RondoFiles
import RondoText
import Testing

@testable import RondoData

struct UCRReaderTests {
  @Test func `a tail of NaN is length, and NaN before a value is a missing value`() throws {
    let set = try series("1\t0.5\tNaN\t-1\n2\t7\tnan\tNaN\n1\tNaN\t2\tNAN\n", in: "x.tsv").set
    #expect(
      set.cases == [
        SeriesCase([0.5, .nan, -1], target: .label("1")), SeriesCase([7], target: .label("2")),
        SeriesCase([.nan, 2], target: .label("1")),
      ])
    #expect(set.targets == .labels(["1", "2"]) && set.name == nil && set.hasMissing)
    #expect(set.cases.map(\.line) == [1, 2, 3])
  }

  @Test(arguments: [
    ("x.txt", "   1.0000000e+00  -5.7e-01   2\n   2.0000000e+00   3  4 \n"),
    ("x_TRAIN", "1 -0.57 2\n2 3 4"),
    ("x.txt", "1,-0.57,2\r\n2,3,4\r\n"), ("x.txt", "1\t-0.57\t2\n\n2\t3\t4\n\n"),
    ("x.v2_TEST", "1 -0.57 2\n2 3 4"),
    ("x.tsv", "\u{FEFF}1.0\t-0.57\t 2\n2e0\t3\t4\n"),
  ])
  func `blanks, commas and tabs are told from the first line`(name: String, text: String) throws {
    let set = try series(text, in: name).set
    #expect(
      set.cases == [
        SeriesCase([-0.57, 2], target: .label("1")), SeriesCase([3, 4], target: .label("2")),
      ])
  }

  @Test func `labels that are numbers have one spelling and stand in their order`() throws {
    let set = try series("10 1\n-1.0e0 1\n-0 1\n2.50 1\nUp 1\n1e1 1\nB 1\n", in: "x.txt").set
    #expect(set.targets == .labels(["-1", "0", "2.5", "10", "B", "Up"]))
  }

  @Test func `the first number is the target for regression`() throws {
    let set = try series("0.25 1 2\n-3 4 5\n", in: "x.txt") { $0.isRegression = true }.set
    #expect(set.targets == .values && set.cases.map(\.target) == [.value(0.25), .value(-3)])
  }

  @Test(arguments: [
    (
      "1 2 3\n1 2\n",
      "x.txt:2:1: this line has 1 value, and the first has 2: put NaN after shorter series"
    ),
    (
      "1 2 3\n1 2 3 4\n",
      "x.txt:2:1: this line has 3 values, and the first has 2: put NaN after shorter series"
    ),
    (
      "1 2 3\n1 2 3,5\n",
      "x.txt:2:5: \"3,5\" is not a number: write a decimal number, or NaN or ? where it is missing"
    ),
    ("1\t2\t\n", "x.txt:1:5: there is no number here: write one, or NaN or ? where it is missing"),
    ("1,,2\n", "x.txt:1:3: there is no number here: write one, or NaN or ? where it is missing"),
    (
      "NaN 1 2\n",
      "x.txt:1:1: 1 of 1 case has no label: name its class, or omit it from training with skipsUnlabelled"
    ),
    (
      ",1,2\n",
      "x.txt:1:1: 1 of 1 case has no label: name its class, or omit it from training with skipsUnlabelled"
    ),
    ("1 2\n1 NaN\n", "x.txt:2:1: every value of the case is missing: remove the case"),
    ("1\n", "x.txt:1:1: every value of the case is missing: remove the case"),
    ("\n \n", "x.txt: there is no case in it, only blank lines"),
    ("1 1e400\n", "x.txt:1:3: \"1e400\" is too large for a number: the largest is about 1.8e308"),
  ])
  func `bad lines are refused with their place`(text: String, message: String) throws {
    let found = try complaint("x.txt", Array(text.utf8)) { path throws(DataError) in
      _ = try SeriesReader().read(path)
    }
    #expect(found?.text == message && found?.category == .unusable)
  }

  @Test func `what is no series file at all is said`() throws {
    func said(_ name: String, _ bytes: [UInt8]) throws -> String? {
      let found = try complaint(name, bytes) { path throws(DataError) in
        var reader = SeriesReader()
        reader.encoding = .named("UTF-8")
        _ = try reader.read(path)
      }
      return found?.text
    }
    #expect(try said("x.txt", []) == "x.txt: the text is empty; name a file with text in it")
    #expect(
      try said("x.dat", [0x31])
        == "x.dat: its name does not show in which form it holds series: let it end in .ts, .tsv, "
        + ".txt, .arff or .csv, or in _TRAIN or _TEST, or set form")
    #expect(
      try said("x.txt", Array("1 2.5 3.5\n1 \u{0}2.5 3.5\n1 2.5 3.5\n".utf8))
        == "x.txt:2:3: NUL character at byte 12 (line 2, column 3), which no text contains; remove it, "
        + #"for example with tr -d '\000'"#)
    #expect(
      try said("x.txt", Array("1 2\n1 é".utf8) + [0xC3, 0x28])?.hasPrefix(
        "x.txt:2:4: invalid UTF-8 at byte 8 (line 2, column 4)") == true)
  }
}
