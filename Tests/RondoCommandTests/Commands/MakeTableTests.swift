import Foundation
import Testing

@Suite("rondo data make of tables") struct MakeTableTests {
  static let laws = [
    (law: "spelling --count 12", rows: 12, columns: 2, header: ""),
    (law: "names --count 4", rows: 12, columns: 2, header: "label\ttext"),
    (
      law: "crossings --count 12", rows: 12, columns: 6,
      header: "boat,wind,tide,load,minutes,delayed"
    ),
    (law: "seasonal --length 3", rows: 12, columns: 3, header: "site,time,value"),
    (
      law: "regimes --series 2 --length 6", rows: 12, columns: 4, header: "series,step,value,regime"
    ),
    (
      law: "faults --series 2 --length 800", rows: 1600, columns: 4,
      header: "series,step,value,fault"
    ),
  ]

  @Test("writes a table and says how many rows it has", arguments: laws)
  func files(law: String, rows: Int, columns: Int, header: String) throws {
    let scratch = try Scratch()
    let result = try scratch.rondo("data make \(law) --seed 3 --out new/table").succeeded()
    #expect(result.errors == "" && result.text.contains("new/table"))
    #expect(result.text.hasSuffix(rows == 12 ? "  12 rows\n" : "  1,600 rows\n"))
    #expect(try scratch.files() == ["new/table"])
    let text = try scratch.text("new/table")
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.popLast() == "")
    if !header.isEmpty { #expect(lines.removeFirst() == header) }
    #expect(lines.count == rows)
    for line in lines {
      let fields = line.split(omittingEmptySubsequences: false) { $0 == "\t" || $0 == "," }
      #expect(fields.count == columns, "\(line)")
    }
  }

  @Test("the same options give the same bytes, and another seed others", arguments: laws.map(\.law))
  func reproducibility(law: String) throws {
    let scratch = try Scratch()
    func bytes(_ options: String) throws -> [UInt8] {
      try scratch.rondo("data make \(law) \(options) --out x --overwrite").succeeded()
      return try scratch.bytes("x")
    }
    let first = try bytes("--seed 5")
    #expect(try bytes("--seed 5 --quiet") == first)
    #expect(try bytes("--seed 6") != first)
    #expect(try bytes("--seed 1") == bytes(""))
  }

  @Test("as JSON it is one object")
  func json() throws {
    let scratch = try Scratch()
    let event = try scratch.rondo("data make names --count 2 --seed 9 --out a --format json")
      .succeeded().event("generated")
    #expect(event["name"] as? String == "names" && event["path"] as? String == "a")
    #expect(event["seed"] as? Int == 9 && event["rows"] as? Int == 6)
    #expect(event["columns"] as? [String] == ["label", "text"])
  }

  @Test("a file that is there stays, with 73, unless told to overwrite")
  func existing() throws {
    let scratch = try Scratch()
    try scratch.write("a.tsv", "mine")
    try scratch.rondo("data make names --out a.tsv").failed(73, "a.tsv", "--overwrite")
    #expect(try scratch.text("a.tsv") == "mine")
    try scratch.rondo("data make names --out a.tsv --overwrite").succeeded()
    #expect(try scratch.text("a.tsv").hasPrefix("label\ttext\nvelin\t"))
    try scratch.rondo("data make names --out /proc/a/b").failed(73, "/proc/a")
  }

  @Test(
    "a value outside its range is one line and 64, and nothing is made",
    arguments: [
      "spelling --count 0", "spelling --count 50001", "names --count 5001", "names --count x",
      "crossings --count 1000001", "seasonal --length 100001", "seasonal --length=-1",
      "regimes --series 0", "regimes --series 1251", "regimes --length 0", "faults --length 799",
      "faults --series 626", "names --seed=-1", "names --out=", "names --out=a/",
    ])
  func options(words: String) throws {
    let scratch = try Scratch()
    let option = words.split(separator: " ")[1].prefix { $0 != "=" }
    let out = option == "--out" ? "" : "--out a"
    try scratch.rondo("data make \(words) \(out)").failed(64, String(option))
    #expect(try scratch.files() == [])
  }
}
