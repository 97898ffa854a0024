import Foundation
import Testing

@Suite("Classifiers that begin with a language model") struct TransferTests {
  /// A folder with `t.csv` and the language model `lm` of other text.
  static func trained(_ options: String = "") throws -> Scratch {
    let scratch = try Scratch()
    try TrainClassifierTests.texts(scratch)
    try scratch.write(
      "c.txt", String(repeating: "some good films and some bad films\n", count: 20))
    try scratch.rondo(
      "train c.txt --out lm --hidden-size 5 --batch-size 4 --sequence-length 8 --steps 6 "
        + "--no-baseline --quiet \(options)"
    ).succeeded()
    return scratch
  }

  static let words = "train text-classifier t.csv --from lm"

  @Test("it has the model's symbols and sizes, and says what it began with")
  func begins() throws {
    let scratch = try Self.trained("--cell lstm --layers 2 --embedding-size 3 --documents line")
    let result = try scratch.rondo("\(Self.words) --out run --epochs 4").succeeded()
    #expect(result.errors.contains("; the training cases add"))
    let found = try scratch.rondo("inspect run --format json").succeeded().event("inspection")
    let architecture = found["architecture"] as? [String: Any]
    #expect(architecture?["cell"] as? String == "lstm" && architecture?["layers"] as? Int == 2)
    #expect(architecture?["isBidirectional"] as? Bool == false)
    let settings = found["settings"] as? [String: Any]
    let hash = (settings?["classifier"] as? [String: Any])?["startedFrom"] as? String
    #expect(hash?.count == 64)
    let text = try scratch.rondo("inspect run").succeeded().text
    #expect(text.contains("begun with    the model of sha256 \(hash ?? "?")"))
    #expect(text.contains("symbols       grapheme, normalization none: "))
    try scratch.rondo("predict run --text good").succeeded()
  }

  @Test("resumed, with the language model or without, it ends in the same bytes")
  func resumes() throws {
    let scratch = try Self.trained("--embedding-size 3")
    try scratch.write("v.csv", "text,label\na good one,pos\na bad one,neg\n")
    // An epoch is a step; of 4 steps the first two have something frozen.
    let words = "\(Self.words) --validation v.csv --schedule constant --quiet --no-baseline"
    try scratch.rondo("\(words) --out whole --steps 4 --batch-size 8").succeeded()
    let whole = try scratch.bytes("whole/training.safetensors")
    try scratch.rondo("\(words) --out three --steps 4 --batch-size 8 --threads 3").succeeded()
    #expect(try scratch.bytes("three/training.safetensors") == whole)
    try scratch.rondo("\(words) --out parts --steps 4 --batch-size 8").succeeded()
    try scratch.rondo("\(words) --out parts --resume --steps 6").succeeded()
    try scratch.remove("lm")
    let rest = "train text-classifier t.csv --validation v.csv --quiet --resume"
    try scratch.rondo("\(rest) --out whole --steps 6").succeeded()
    #expect(
      try scratch.bytes("parts/training.safetensors")
        == scratch.bytes("whole/training.safetensors"))
    try scratch.rondo("train text-classifier t.csv --out other --epochs 2 --quiet").succeeded()
    try scratch.rondo("\(rest) --out other --from three").failed(
      65, "cannot begin with this model: it is a model for the task 'text-classifier'")
    try scratch.rondo("train t.csv --out other2 --from three").failed(65, "'text-classifier'")
  }

  @Test("another language model than that of a run is refused")
  func another() throws {
    let scratch = try Self.trained()
    try scratch.rondo("\(Self.words) --out run --epochs 2 --quiet").succeeded()
    try scratch.rondo(
      "train c.txt --out lm2 --hidden-size 5 --batch-size 4 --sequence-length 8 --steps 7 --quiet"
    ).succeeded()
    try scratch.rondo("train text-classifier t.csv --from lm2 --out run --resume").failed(
      64, "--from (stored: another model, or none)")
  }

  @Test(
    "what the model has settled is a usage error",
    arguments: [
      "--unit word", "--cell lstm", "--hidden-size 9", "--layers 3", "--embedding-size 3",
      "--normalization nfc", "--min-count 2", "--vocabulary-size 9", "--character-size 3",
      "--bidirectional",
    ])
  func contradictions(option: String) throws {
    let scratch = try Self.trained()
    let name = String(option.prefix { $0 != " " })
    try scratch.rondo("\(Self.words) \(option) --out a").failed(
      64, "--from keeps the model as it is; these differ: \(name) (stored: ")
    #expect(!scratch.exists("a"))
  }

  @Test("a model that no classifier can begin with is refused before anything is made")
  func unusable() throws {
    let scratch = try Self.trained("--skip-connections --layers 2")
    try scratch.rondo("\(Self.words) --out a").failed(65, "lm/model.safetensors", "skip")
    try scratch.rondo("train text-classifier t.csv --from none --out a").failed(66, "none")
    try scratch.rondo("train text-classifier t.csv --from t.csv --out a").failed(65, "t.csv")
    try scratch.rondo("train text-classifier t.csv --unit symbol --out a").failed(64, "symbol")
    #expect(!scratch.exists("a"))
  }
}
