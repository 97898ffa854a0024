import Testing

@Suite("Data that no classifier can be trained on") struct BadClassifierDataTests {
  @Test(
    "one clear line says what is wrong and where, and nothing is made",
    arguments: [
      ("a,b\nx,y\n", "--label-column stars", "t.csv:1:", "stars"),
      ("text,label\n", "", "t.csv", "header"),
      ("text,label\ngood,pos\n,neg\n", "", "t.csv:3:1", "empty"),
      ("text,label\ngood,pos\nbad,\n", "", "t.csv:3:", "label"),
      ("text,label\ngood,pos\nfine,pos\n", "", "t.csv", "\"pos\""),
      ("", "", "t.csv", "empty"),
    ])
  func texts(contents: String, options: String, place: String, fault: String) throws {
    let scratch = try Scratch()
    try scratch.write("t.csv", contents)
    let before = try scratch.files()
    let words = "train text-classifier t.csv --out run --quiet \(options)"
    try scratch.rondo(words).failed(65, place, fault)
    #expect(try scratch.files() == before)
  }

  private static let head = "@problemName P\n@timeStamps false\n@missing true\n@univariate false\n"

  @Test(
    "the same of series",
    arguments: [
      (
        "@equalLength true\n@classLabel true a b\n@data\n1,2:3:a\n1,2:3,4:b\n", "p.ts:8:", "channel"
      ),
      ("@equalLength true\n@classLabel true a b\n@data\n", "p.ts", "header"),
      ("@equalLength true\n@classLabel true a b\n@data\n?,?:NaN,?:a\n", "p.ts:8:", "missing"),
      ("@equalLength true\n@classLabel true a b\n@data\n1:1:a\n2:2:a\n", "p.ts", "\"a\""),
      ("@equalLength true\n@classLabel true a b\n@data\n1:1:a\n2:2:b c\n", "p.ts:9:", "b c"),
      ("@equalLength true\n@classLabel false\n@data\n1:1\n2:2\n", "p.ts", "no labels"),
      ("@equalLength true\n@targetLabel true\n@data\n1:1:3\n2:2:4\n", "p.ts", "--regression"),
    ])
  func series(contents: String, place: String, fault: String) throws {
    let scratch = try Scratch()
    try scratch.write("p.ts", Self.head + contents)
    let before = try scratch.files()
    try scratch.rondo("train series-classifier p.ts --out run --quiet").failed(65, place, fault)
    #expect(try scratch.files() == before)
  }

  @Test("what is not there is 66, and the checkpoint of another task 65")
  func missing() throws {
    let scratch = try Scratch()
    try TrainClassifierTests.texts(scratch)
    try scratch.rondo("train text-classifier none.csv --quiet").failed(66, "none.csv")
    try scratch.rondo("train series-classifier none --quiet").failed(66, "none")
    try scratch.rondo("train text-classifier t.csv --out run \(TrainClassifierTests.small)")
      .succeeded()
    try scratch.rondo("sample run").failed(65, "text-classifier")
    try TrainClassifierTests.series(scratch)
    try scratch.rondo("train series-classifier P --out run --resume --quiet").failed(
      65, "text-classifier")
  }

  @Test("a network that no machine can hold is refused before anything is written")
  func memory() throws {
    let scratch = try Scratch()
    try TrainClassifierTests.texts(scratch)
    let before = try scratch.files()
    try scratch.rondo("train text-classifier t.csv --quiet --hidden-size 10000000").failed(
      64, "GiB of memory", "--hidden-size")
    #expect(try scratch.files() == before)
  }

  @Test(
    "options that make no sense are usage errors",
    arguments: [
      "--readout first", "--class-weights heavy", "--restarts 0", "--stop-on accuracy",
      "--class-weights balanced --label-smoothing 0.1", "--validation-fraction 1", "--unit byte",
      "--character-size 0", "--embedding-size=-1", "--schedule plateau",
    ])
  func options(option: String) throws {
    let scratch = try Scratch()
    try TrainClassifierTests.texts(scratch)
    let before = try scratch.files()
    let name = String(option.prefix { $0 != " " && $0 != "=" })
    try scratch.rondo("train text-classifier t.csv --quiet \(option)").failed(64, name)
    #expect(try scratch.files() == before)
  }
}
