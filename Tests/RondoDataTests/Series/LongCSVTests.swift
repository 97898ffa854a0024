import RondoFiles
import TestSupport
import Testing

@testable import RondoData

struct LongCSVTests {
  @Test func `a row is a step, and columns are channels`() throws {
    let text = """
      id,time,label,x,"y, too"
      a,0,Up,1,2
      b,5,Down,3,
      a,1,Up,,4
      b,4,Down,NaN,6
      """
    let set = try series(text, in: "x.csv").set
    #expect(set.channels == 2 && set.times == .numbers && set.targets == .labels(["Down", "Up"]))
    #expect(
      set.cases == [
        SeriesCase([1, 2, .nan, 4], channels: 2, times: [0, 1], target: .label("Up")),
        SeriesCase([.nan, 6, 3, .nan], channels: 2, times: [4, 5], target: .label("Down")),
      ])
    #expect(set.cases.map(\.line) == [2, 3])
    #expect(set.cases.map(\.name) == ["a", "b"] && set.channelNames == ["x", "y, too"])
  }

  @Test func `a row may be one value of one channel`() throws {
    let text = "case_id,dim_id,reading_id,value\n1,1,0,5\n1,0,1,6\n1,0,0,7\n2,0,3,8\n"
    let set = try series(text, in: "x.csv").set
    #expect(set.targets == .none && set.channels == 2 && set.channelNames == ["1", "0"])
    #expect(set.cases.map(\.name) == [nil, nil])
    #expect(
      set.cases == [
        SeriesCase([5, 7, .nan, 6], channels: 2, times: [0, 1]),
        SeriesCase([.nan, 8], channels: 2, times: [3]),
      ])
    let untimed = try series("id,channel,value\n1,a,1\n1,b,2\n1,a,3\n1,b,4\n", in: "x.csv").set
    #expect(untimed.cases == [SeriesCase([1, 2, 3, 4], channels: 2)] && untimed.times == nil)
  }

  @Test func `columns are chosen by name or number, and targets may be numbers`() throws {
    let text = "who,when,y,v\np,2020-02-29,1.5,3\np,2020-03-01 00:00:01,1.5,4\n"
    let set = try series(text, in: "x.csv") {
      ($0.caseColumn, $0.timeColumn, $0.labelColumn) = ("who", "2", "y")
      $0.isRegression = true
    }.set
    // date -u -d 2020-02-29 +%s
    #expect(
      set.cases == [
        SeriesCase([3, 4], times: [1_582_934_400, 1_583_020_801], target: .value(1.5))
      ])
    #expect(set.times == .dates && set.targets == .values)
  }

  @Test func `stamps that a Double does not tell apart are counted from the first of each case`()
    throws
  {
    let text = """
      id,time,x
      a,1700000000000000003,3
      a,1700000000000000001,1
      b,1700000000000000009,1
      b,1700000000000001009,2
      """
    let set = try series(text, in: "x.csv").set
    #expect(set.times == .numbers && set.cases.map(\.times) == [[0, 2], [0, 1000]])
    #expect(set.cases[0].values == [1, 3])
    let micro =
      "id,time,x\na,2024-01-31T08:30:00.000001Z,1\na,2024-01-31T08:30:00.000002Z,2\n"
    #expect(try series(micro, in: "x.csv").set.cases[0].times == [0, 1e-6])
    let milli = "id,time,x\na,2024-01-31T08:30:00.001Z,1\na,2024-01-31T08:30:00.002Z,2\n"
    let plain = try series(milli, in: "x.csv").set
    #expect(
      plain.times == .dates && plain.cases[0].times == [1_706_689_800.001, 1_706_689_800.002])
    let dates =
      "id,time,x\na,2024-01-31T08:30:00.000000001Z,1\na,2024-01-31T08:30:00.000000002Z,2\n"
    let fine = try series(dates, in: "x.csv").set
    #expect(fine.times == .numbers && fine.cases[0].times == [0, 1e-9])
    let ts =
      "@timeStamps true\n@classLabel false\n@data\n(1700000000000000001,5),(1700000000000000002,6)\n"
    #expect(try series(ts, in: "x.ts").set.cases == [SeriesCase([5, 6], times: [0, 1])])
  }

  @Test(arguments: [
    ("id,t,x\na,0,5\na,1,6\nb,0,7\n", "t", 1), ("id,Step,x\na,3,5\na,7,6\n", "Step", 1),
    ("id,datetime,x\na,2024-01-02,5\na,2024-01-01,6\n", "datetime", 1),
    // No times: a temperature that falls, the only channel, and one beside what is surely the time.
    ("id,t,x\na,20.5,5\na,19,6\n", nil, 2), ("id,t\na,1\na,2\n", nil, 1),
    ("id,t,time\na,1,5\na,2,6\n", "time", 1),
    ("id,t,channel,value\na,1,x,5\na,1,y,5\na,2,x,6\na,2,y,6\n", "t", 2),
  ])
  func `a time column is known by its usual names`(
    text: String, time: String?, channels: Int
  ) throws {
    let file = try series(text, in: "x.csv")
    #expect(file.table?.timeColumn == time && file.set.channels == channels)
    #expect((file.set.times != nil) == (time != nil))
    let said = file.notes.map(\.description).filter { $0.contains("columns found by their names") }
    #expect(said.count == 1 && said.first?.contains("\"id\" identifies the case") == true)
    if let time {
      #expect(said.first?.contains("\(time.quoted) holds the time (timeColumn)") == true)
    }
  }

  private static let model: SeriesTable = {
    var table = SeriesTable()
    (table.caseColumn, table.labelColumn, table.channels) = ("id", "label", ["x", "y"])
    return table
  }()

  @Test(arguments: [
    "id,x,y\na,1,2\na,3,4\n", "id,y,x\na,2,1\na,4,3\n", "y,label,x,id\n2,,1,a\n4,,3,a\n",
    "id,channel,value\na,y,2\na,y,4\na,x,1\na,x,3\n",
  ])
  func `the channels of a model are found by name`(text: String) throws {
    let file = try series(text, in: "x.csv") {
      ($0.channels, $0.requiresTargets) = (.named(Self.model), false)
    }
    #expect(file.set.cases == [SeriesCase([1, 2, 3, 4], channels: 2)])
    #expect(file.table?.channels == ["x", "y"])
  }

  @Test(arguments: [
    ("id,x\na,1\n", "x.csv:1:1: a channel of the model is missing: \"y\""),
    (
      "id,x,y,z\na,1,2,3\n",
      "x.csv:1:1: the model knows no channel \"z\": omit it with ignoredColumns = z"
    ),
    (
      "id,x,y,z 1\na,1,2,3\n",
      "x.csv:1:1: the model knows no channel \"z 1\": omit it with ignoredColumns = \"z 1\""
    ),
    (
      "id,channel,value\na,z,1\na,x,1\n",
      "x.csv: a channel of the model is missing: \"y\"; the model knows no channel \"z\": remove its rows"
    ),
    (
      "id,X,Y\na,1,2\n",
      "x.csv:1:1: channels of the model are missing: \"x\", \"y\"; the model knows no channels \"X\", \"Y\": omit each with ignoredColumns"
    ),
  ])
  func `channels that only one side has are refused by name`(text: String, message: String) throws {
    let found = try complaint("x.csv", Array(text.utf8)) { path throws(DataError) in
      var reader = SeriesReader()
      (reader.channels, reader.requiresTargets) = (.named(Self.model), false)
      _ = try reader.read(path)
    }
    #expect(found?.text == message && found?.category == .unusable)
  }

  @Test func `a column that was left out in training is left out later where it is there`() throws {
    var table = Self.model
    table.ignored = ["", "unit"]
    for text in [",id,x,y,unit\n0,a,1,2,mm\n", "id,x,y\na,1,2\n"] {
      let file = try series(text, in: "x.csv") {
        ($0.channels, $0.requiresTargets) = (.named(table), false)
      }
      #expect(file.set.cases == [SeriesCase([1, 2], channels: 2)])
    }
  }

  @Test func `a table without the time of the model's gets a note`() throws {
    var table = Self.model
    table.timeColumn = "time"
    for (header, isNoted) in [("id,x,y,step", false), ("id,x,y", true)] {
      let rows = isNoted ? "a,1,2\na,3,4\n" : "a,1,2,0\na,3,4,1\n"
      let file = try series("\(header)\n\(rows)", in: "x.csv") {
        ($0.channels, $0.requiresTargets) = (.named(table), false)
      }
      #expect(file.notes.contains { $0.description.contains("has no time stamps") } == isNoted)
      #expect(file.set.cases[0].values == [1, 2, 3, 4])
    }
  }

  @Test func `a model without names takes the channels of its time as they come`() throws {
    let file = try series("id,t,x\na,1,5\na,2,6\n", in: "x.csv") { $0.channels = .positional }
    #expect(file.set.cases == [SeriesCase([1, 5, 2, 6], channels: 2)])
    #expect(
      file.notes.contains {
        $0.description.hasSuffix("its channels: \"t\", \"x\" are taken by position")
      })
  }

  @Test func `the targets of a file are read without its values`() throws {
    func targets(_ text: String, _ name: String) throws -> [SeriesTarget] {
      try withFile(name, Array(text.utf8)) {
        try SeriesReader().readTargets($0).set.cases.map(\.target)
      }
    }
    let (a, b) = (SeriesTarget.label("a"), SeriesTarget.label("b"))
    #expect(try targets("id,label,x\n1,a,one\n1,a,two\n2,b,?!\n", "x.csv") == [a, b])
    #expect(try targets("a\t1\tone\nb\t?!\t2\n", "x.tsv") == [a, b])
    let stamped =
      "@timeStamps true\n@classLabel true a b\n@data\n(2007-01-01 00:00:00,z):a\n(?):b\n"
    #expect(try targets(stamped, "x.ts") == [a, b])
    let head = "@relation r\n@attribute v numeric\n@attribute c {a,b}\n@data\n"
    #expect(try targets(head + "one,a\ntwo,b\n", "x.arff") == [a, b])
  }

  static let files: [(text: String, message: String)] = [
    ("id,x\n", "x.csv: the header is all there is: no case follows it"),
    (
      "a,b\n1,2\n",
      "x.csv:1:1: no column identifies the case: name one case, case_id, id, series, or choose it with caseColumn (the columns are \"a\", \"b\"); in a table each step is a row: a file with a series a line, its label first, is UCR text (.txt)"
    ),
    (
      "id,label\n1,2\n",
      "x.csv:1:1: no column holds values: name one value (the columns are \"id\", \"label\")"
    ),
    ("id,x\n1,2\n1\n", "x.csv:3:1: this row has 1 column, and the one before it has 2"),
    (
      "id,x\n1,two\n",
      "x.csv:2:3: \"two\" is not a number, but the column \"x\" is read as a channel: omit it with ignoredColumns = x, read it as the label with labelColumn = x, or write NaN where a value is missing"
    ),
    (
      "id,where to,v\n1,left,2\n",
      "x.csv:2:3: \"left\" is not a number, but the column \"where to\" is read as a channel: read it as the name of a row's channel with channelColumn = 2, omit it with ignoredColumns = 2, read it as the label with labelColumn = 2, or write NaN where a value is missing"
    ),
    (
      "case,step,label,sensor,Value\n1,0,a,north,2\n1,0,a,south,3\n",
      "x.csv:2:7: \"north\" is not a number, but the column \"sensor\" is read as a channel: read it as the name of a row's channel with channelColumn = sensor, omit it with ignoredColumns = sensor, or write NaN where a value is missing"
    ),
    (
      "case,label,depth,value\n1,a,0,two\n",
      "x.csv:2:7: \"two\" is not a number, but the column \"value\" is read as a channel: omit it with ignoredColumns = value, or write NaN where a value is missing"
    ),
    ("id,x\n,2\n", "x.csv:2:1: the name of the case is empty"),
    ("id,x\n1,\n1,\n", "x.csv:2:1: every value of the case is missing: remove the case"),
    (
      "id,label,x\n1,a,2\n1,b,3\n",
      "x.csv:3:3: the label differs from the one in the first row of the case \"1\""
    ),
    (
      "id,label,x\n1,,2\n",
      "x.csv:2:3: 1 of 1 case has no label: name its class, or omit it from training with skipsUnlabelled"
    ),
    (
      "id,time,x\n1,noon,2\n",
      "x.csv:2:3: \"noon\" is not a time stamp: write a date as 2024-01-31 or 2024-01-31T08:30:00Z, or a number, beyond 2^53 a whole one of 63 bits"
    ),
    (
      "id,time,x\n1,1,2\n1,2020-01-01,2\n",
      "x.csv:3:3: time stamps must be all dates or all numbers"
    ),
    ("id,time,x\n1,1,2\n1,1.0,3\n", "x.csv:3:1: the case has this time stamp twice"),
    (
      "id,time,channel,value\n1,1,a,2\n1,2,a,2\n1,1,a,3\n",
      "x.csv:4:1: the case has this time stamp twice"
    ),
    (
      "id,channel,value\n1,a,2\n1,b,2\n1,a,2\n",
      "x.csv:2:1: channel 2 has 1 step instead of 2: the channels of a case must be equally long"
    ),
    ("id,channel,value\n1,,2\n", "x.csv:2:3: the name of the channel is empty"),
    (
      "id,label,when,x\n1,a,2024-01-31,2\n",
      "x.csv:2:5: \"2024-01-31\" is not a number, but the column \"when\" is read as a channel: omit it with ignoredColumns = when, read it as the time with timeColumn = when, or write NaN where a value is missing"
    ),
    (
      ",id,x\n0,1,2\n",
      "x.csv:1:1: column 1 has no name, like the index that pandas writes: omit it with ignoredColumns = 1, name it, or write the table with index=False"
    ),
    (
      "id,Unnamed: 0,x\n1,0,2\n",
      "x.csv:1:4: column 2 has no name (\"Unnamed: 0\"), like the index that pandas writes: omit it with ignoredColumns = 2, name it, or write the table with index=False"
    ),
    (
      "id,label,x\n1,a,2\n2,,3\n3,,4\n",
      "x.csv:3:3: 2 of 3 cases have no label, the first of them here: name their classes, or omit them from training with skipsUnlabelled"
    ),
    ("id,x\n1,\"2\n", "x.csv:2:3: this quotation mark is never closed"),
  ]

  @Test func `a text column chosen for the channels gives a channel for each of its names`() throws
  {
    let file = try series(
      "case,step,label,sensor,value\n1,0,a,in,2\n1,0,a,out,3\n1,1,a,in,4\n1,1,a,out,5\n",
      in: "x.csv"
    ) { $0.channelColumn = "sensor" }
    #expect(
      file.set.cases.map(\.values) == [[2, 3, 4, 5]] && file.table?.channels == ["in", "out"])
  }

  @Test(arguments: files)
  func `bad tables are refused with the place`(text: String, message: String) throws {
    let found = try complaint("x.csv", Array(text.utf8)) { path throws(DataError) in
      _ = try SeriesReader().read(path)
    }
    #expect(found?.text == message && found?.category == .unusable)
  }

  @Test func `a column that was chosen must be there`() throws {
    func said(_ column: String, _ header: String = "id,a,a") throws -> String? {
      try complaint("x.csv", Array("\(header)\n1,2,3\n".utf8)) { path throws(DataError) in
        var reader = SeriesReader()
        reader.labelColumn = column
        _ = try reader.read(path)
      }?.text
    }
    #expect(
      try said("z") == "x.csv:1:1: no column is named \"z\": the columns are \"id\", \"a\", \"a\"")
    #expect(
      try said("a")
        == "x.csv:1:1: more than one column is named \"a\": give the column's number instead")
    #expect(try said("4") == "x.csv:1:1: there is no column 4: the table has 3 columns")
    #expect(try said("id") == "x.csv:1:1: column 1 was chosen twice: choose different columns")
  }
}
