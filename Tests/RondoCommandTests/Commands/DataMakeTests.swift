import Foundation
import Testing

@Suite("rondo data make") struct DataMakeTests {
  private let small = "--train 6 --test 7 --length 20"

  @Test(
    "writes a set and says what is in it",
    arguments: [
      ("cbf", "CBF", "20: 2 cylinder, 2 bell, 2 funnel"),
      ("control-charts", "ControlCharts", "20: 1 normal, 1 cyclic, 1 increasing-trend"),
    ])
  func files(law: String, name: String, counts: String) throws {
    let scratch = try Scratch()
    let result = try scratch.rondo("data make \(law) \(small) --seed 3 --out sets/new").succeeded()
    let parts = ["PARAMETERS", "TEST", "TRAIN"].map { "sets/new/\(name)_\($0).tsv" }
    #expect(try scratch.files() == parts)
    #expect(result.errors == "")
    let lines = result.text.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("\(parts[2])  6 series of 20: "))
    #expect(lines[1].hasPrefix("\(parts[1])  7 series of 20: "))
    if law == "control-charts" { #expect(lines[0].contains(counts)) }
    for (part, count) in [(parts[1], 7), (parts[2], 6)] {
      let rows = try scratch.text(part).split(separator: "\n")
      #expect(rows.count == count)
      #expect(rows.allSatisfy { $0.split(separator: "\t").count == 21 })
    }
    #expect(try scratch.text(parts[0]).split(separator: "\n").count == 1 + 6 + 7)
  }

  @Test(
    "the same options give the same bytes, and other ones others",
    arguments: ["cbf", "control-charts"])
  func reproducibility(law: String) throws {
    let scratch = try Scratch()
    func bytes(_ options: String) throws -> [[UInt8]] {
      try scratch.rondo("data make \(law) \(small) \(options) --out x --overwrite").succeeded()
      return try scratch.files().map { try scratch.bytes($0) }
    }
    let first = try bytes("--seed 5")
    #expect(try bytes("--seed 5 --law published --quiet") == first)
    let others = try ["--seed 6", "--seed 5 --law archived", "--seed 5 --length 40"].map(bytes)
    for other in others { #expect(zip(other, first).allSatisfy { $0 != $1 }) }
  }

  @Test("the archived law gives scaled series, the published one raw ones")
  func laws() throws {
    let scratch = try Scratch()
    for (law, range) in [("published", 20.0...40), ("archived", -1e-6...1e-6)] {
      try scratch.rondo("data make control-charts \(small) --law \(law) --out \(law)").succeeded()
      let line = try scratch.text("\(law)/ControlCharts_TRAIN.tsv").prefix { $0 != "\n" }
      let values = line.split(separator: "\t").dropFirst().compactMap { Double($0) }
      #expect(range.contains(values.reduce(0, +) / 20), "\(law)")
    }
  }

  @Test("as JSON it is one object")
  func json() throws {
    let scratch = try Scratch()
    let options = "--law archived --seed 9 --out a --format json"
    let event = try scratch.rondo("data make cbf \(small) \(options)").succeeded()
      .event("generated")
    #expect(event["name"] as? String == "CBF" && event["law"] as? String == "archived")
    #expect(event["length"] as? Int == 20 && event["seed"] as? Int == 9)
    #expect(event["classes"] as? [String] == ["cylinder", "bell", "funnel"])
    let training = try #require(event["training"] as? [String: Any])
    #expect(training["path"] as? String == "a/CBF_TRAIN.tsv" && training["series"] as? Int == 6)
    #expect((training["counts"] as? [Int])?.reduce(0, +) == 6)
  }

  @Test("files that are there stay, with 73, unless told to overwrite")
  func existing() throws {
    let scratch = try Scratch()
    try scratch.write("a/CBF_TEST.tsv", "mine")
    try scratch.rondo("data make cbf \(small) --out a").failed(73, "a/CBF_TEST.tsv", "--overwrite")
    #expect(try scratch.files() == ["a/CBF_TEST.tsv"])
    #expect(try scratch.text("a/CBF_TEST.tsv") == "mine")
    try scratch.rondo("data make cbf \(small) --out a --overwrite").succeeded()
    #expect(try scratch.files().count == 3)
  }

  @Test(
    "a folder that cannot be is one line and 73",
    arguments: [("c.txt", "c.txt"), ("c.txt/a", "c.txt"), ("/proc/a", "/proc/a")])
  func places(folder: String, named: String) throws {
    let scratch = try Scratch(corpus: 100)
    try scratch.rondo("data make cbf \(small) --out \(folder)").failed(73, named)
    #expect(try scratch.files() == ["c.txt"])
  }

  @Test(
    "a value outside its range is one line and 64, and nothing is made",
    arguments: [
      "--train 2", "--train 0", "--train=-5", "--train x", "--test 2", "--test 1e3",
      "--test 10000001", "--length 15", "--length 1000001", "--length 128.5", "--seed=-1",
      "--seed x", "--law saito", "--law=", "--format xml", "--out=",
    ])
  func options(option: String) throws {
    let scratch = try Scratch()
    let name = String(option.prefix { $0 != " " && $0 != "=" })
    let out = name == "--out" ? "" : "--out a"
    try scratch.rondo("data make cbf \(out) \(option)").failed(64, name)
    #expect(try scratch.files() == [])
  }

  @Test("control charts need a series of each of six classes")
  func classes() throws {
    let scratch = try Scratch()
    try scratch.rondo("data make control-charts --train 5 --out a").failed(64, "--train", "6")
    try scratch.rondo("data make control-charts --test 5 --out a").failed(64, "--test", "6")
    try scratch.rondo("data make control-charts --train 6 --test 6 --out a").succeeded()
  }
}
