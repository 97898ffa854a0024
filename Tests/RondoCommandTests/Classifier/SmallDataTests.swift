import Testing

@Suite("Data that leave little to learn") struct SmallDataTests {
  private static let options = "--hidden-size 4 --ensemble 1 --character-size 4 --epochs 2"

  /// Texts none of whose words occurs twice: two, and as many as are validated on a part.
  @Test(
    "where no word occurs twice all are kept, and the model can be used", arguments: [2, 300])
  func codes(count: Int) throws {
    let scratch = try Scratch()
    let rows = (0..<count).map { "q\($0)x\($0 * 7919),\($0 % 2 == 0 ? "a" : "b")\n" }
    try scratch.write("codes.csv", "text,label\n" + rows.joined())
    let trained = try scratch.rondo("train text-classifier codes.csv --out r \(Self.options)")
      .succeeded()
    #expect(trained.errors.contains("no word occurs twice in the training texts, so all are kept"))
    let predicted = try scratch.rondo("predict r --text q1 --format json").succeeded()
    #expect(try predicted.events("prediction").count == 1)
    let inspected = try scratch.rondo("inspect r --format json").event("inspection")
    let settings = try #require(inspected["settings"] as? [String: Any])
    #expect(settings["minimumCount"] as? Int == 1)
    try scratch.rondo("evaluate r codes.csv --quiet").succeeded()
    try scratch.rondo("train text-classifier codes.csv --out r \(Self.options) --resume --epochs 3")
      .succeeded()
  }

  @Test(
    "limits on rare symbols that leave none are refused before anything is made",
    arguments: [
      "--unit grapheme --min-count 99", "--unit word --min-count 99", "--min-count 99",
      "--unit word --vocabulary-size 1",
    ])
  func limits(options: String) throws {
    let scratch = try Scratch()
    try TrainClassifierTests.texts(scratch)
    try scratch.rondo("train text-classifier t.csv --out r \(Self.options) \(options)")
      .failed(64, "leave", "--vocabulary-size")
    #expect(!scratch.exists("r"))
  }

  @Test("labels of one case each are trained on without trials")
  func single() throws {
    let scratch = try Scratch()
    try scratch.write("t.csv", "text,label\ngood good,pos\nbad bad,neg\n")
    let result = try scratch.rondo(
      "train text-classifier t.csv --out r --format json \(Self.options)"
    ).succeeded()
    #expect(try result.events("trials").isEmpty)
    #expect(try result.event("finished")["epochs"] as? Double == 2)
  }
}
