import Foundation
import Testing

struct TaggerCommandTests {
  private static let options =
    "--hidden-size 4 --embedding-size 4 --character-size 3 --ensemble 2 --epochs 2"

  /// CoNLL-U with comments, a multiword range, an empty node and columns of its own.
  private static func treebank(_ scratch: Scratch, _ name: String = "t.conllu") throws {
    let sentence = """
      # sent_id = NUMBER
      1-2\tdel\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
      1\tde\tde\tADP\tE\t_\t2\tcase\t_\t_
      2\tel\tel\tDET\tR\t_\t0\troot\t_\t_
      2.1\tmar\tmar\tNOUN\t_\t_\t_\t_\t_\t_
      3\t7\t7\tNUM\tN\t_\t2\tnummod\t_\tX=1


      """
    let text = (0..<20).map { sentence.replacing("NUMBER", with: "s\($0)") }.joined()
    try scratch.write(name, text)
  }

  private static func names(_ scratch: Scratch) throws {
    let text = (0..<20).map { "The O\nMara B-PER\nLind I-PER\nsails\($0 % 3) O\n\n" }.joined()
    try scratch.write("n.conll", text)
  }

  @Test("predictions keep the form of the input byte for byte, but for the tags")
  func form() throws {
    let scratch = try Scratch()
    try Self.treebank(scratch)
    try scratch.rondo("train tagger t.conllu --out r --quiet \(Self.options)").succeeded()
    let answer = try scratch.rondo("predict r t.conllu").succeeded().text
    let input = try scratch.text("t.conllu")
    let (found, given) = (
      answer.split(separator: "\n", omittingEmptySubsequences: false),
      input.split(separator: "\n", omittingEmptySubsequences: false)
    )
    #expect(found.count == given.count)
    for (line, original) in zip(found, given) {
      var (fields, expected) = (line.split(separator: "\t"), original.split(separator: "\t"))
      if fields.count == 10, Int(fields[0]) != nil {
        #expect(["ADP", "DET", "NUM"].contains(fields[3]))
        (fields[3], expected[3]) = ("", "")
      }
      #expect(fields == expected)
    }
    let confident = try scratch.rondo("predict r t.conllu --confidence").succeeded().text
    #expect(confident.contains("|X=1") || confident.contains("X=1|TagConfidence=0."))
    #expect(confident.split(separator: "\n").count { $0.contains("TagConfidence=") } == 60)
  }

  @Test("JSON has tokens, tags, confidences and spans; plain text becomes columns")
  func output() throws {
    let scratch = try Scratch()
    try Self.names(scratch)
    try scratch.rondo("train tagger n.conll --out r --quiet \(Self.options)").succeeded()
    let result = try scratch.rondo("predict r n.conll --format json").succeeded()
    let lines = try result.events("prediction")
    #expect(lines.count == 20 && lines[3]["index"] as? Int == 3)
    #expect(lines[0]["tokens"] as? [String] == ["The", "Mara", "Lind", "sails0"])
    #expect((lines[0]["tags"] as? [String])?.count == 4)
    #expect((lines[0]["confidence"] as? [Double])?.count == 4 && lines[0]["spans"] != nil)
    try scratch.write("p.txt", "Mara sails.\n")
    let plain = try scratch.rondo("predict r p.txt").succeeded().text
    #expect(
      plain.split(separator: "\n").map { $0.prefix { $0 != "\t" } } == ["Mara", "sails", "."])
  }

  @Test("a run killed between two epochs and resumed has the bytes of a whole run")
  func resume() throws {
    let scratch = try Scratch()
    try Self.names(scratch)
    let words = "train tagger n.conll \(Self.options.replacing("--epochs 2", with: "")) --quiet"
    try scratch.rondo("\(words) --out whole --epochs 4 --threads 2").succeeded()
    try scratch.rondo(
      "\(words) --out parts --steps 5 --schedule-steps 8 --threads 1"
    ).succeeded()
    try scratch.rondo("\(words) --out parts --resume --steps 8").succeeded()
    #expect(
      try scratch.bytes("whole/model.safetensors") == scratch.bytes("parts/model.safetensors"))
  }

  @Test("evaluation has scores, spans and baselines, in JSON and as text")
  func evaluation() throws {
    let scratch = try Scratch()
    try Self.names(scratch)
    try scratch.rondo("train tagger n.conll --out r --quiet \(Self.options)").succeeded()
    let line = try scratch.rondo("evaluate r n.conll --format json").succeeded()
      .event("evaluation")
    for key in ["tokenAccuracy", "sentenceAccuracy", "spanF1", "strictSpanF1", "nats", "perTag"] {
      #expect(line[key] != nil, "\(key)")
    }
    let baselines = try #require(line["baselines"] as? [[String: Any]])
    #expect(
      baselines.map { $0["method"] as? String } == ["most frequent tag", "averaged perceptron"])
    #expect(baselines.allSatisfy { $0["spanF1"] as? Double == 1 })
    let text = try scratch.rondo("evaluate r n.conll").succeeded().text
    #expect(text.contains("span F1") && text.contains("McNemar's test over tokens"))
    let alone = try scratch.rondo("evaluate r n.conll --format json --no-baseline").succeeded()
    #expect(try alone.event("evaluation")["baselines"] is NSNull)
    let shown = try scratch.rondo("inspect r").succeeded().text
    #expect(shown.contains("tagger") && shown.contains("IOB2 in the data, learned as BIOES"))
    #expect(
      try scratch.rondo("inspect r --format json").succeeded().event("inspection")["tags"] != nil)
  }

  @Test(
    "unusable data are one line with their place",
    arguments: [
      ("x.conllu", "1\tword\tword\tNOUN\t_\t_\t0\troot\t_\n\n", "x.conllu:1"),
      ("x.conll", "Mara B-PER\n\nThe O\nLind I-PER\n\n", "--repair-spans"),
      ("x.conll", "The O\nLind B-PER more\n\n", "x.conll:2"),
      ("x.conllu", "# only a comment\n\n", "x.conllu"),
    ])
  func faults(name: String, text: String, words: String) throws {
    let scratch = try Scratch()
    try scratch.write(name, text)
    let result = try scratch.rondo("train tagger \(name) --out r --quiet \(Self.options)")
    result.failed(65, words)
    #expect(!scratch.exists("r"))
  }

  @Test("a tag that training lacks, and options without meaning, are refused")
  func refusals() throws {
    let scratch = try Scratch()
    try Self.names(scratch)
    try scratch.rondo("train tagger n.conll --out r --quiet \(Self.options)").succeeded()
    try scratch.write("v.conll", "Mara B-SHIP\n\n")
    try scratch.rondo("evaluate r v.conll").failed(65, "v.conll:1", "B-SHIP")
    try scratch.rondo("train tagger n.conll --out x --quiet --validation v.conll")
      .failed(65, "v.conll:1", "B-SHIP")
    try scratch.rondo("predict r n.conll --top 2").failed(64, "--top")
    try scratch.rondo("evaluate r n.conll --confusion c.svg").failed(64, "--confusion")
    try scratch.rondo("sample r").failed(65, "tagger", "rondo predict")
  }
}
