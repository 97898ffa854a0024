import Foundation
import RondoFiles
import TestSupport
import Testing

@testable import RondoData

struct StepLabelledSeriesTests {
  private func read(
    _ text: String, in name: String, change: (inout SeriesReader) -> Void = { _ in }
  ) throws -> StepLabelledFile {
    var reader = SeriesReader()
    change(&reader)
    return try withFile(name, Array(text.utf8)) { try reader.readSteps($0) }
  }

  /// The message of the error, from the name of the file on.
  private func fault(
    _ text: String, in name: String, change: (inout SeriesReader) -> Void = { _ in }
  ) -> String {
    do {
      _ = try read(text, in: name, change: change)
      return "none"
    } catch {
      let message = "\(error)"
      return message.range(of: "/" + name + ":").map { String(message[$0.upperBound...]) }
        ?? message
    }
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  static let table = """
    id,time,state,x,"y, too"
    a,2,up,1,2
    b,5,"very, low",3,\r
    a,1,down,,4

    b,4,up,NaN,6

    """

  @Test func `a row of a table has the label of its step`() throws {
    let file = try read(Self.table, in: "x.csv")
    #expect(
      file.cases == [
        StepLabelledSeries(
          id: "a", series: SeriesCase([.nan, 4, 1, 2], channels: 2, times: [1, 2]),
          labels: ["down", "up"]),
        StepLabelledSeries(
          id: "b", series: SeriesCase([.nan, 6, 3, .nan], channels: 2, times: [4, 5]),
          labels: ["up", "very, low"]),
      ])
    #expect(file.channelNames == ["x", "y, too"] && file.times == .numbers)
    #expect(file.labels == ["down", "up", "very, low"] && file.table?.labelColumn == "state")
    #expect("\(file.error(.noValues, at: 1))".contains("/x.csv:3:1: "))
  }

