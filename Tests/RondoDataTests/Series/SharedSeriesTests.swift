import RondoFiles
import TestSupport
import Testing

@testable import RondoData

/// The archive's sets against aeon 1.6.0 (`.ts`, `.arff`) and Python's `float` (the others).
///
/// The last figure is Σ i·bits(x_i) modulo 2⁶⁴ over all values, case after case, step after step,
/// channel after channel, i from 1: equal only if every value is the same to the bit and in its place.
@Suite(.enabled(if: SharedFiles.isPresent, Comment(rawValue: SharedFiles.reason)))
struct SharedSeriesTests {
  typealias Row = (
    file: String, cases: Int, channels: Int, shortest: Int, longest: Int, targets: Int, sum: UInt64
  )

  static let rows: [Row] = [
    ("ACSF1/ACSF1_TEST.ts", 100, 1, 1460, 1460, 10, 0xf0de7318590b1c55),
    ("ACSF1/ACSF1_TRAIN.ts", 100, 1, 1460, 1460, 10, 0x3fd234c5107d7ee8),
    ("ArrowHead/ArrowHead_TEST.ts", 175, 1, 251, 251, 3, 0x68ee7a775a60ab6d),
    ("ArrowHead/ArrowHead_TRAIN.ts", 36, 1, 251, 251, 3, 0xa2fe3487945507cd),
    ("BasicMotions/BasicMotions_TEST.ts", 40, 6, 100, 100, 4, 0x05670ce9c479a128),
    ("BasicMotions/BasicMotions_TRAIN.ts", 40, 6, 100, 100, 4, 0xc51c15bfad3b9c2a),
    ("Covid3Month/Covid3Month_TEST.ts", 61, 1, 84, 84, 50, 0x170e260000000000),
    ("Covid3Month/Covid3Month_TRAIN.ts", 140, 1, 84, 84, 110, 0xe248cc4000000000),
    ("ECG200/ECG200_TEST.ts", 100, 1, 96, 96, 2, 0x3fc71e362ce7613e),
    ("ECG200/ECG200_TRAIN.ts", 100, 1, 96, 96, 2, 0x73441ec34318fec4),
    ("GunPoint/GunPoint_TEST.ts", 150, 1, 150, 150, 2, 0x9597e0854a4fdb60),
    ("GunPoint/GunPoint_TRAIN.ts", 50, 1, 150, 150, 2, 0xe6e8b802bd34174d),
    ("ItalyPowerDemand/ItalyPowerDemand_TEST.ts", 1029, 1, 24, 24, 2, 0xf103165163964cae),
    ("ItalyPowerDemand/ItalyPowerDemand_TRAIN.ts", 67, 1, 24, 24, 2, 0x90369ba179892d73),
    ("JapaneseVowels/JapaneseVowels_TEST.ts", 370, 12, 7, 29, 9, 0xb57f7b73085d72f1),
    ("JapaneseVowels/JapaneseVowels_TRAIN.ts", 270, 12, 7, 26, 9, 0x46ac80dcb996706c),
    ("OSULeaf/OSULeaf_TEST.ts", 242, 1, 427, 427, 6, 0xda9a1686b553810b),
    ("OSULeaf/OSULeaf_TRAIN.ts", 200, 1, 427, 427, 6, 0x0477f525160bf130),
    ("PickupGestureWiimoteZ/PickupGestureWiimoteZ_TEST.ts", 50, 1, 37, 324, 10, 0x8c16fdf3b63f7741),
    (
      "PickupGestureWiimoteZ/PickupGestureWiimoteZ_TRAIN.ts", 50, 1, 29, 361, 10, 0x627efdf3b63f46d3
    ),
    ("UnitTest/UnitTestTimeStamps_TRAIN.ts", 4, 1, 4, 4, 2, 0x0e62675c28f5c288),
    ("UnitTest/UnitTest_TEST.ts", 22, 1, 24, 24, 2, 0xb458440000000000),
    ("UnitTest/UnitTest_TRAIN.ts", 20, 1, 24, 24, 2, 0xed31f40000000000),
    ("GunPoint/GunPoint_TRAIN.arff", 50, 1, 150, 150, 2, 0xe6e8b802bd34174d),
    ("BasicMotions/BasicMotions_TRAIN.arff", 40, 6, 100, 100, 4, 0xc51c15bfad3b9c2a),
    ("GunPoint/GunPoint_TRAIN.tsv", 50, 1, 150, 150, 2, 0xe6e8b802bd34174d),
    ("Coffee/Coffee_TRAIN.txt", 28, 1, 286, 286, 2, 0x4e7fe51de8a5fb21),
    ("Coffee/Coffee_TEST.txt", 28, 1, 286, 286, 2, 0xc1db34424f5121e3),
    ("TwoLeadECG/TwoLeadECG_TRAIN", 23, 1, 82, 82, 2, 0xc16766059792d94b),
    ("TwoLeadECG/TwoLeadECG_TEST", 1139, 1, 82, 82, 2, 0xe876e1eb4b62d973),
    ("CBF/CBF_TRAIN", 30, 1, 128, 128, 3, 0x59487538efbda984),
    ("CBF/CBF_TEST", 900, 1, 128, 128, 3, 0xbff56e1a65938fc9),
    ("synthetic_control/synthetic_control_TRAIN", 300, 1, 60, 60, 6, 0x7e42d12c427c01cd),
    ("synthetic_control/synthetic_control_TEST", 300, 1, 60, 60, 6, 0xc64717c52e177bc2),
    ("Trace/Trace_TRAIN", 100, 1, 275, 275, 4, 0xb8aef7ab6187ff38),
    ("Trace/Trace_TEST", 100, 1, 275, 275, 4, 0x1de4200b22b1c6fb),
  ]

