import RondoFiles
import Testing

@testable import RondoData

struct FastTextTests {
  @Test func `words with the prefix are labels wherever they stand`() throws {
    let text =
      "__label__a Good  day \n\n one __label__b\ttwo\u{A0}three\r\nx __label__a,b\n\t__label__é\tlast"
    let data = try labelled(text, in: "cooking.train")
    #expect(
      data.cases == [
        TextCase("Good  day", "a"), TextCase("one\ttwo\u{A0}three", "b"), TextCase("x", "a,b"),
        TextCase("last", "é"),
      ])
    #expect(data.cases.map(\.position?.line) == [1, 3, 4, 5])
  }

  @Test func `several labels a line and another prefix`() throws {
    let data = try labelled("#x #y text #z here\n", in: "x.txt") {
      ($0.labelPrefix, $0.isMultiLabel) = ("#", true)
    }
    #expect(data.cases == [TextCase("text here", labels: ["x", "y", "z"])])
    let texts = try labelled("some text\n__label__a more\n", in: "x.txt") {
      ($0.form, $0.requiresLabels) = (.fastText, false)
    }
    #expect(texts.cases == [TextCase("some text", labels: []), TextCase("more", "a")])
  }

  @Test func `in multi-label data a line without a label is a case without one`() throws {
    let data = try labelled("plain text\n__label__a x\n__label__b __label__a y\n", in: "x.txt") {
      $0.isMultiLabel = true
    }
    #expect(data.cases.map(\.labels) == [[], ["a"], ["b", "a"]])
  }

  @Test(arguments: ["x.csv", "x.tsv"])
  func `forms of one label a case are not multi-label data`(file: String) throws {
    let found = try complaint(file, Array("text,label\na,b\n".utf8)) { path throws(DataError) in
      var reader = LabelledTextReader()
      reader.isMultiLabel = true
      _ = try reader.read([path])
    }
    #expect(found?.text.contains("isMultiLabel is for fastText lines and JSON Lines") == true)
    #expect(found?.category == .unusable)
  }

  @Test(arguments: [
    ("__label__a x\n__label__a,text\n", "x.txt:2:16: the text is empty: remove the case"),
    (
      "__label__a x\nno label\n",
      "x.txt:2:1: 1 of 2 cases has no label: name its class, or omit it from training with skipsUnlabelled"
    ),
    (
      "__label__a x\né __label__ y\n",
      "x.txt:2:3: the label is empty: name the class, or remove the case"
    ),
    (
      "__label__a __label__b x\n",
      "x.txt:1:1: the case has 2 labels: use isMultiLabel, or keep one"
    ),
    (
      "__label__a x __label__a\n",
      "x.txt:1:1: the case has 2 labels: use isMultiLabel, or keep one"
    ),
    (
      "just words\n",
      "x.txt: it is not clear in which form it holds labelled texts: let its name end in .csv, .tsv or .jsonl, set form = csv, tsv or jsonl, or give fastText lines, which begin with __label__"
    ),
  ])
  func `bad lines are refused with the place`(text: String, message: String) throws {
    let found = try complaint("x.txt", Array(text.utf8)) { path throws(DataError) in
      _ = try LabelledTextReader().read([path])
    }
    #expect(found?.text == message && found?.category == .unusable)
  }

  @Test func `the same label twice is refused`() throws {
    let found = try complaint("x.txt", Array("__label__a x __label__a\n".utf8)) {
      path throws(DataError) in
      var reader = LabelledTextReader()
      reader.isMultiLabel = true
      _ = try reader.read([path])
    }
    #expect(found?.text == "x.txt:1:1: the label \"a\" occurs twice: remove one")
  }
}