  @Test func `the column of the labels is replaced, or added as the last one`() throws {
    let file = try read(Self.table, in: "x.csv")
    try #expect(text(file.bytes(labels: file.cases.map(\.labels))) == Self.table)
    let other = [["1", "2,3"], ["4", "5"]]
    let expected = """
      id,time,state,x,"y, too",confidence
      a,2,"2,3",1,2,0.2500
      b,5,5,3,,0.7500\r
      a,1,1,,4,0.5000

      b,4,4,NaN,6,1.0000

      """
    try #expect(
      text(file.bytes(labels: other, confidences: [[0.5, 0.25], [1, 0.75]])) == expected)
    let unlabelled = try read("case;x\n1;2.5\n2;\"3\"", in: "x.csv") {
      ($0.requiresTargets, $0.delimiter) = (false, .semicolon)
      $0.ignoredColumns = []
    }
    #expect(unlabelled.cases.map(\.labels) == [[], []])
    try #expect(
      text(unlabelled.bytes(labels: [["a;b"], []], confidences: [[1], []]))
        == "case;x;label;confidence\n1;2.5;\"a;b\";1.0000\n2;\"3\";;")
  }

  @Test func `a row may be one value of one channel`() throws {
    let text = "id,time,channel,value,label\n1,2,a,1,x\n1,1,a,2,y\n1,2,b,3,x\n1,1,b,4,y\n"
    let file = try read(text, in: "x.csv")
    #expect(file.cases.map(\.labels) == [["y", "x"]])
    #expect(file.cases[0].series.values == [2, 4, 1, 3])
    try #expect(
      self.text(file.bytes(labels: [["Y", "X"]]))
        == text.replacing("x\n", with: "X\n").replacing("y\n", with: "Y\n"))
    #expect(
      fault(text.replacing("b,3,x", with: "b,3,z"), in: "x.csv")
        == "4:9: the step has another label in an earlier row")
  }

  static let ts = """
    @timeStamps false
    @classLabel false
    @data
    1,2 : up, down : 3,4
    5,6:up,up:7,8\r

    """

  @Test func `a channel of a .ts file holds the labels`() throws {
    let file = try read(Self.ts, in: "x.ts") { $0.labelColumn = "2" }
    #expect(file.cases.map(\.labels) == [["up", "down"], ["up", "up"]])
    #expect(
      file.cases.map(\.series) == [
        SeriesCase([1, 3, 2, 4], channels: 2), SeriesCase([5, 7, 6, 8], channels: 2),
      ])
    #expect(file.channelNames == ["channel1", "channel2"] && file.cases[1].id == "2")
    try #expect(text(file.bytes(labels: file.cases.map(\.labels))) == Self.ts)
    try #expect(
      text(file.bytes(labels: [["0", "1"], ["2", "3"]], confidences: [[1, 1], [0.5, 1]]))
        == Self.ts.replacing("up, down", with: "0, 1").replacing("up,up", with: "2,3")
        .replacing("3,4", with: "3,4:1.0000,1.0000").replacing("7,8", with: "7,8:0.5000,1.0000"))
  }

  @Test func `labels with time stamps, and without a channel of labels`() throws {
    let start = "@timeStamps true\n@classLabel true A B\n@data\n"
    let file = try read(
      start + "(0,1),(1,2):(0,x),(1,y):A\n(0,3):(0,x):B\n", in: "x.ts"
    ) { $0.labelColumn = "channel2" }
    #expect(file.cases.map(\.labels) == [["x", "y"], ["x"]])
    #expect(file.cases[0].series == SeriesCase([1, 2], times: [0, 1]))
    let plain = start + "(0,1),(1,2):A\n"
    let unlabelled = try read(plain, in: "x.ts") {
      ($0.labelColumn, $0.requiresTargets) = ("2", false)
    }
    #expect(unlabelled.cases.map(\.labels) == [[]])
    try #expect(
      text(unlabelled.bytes(labels: [["u", "v"]])) == start + "(0,1),(1,2):(0,u),(1,v):A\n")
  }

  @Test func `a step without a label is a fault, or its series is omitted`() throws {
    let text = Self.table.replacing("a,1,down", with: "a,1, ")
    let message = "4:5: the step has no label: give it one, or omit its series with skipsUnlabelled"
    #expect(fault(text, in: "x.csv") == message)
    let file = try read(text, in: "x.csv") { $0.skipsUnlabelled = true }
    #expect(file.cases.map(\.id) == ["b"])
    #expect(
      file.notes.contains {
        "\($0)".hasSuffix("1 of 2 series have steps without labels and are omitted")
      })
    try #expect(self.text(file.bytes(labels: [["X", "Y"]])).contains("b,5,Y,3"))
    #expect(
      fault(Self.ts.replacing("up,up", with: "up,?"), in: "x.ts") { $0.labelColumn = "2" }
        == "5:8: the step has no label: give it one, or omit its series with skipsUnlabelled")
    let predicted = try read(text, in: "x.csv") { $0.requiresTargets = false }
    #expect(predicted.cases.map(\.labels.count) == [0, 2])
  }

  @Test func `faults of files without labels a step`() {
    #expect(
      fault("id,x\n1,2\n", in: "x.csv").hasPrefix("1:1: no column holds the label or target: name"))
    #expect(
      fault(Self.ts, in: "x.ts")
        == " the channels of a .ts file have no names: choose the one that holds the labels by its "
        + "number from 1 with labelColumn")
    #expect(
      fault(Self.ts.replacing("up, down", with: "1,2"), in: "x.ts") { $0.labelColumn = "4" }
        == "4:1: there is no channel 4 with the labels: the case has 3 channels")
    #expect(
      fault("@classLabel false\n@data\nx,y\n", in: "x.ts") { $0.labelColumn = "1" }
        == "3:1: the series has labels, but no other channel")
    #expect(
      fault("1 2 3\n", in: "x.txt")
        == " series with a label a step are read from tables (.csv) and .ts files")
  }

  @Test func `labels that a .ts file cannot hold are refused`() throws {
    let file = try read(Self.ts, in: "x.ts") { $0.labelColumn = "2" }
    #expect {
      _ = try file.bytes(labels: [[], ["a:b", "c"]])
    } throws: {
      ($0 as? DataError)
        == .unwritable(form: ".ts", index: 1, .character("a colon", in: .label("a:b")))
    }
  }

  @Test func `the own regimes are read and written as they were`() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../corpora/regimes.csv").standardizedFileURL.path
    let file = try SeriesReader().readSteps(path)
    #expect(file.cases.reduce(0) { $0 + $1.labels.count } == 6400)
    try #expect(file.bytes(labels: file.cases.map(\.labels)) == bytes(of: path))
  }
}
