import Rondo
import RondoEngine
import RondoEvaluation
import RondoFiles
import TestSupport
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

struct RunReportTests {
  private static let log = """
    {"bitsPerByte":4.4,"bitsPerCharacter":4.4,"event":"baseline","method":"unigram","nats":3,"order":0}
    {"bitsPerByte":2.2,"bitsPerCharacter":2.2,"event":"baseline","method":"kneser-ney","nats":1.5,"order":6}
    {"epoch":0.5,"event":"progress","gradientNorm":1,"nats":2.5,"step":5}
    {"epoch":1,"event":"progress","gradientNorm":1,"nats":2,"step":10}
    {"best":true,"bitsPerByte":2,"bitsPerCharacter":2,"epoch":1,"event":"validation","nats":1.75,"step":10,"windowed":1.8}
    {"event":"sample","index":0,"prompt":"","seed":1,"step":10,"text":"first <words>\\n\\u0000שלום"}
    {"epoch":2,"event":"progress","gradientNorm":1,"nats":1.9,"step":20}
    {"best":false,"bitsPerByte":2,"bitsPerCharacter":2,"epoch":2,"event":"validation","nats":1.8125,"step":20,"windowed":1.9}
    {"event":"sample","index":0,"prompt":"","seed":1,"step":20,"text":"second words"}
    {"epochs":2,"event":"finished","parameters":9,"seconds":90,"steps":20,"stoppedBy":"patience","symbolsPerSecond":1234}

    """

  private func report(_ log: String, name: String = "a <run>") throws -> RunReport {
    RunReport(name: name, ReportSubject(try SmallRun.modelFile()), log: Array(log.utf8))
  }

  @Test func `a page shows the log's figures, samples, settings and data`() throws {
    let html = try report(Self.log).html
    let reader = try PageReader(html)
    for words in [
      "Run a <run>", "Stopped after 20 steps: the validation score stopped improving",
      "symbol frequencies", "Kneser–Ney 6-gram", "1.7500", "1.8000", "step 10, 1.750 nats",
      "first <words>\n␀שלום", "second words", "training.learningRate", "small.txt",
      "22 symbols to train on", "1,234 symbols per second", "1.5 minutes",
    ] {
      #expect(reader.text.contains(words), "\(words)")
    }
    #expect(reader.all("svg").count == 1 && reader.all("circle").count == 2)
    #expect(reader.all("pre").count == 2)
    #expect(reader.all("path").contains { $0.attributes["stroke-dasharray"] != nil })
  }

  @Test(arguments: [(1, "1 step"), (2000, "2,000 steps")])
  func `a page says truly why a run that time planned has ended`(
    step: Int, counted: String
  ) throws {
    let log = """
      {"epoch":1,"event":"progress","gradientNorm":1,"nats":2,"step":\(step)}
      {"epochs":1,"event":"finished","parameters":9,"seconds":90,"steps":\(step),"stoppedBy":"minutes"}

      """
    let text = try PageReader(report(log).html).text
    #expect(
      text.contains("Stopped after \(counted): the time limit allowed no more steps."))
  }

  @Test func `every beginning of a log makes a page`() throws {
    let lines = Self.log.split(separator: "\n", omittingEmptySubsequences: false)
    for count in 0...lines.count {
      let html = try report(lines[..<count].joined(separator: "\n") + "\n{\"event\":").html
      #expect(try PageReader(html).text.contains("small.txt"), "\(count) lines")
    }
    let without = try PageReader(try report("").html)
    #expect(without.all("svg").isEmpty && without.text.contains("at step 8"), "as the model says")
    #expect(!without.text.contains("not finished"))
  }

  @Test func `a run that has gone on is not finished`() throws {
    let more = #"{"epoch":3,"event":"progress","nats":1.7,"step":30}"#
    let reader = try PageReader(try report(Self.log + more).html)
    #expect(reader.text.contains("At step 30; not finished."))
  }

  @Test func `many points are thinned to their means, many samples to twelve`() throws {
    let points = (0..<1000).map { LineChart.Point(x: Double($0), y: 1) }
    let thinned = RunReport.thinned(points, to: 400)
    #expect(thinned.count == 400 && thinned.allSatisfy { $0.y == 1 })
    #expect(thinned[0].x == 0.5 && thinned.map(\.x) == thinned.map(\.x).sorted())
    #expect(RunReport.thinned(points, to: 1000) == points)
    let samples = (1...100).map { #"{"event":"sample","step":\#($0),"text":"t\#($0)."}"# }
    let shown = try PageReader(try report(samples.joined(separator: "\n")).html).all("pre")
    #expect(shown.count == 12 && shown[0].text == "t1." && shown[11].text == "t100.")
  }

  @Test func `a page is written where the run is, and is gone when it is begun anew`() throws {
    try withTemporaryFolder { path in
      let folder = try RunFolder.create(path)
      try AtomicFile.write(SmallRun.modelFile().encoded().encoded(), to: folder.modelPath)
      try RunReport(of: folder).write()
      #expect(bytes(of: folder.reportPath)?.isEmpty == false)
      #expect(try POSIX.names(in: path).sorted() == ["model.safetensors", "report.html"], "no log")
      _ = try RunFolder.create(path, overwrite: true)
      #expect(!POSIX.exists(folder.reportPath))
    }
  }

  @Test func `samples are the same draws each time and leave the run alone`() throws {
    let run = SmallRun.trainer()
    let bits = run.model.bits
    let samples = try [1, 2].map { threads in
      ValidationSample(
        of: run.model, try SmallRun.tokenizer(), step: 3, seed: 1,
        workers: Workers(threads: threads))
    }
    #expect(samples[0] == samples[1] && samples[0].text.count == 200)
    #expect(run.model.bits == bits)
    let line = try ReportLine.line("sample", samples[0])
    #expect(line.hasPrefix(#"{"event":"sample","index":0,"prompt":"","seed":1,"step":3,"text":""#))
  }
}

struct SettingListTests {
  private struct Example: Encodable {
    let number = 0.5
    let whole = 7
    let flag = false
    let words = ["a", "b"]
    let inner = ["deep": ["er": "x"]]
    let none: Int? = nil
  }

  @Test func `names all values of whatever is encoded`() throws {
    let found = try SettingList(Example()).settings
    #expect(
      found.map { "\($0.name)=\($0.value)" } == [
        "flag=no", "inner.deep.er=x", "number=0.5", "whole=7", "words=a, b",
      ])
  }
}
