import Testing

@testable import RondoModels

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

  static let files: [(text: String, message: String)] = [
    ("id,x\n", "x.csv: the header is all there is: no case follows it"),
    (
      "a,b\n1,2\n",
      "x.csv:1:1: no column tells the cases apart: name one case, case_id, id, series (the columns are \"a\", \"b\")"
    ),
    (
      "id,label\n1,2\n",
      "x.csv:1:1: no column holds values: name one value (the columns are \"id\", \"label\")"
    ),
    ("id,x\n1,2\n1\n", "x.csv:3:1: this row has 1 column, and the one before it has 2"),
    (
      "id,x\n1,two\n",
      "x.csv:2:3: \"two\" is not a number: write a decimal number, or NaN or ? where it is missing"
    ),
    ("id,x\n,2\n", "x.csv:2:1: the name of the case is empty"),
    ("id,x\n1,\n1,\n", "x.csv:2:1: every value of the case is missing: remove the case"),
    (
      "id,label,x\n1,a,2\n1,b,3\n",
      "x.csv:3:3: the label differs from the one in the first row of the case \"1\""
    ),
    ("id,label,x\n1,,2\n", "x.csv:2:3: the label is empty: name the class, or remove the case"),
    (
      "id,time,x\n1,noon,2\n",
      "x.csv:2:3: \"noon\" is not a time stamp: write YYYY-MM-DD hh:mm:ss, or a number up to 2^53"
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
    ("id,x\n1,\"2\n", "x.csv:2:3: this quotation mark is never closed"),
  ]

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
