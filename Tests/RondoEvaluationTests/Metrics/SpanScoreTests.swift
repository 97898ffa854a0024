import Foundation
import RondoData
import RondoFiles
import RondoNumerics
import TestSupport
import Testing

@testable import RondoEvaluation

struct SpanScoreTests {
  private func spans(_ tags: String, _ definition: SpanDefinition) -> String {
    definition.spans(of: tags.split(separator: " ").map(String.init))
      .map { "\($0.type.name)\($0.range.lowerBound)..<\($0.range.upperBound)" }
      .joined(separator: " ")
  }

  /// By hand, from the definitions.
  @Test(arguments: [
    ("B-A I-A O B-B", "A0..<2 B3..<4", "A1..<2", "A0..<2 B3..<4", ""),
    ("O I-A I-A O", "A1..<3", "A1..<3", "", ""),
    ("I-A I-B B-B", "A0..<1 B1..<2 B2..<3", "A0..<1 B1..<2 B2..<3", "B2..<3", ""),
    ("B-A I-B", "A0..<1 B1..<2", "B1..<2", "A0..<1", ""),
    ("B-A E-A S-B", "A0..<2 B2..<3", "", "A0..<1", "A0..<2 B2..<3"),
    ("E-A I-A E-A", "A0..<1 A1..<3", "A1..<2", "", ""),
    ("B-A L-A U-B", "", "", "A0..<1", "A0..<2 B2..<3"),
    ("B I O S", "_0..<2 _3..<4", "_1..<2", "_0..<2", "_3..<4"),
    ("", "", "", "", ""),
  ])
  func `each definition finds its spans`(
    tags: String, conlleval: String, iob1: String, iob2: String, bioes: String
  ) {
    // Prefixes that seqeval does not know have no meaning for conlleval.
    if !tags.contains("L") { #expect(spans(tags, .conlleval) == conlleval) }
    #expect(spans(tags, .strictIOB1) == iob1)
    #expect(spans(tags, .strictIOB2) == iob2)
    #expect(spans(tags, .strictBIOES) == bioes)
  }

  @Test(arguments: [
    ("B-A I-A O B-B", 2, 0, 2), ("O I-A I-B", 0, 2, 3), ("I-A B-A I-A O I-B", 0, 2, 5),
    ("B-A E-A S-A O", 3, 2, 0), ("B-A O B-A E-B E-A", 4, 2, 3), ("", 0, 0, 0),
    ("B-A L-A U-B", 3, 2, 0),
  ])
  func `illegal transitions are counted by scheme`(tags: String, iob1: Int, iob2: Int, bioes: Int) {
    let tags = tags.split(separator: " ").map(String.init)
    #expect(SpanDefinition.strictIOB1.illegalTransitions(in: tags) == iob1)
    #expect(SpanDefinition.strictIOB2.illegalTransitions(in: tags) == iob2)
    #expect(SpanDefinition.strictBIOES.illegalTransitions(in: tags) == bioes)
    #expect(SpanDefinition.conlleval.illegalTransitions(in: tags) == 0)
  }

  /// `Reference/seqeval_reference.py` says how the file was made.
  @Test func `counts by both definitions are seqeval's, of invalid sequences too`() throws {
    let cases = try SeqevalCase.all()
    #expect(cases.count == 1000)
    for item in cases {
      let scores = SpanScores(truth: item.truth, predicted: item.predicted, scheme: item.scheme)
      #expect(SeqevalCase.text(scores.conlleval) == item.conlleval, "\(item.predicted)")
      #expect(SeqevalCase.text(scores.strict) == item.strict, "\(item.predicted)")
    }
    for scheme in [SpanDefinition.strictIOB1, .strictIOB2, .strictBIOES] {
      let chosen = cases.filter { $0.scheme == scheme }
      let differing = chosen.count { $0.conlleval != $0.strict }
      #expect(differing > 100)  // the file would be of little use otherwise
    }
  }

  @Test func `the order of sentences changes nothing`() throws {
    let cases = try SeqevalCase.all().filter { $0.scheme == .strictIOB2 }
    let (truth, predicted) = (cases.flatMap(\.truth), cases.flatMap(\.predicted))
    let scores = SpanScores(truth: truth, predicted: predicted)
    #expect(scores == SpanScores(truth: truth.reversed(), predicted: predicted.reversed()))
    #expect(scores.illegalTransitions > 100)
    #expect(scores.conlleval.micro.gold > scores.strict.micro.gold)
  }

  @Test(arguments: SpanDefinition.allCases)
  func `perfect tags score 1`(definition: SpanDefinition) throws {
    let tags = try SeqevalCase.all().flatMap(\.truth)
    let score = SpanScore(truth: tags, predicted: tags, definition: definition)
    #expect(score.micro.f1 == 1 && score.macroF1 == 1)
    #expect(score.perType.map(\.type) == ["A", "B", "B-C", "_", "d"])
  }

  @Test func `no spans score 0`() throws {
    let score = SpanScore(truth: [["O"], []], predicted: [["O"], []], definition: .conlleval)
    #expect(score.micro == SpanCounts() && score.macroF1 == 0 && score.perType.isEmpty)
    #expect(score.micro.precision == 0 && score.micro.recall == 0 && score.micro.f1 == 0)
  }

  @Test func `a score is written with its counts and types`() throws {
    let score = SpanScore(
      truth: [["B-PER", "O", "B-LOC"]], predicted: [["B-PER", "O", "B-PER"]],
      definition: .strictIOB2)
    #expect(score.macroF1 == 1.0 / 3)
    let text = try JSONText.of(score)
    #expect(text.contains(#""definition":"strictIOB2","f1":0.5,"found":2,"gold":2,"macroF1":"#))
    #expect(
      text.contains(#"{"f1":0,"found":0,"gold":1,"precision":0,"recall":0,"right":0,"type":"LOC"}"#)
    )
  }

  @Test func `types that differ in bytes are two types`() {
    let score = SpanScore(
      truth: [["B-\u{E9}"]], predicted: [["B-e\u{301}"]], definition: .conlleval)
    #expect(score.perType.count == 2 && score.micro.right == 0)
  }
}

/// A line of the golden file.
struct SeqevalCase {
  let scheme: SpanDefinition
  let truth: [[String]]
  let predicted: [[String]]
  let conlleval: String
  let strict: String

  private init(_ line: Substring) throws {
    let fields = line.split(separator: "\t").map(String.init)
    scheme = try #require(SpanDefinition(rawValue: "strict\(fields[0])"))
    (truth, predicted) = (Self.sentences(fields[1]), Self.sentences(fields[2]))
    (conlleval, strict) = (fields[3], fields[4])
  }

  static func all() throws -> [SeqevalCase] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Golden/seqeval.txt").standardizedFileURL
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { try SeqevalCase($0) }
  }

  private static func sentences(_ field: String) -> [[String]] {
    field.split(separator: "|").map { $0.split(separator: " ").map(String.init) }
  }

  /// The counts of a score as the file writes them.
  static func text(_ score: SpanScore) -> String {
    let parts = score.perType.map { row in
      "\(row.type):\(row.counts.right)/\(row.counts.found)/\(row.counts.gold)"
    }
    return parts.isEmpty ? "-" : parts.joined(separator: " ")
  }
}