  @Test(arguments: rows)
  func `a set of the archive is read as others read it`(row: Row) throws {
    let set = try SeriesReader().read(SharedFiles.folder + "/ucr/" + row.file).set
    #expect(set.cases.count == row.cases && set.channels == row.channels)
    #expect(set.cases.map(\.length).min() == row.shortest)
    #expect(set.cases.map(\.length).max() == row.longest)
    #expect(Set(set.cases.map(\.target)).count == row.targets)
    if case .labels(let labels) = set.targets { #expect(labels.count == row.targets) }
    var (sum, index) = (UInt64(0), UInt64(0))
    for item in set.cases {
      for value in item.values {
        index += 1
        sum &+= index &* value.bitPattern
      }
    }
    #expect(sum == row.sum && !set.hasMissing)
  }

  @Test func `labels keep their case, and numbers of the text forms lose their exponents`() throws {
    func labels(_ file: String) throws -> SeriesSet.Targets {
      try SeriesReader().read(SharedFiles.folder + "/ucr/" + file).set.targets
    }
    let motions: [ClassLabel] = ["Standing", "Running", "Walking", "Badminton"]
    #expect(try labels("BasicMotions/BasicMotions_TRAIN.ts") == .labels(motions))
    #expect(try labels("BasicMotions/BasicMotions_TRAIN.arff") == .labels(motions))
    #expect(try labels("Coffee/Coffee_TRAIN.txt") == .labels(["0", "1"]))
    #expect(try labels("ECG200/ECG200_TRAIN.ts") == .labels(["-1", "1"]))
    #expect(try labels("TwoLeadECG/TwoLeadECG_TRAIN") == .labels(["-1", "1"]))
    #expect(try labels("Covid3Month/Covid3Month_TRAIN.ts") == .values)
  }

  @Test func `headers, time stamps and the twice named problem are read`() throws {
    let folder = SharedFiles.folder + "/ucr/UnitTest/"
    let stamped = try SeriesReader().read(folder + "UnitTestTimeStamps_TRAIN.ts").set
    #expect(stamped.name == "UnitTestTimeStamps" && stamped.times == .dates)
    #expect(stamped.comments.count == 3 && stamped.comments[0].hasPrefix("# This is a cut down"))
    // date -u -d '2007-01-01' +%s
    #expect(stamped.cases[0].times == [1_167_609_600, 1_167_609_660, 1_167_609_720, 1_167_609_780])
    #expect(stamped.cases[0].target == .label("1") && stamped.cases[0].line == 12)
    let test = try SeriesReader().read(folder + "UnitTest_TEST.ts")
    #expect(test.set.name == "Chinatown" && test.notes.isEmpty)
  }

  @Test func `the archive's folders are problems`() throws {
    let ucr = SharedFiles.folder + "/ucr"
    let gun = try SeriesProblem(ucr + "/GunPoint")
    #expect(gun.name == "GunPoint" && gun.training == ucr + "/GunPoint/GunPoint_TRAIN.ts")
    #expect(gun.test == ucr + "/GunPoint/GunPoint_TEST.ts")
    let cbf = try SeriesProblem(ucr + "/CBF/")
    #expect(cbf.training == ucr + "/CBF/CBF_TRAIN" && cbf.test == ucr + "/CBF/CBF_TEST")
    let stamped = try SeriesProblem(ucr + "/UnitTest/UnitTestTimeStamps")
    #expect(stamped.training.hasSuffix("UnitTestTimeStamps_TRAIN.ts") && stamped.test == nil)
    #expect(try SeriesProblem(ucr + "/UnitTest").name == "UnitTest")
  }

  @Test(arguments: ["ts", "tsv", "txt", "arff", "csv"])
  func `a set written in another form is the same set`(ending: String) throws {
    let file = ending == "tsv" || ending == "txt" ? "ItalyPowerDemand" : "BasicMotions"
    let set = try SeriesReader().read(SharedFiles.folder + "/ucr/\(file)/\(file)_TRAIN.ts").set
    let form = try #require(SeriesForm(path: "x." + ending))
    let again = try withFile("x." + ending, SeriesWriter(form: form).bytes(of: set)) {
      try SeriesReader().read($0).set
    }
    #expect(again.cases == set.cases)
  }
}
