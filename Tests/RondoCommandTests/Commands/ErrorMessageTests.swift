import Testing

@Suite("Errors of the library name options of the command line") struct ErrorMessageTests {
  /// Files that cannot be read as they are, what reads them, and the end of the message.
  static let refusals: [(file: String, contents: String, words: String, message: String)] = [
    (
      "a.txt", "__label__x one\n__label__x __label__y two\n", "text-classifier a.txt",
      "the case has 2 labels: use --multi-label, or keep one"
    ),
    (
      "a.csv", "text,label\none,x\ntwo,\n", "text-classifier a.csv",
      "omit it from training with --skip-unlabelled"
    ),
    (
      "a.csv", "a,b,c\none,x,1\n", "text-classifier a.csv",
      "name it with --text-column (the first row is \"a\", \"b\", \"c\")"
    ),
    (
      "a.tsv", "text\tlabel\none\tx\n", "text-classifier a.tsv --delimiter comma",
      "omit --delimiter, or set --form csv"
    ),
    (
      "a.ts", "@univariate true\n@targetLabel true\n@data\n1,2,3:0.5\n", "series-classifier a.ts",
      "the targets are numbers, not labels: use --regression"
    ),
    (
      "a.csv", "id,x,label\n1,2,a\n1,two,a\n", "series-classifier a.csv",
      "omit it with --ignore-column x, or write NaN where a value is missing"
    ),
  ]

  @Test(arguments: refusals)
  func `data that cannot be read`(
    file: String, contents: String, words: String, message: String
  ) throws {
    let scratch = try Scratch()
    try scratch.write(file, contents)
    let refused = try scratch.rondo("train \(words) --out x")
    refused.failed(65)
    #expect(refused.errors.hasSuffix("\(message)\n"), "\(refused.errors)")
  }

  @Test("a folder in use, and a text that is too short") func runs() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --steps 2 \(tiny)").succeeded()
    try scratch.rondo("train c.txt --steps 2 \(tiny)").failed(
      73,
      "continue it with --resume, replace it with --overwrite, or choose another folder with --out")
    try scratch.rondo("train c.txt --steps 2 --out x \(tiny) --sequence-length 400").failed(
      65, "use a longer text, or a smaller --sequence-length or --validation-fraction")
  }
}
