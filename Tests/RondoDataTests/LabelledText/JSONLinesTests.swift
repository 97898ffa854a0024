import RondoFiles
import Testing

@testable import RondoData

struct JSONLinesTests {
  @Test func `an object a line is a case, and other keys are passed over`() throws {
    let text = #"""
      {"text":"caf\u00e9 \ud83d\ude00 \"\\\/\n","label":"pos"}

       { "label" : "neg" , "id": [1, {"a": null}], "text" : "b" }
      {"Sentence":"c","CATEGORY":1e3}
      {"text":"d","label":true}
      {"text":"e","label":["x"]}
      """#
    let data = try labelled(text, in: "x.jsonl")
    #expect(
      data.cases == [
        TextCase("café 😀 \"\\/\n", "pos"), TextCase("b", "neg"), TextCase("c", "1e3"),
        TextCase("d", "true"), TextCase("e", "x"),
      ])
    #expect(data.cases.map(\.position?.line) == [1, 3, 4, 5, 6])
  }

  @Test func `keys are chosen, and there may be several labels`() throws {
    let data = try labelled(
      "{\"t\":\"a\",\"text\":\"b\",\"k\":[\"x\",2],\"label\":\"l\"}\n{\"t\":\"c\",\"k\":[]}",
      in: "x.ndjson"
    ) { ($0.textColumn, $0.labelColumn, $0.isMultiLabel) = ("t", "k", true) }
    #expect(data.cases == [TextCase("a", labels: ["x", "2"]), TextCase("c", labels: [])])
    let texts = try labelled("{\"text\":\"a\"}\n{\"text\":\"b\",\"label\":null}", in: "x.json") {
      $0.requiresLabels = false
    }
    #expect(texts.cases == [TextCase("a", labels: []), TextCase("b", labels: [])])
  }

  @Test func `line ends may be CRLF, and the last may be missing`() throws {
    let data = try labelled(
      "\u{FEFF}{\"text\":\"a\",\"label\":\"b\"}\r\n{\"text\":\"c\",\"label\":\"d\"}", in: "x.jsonl")
    #expect(data.cases == [TextCase("a", "b"), TextCase("c", "d")])
  }

  static let bad: [(text: String, message: String)] = [
    ("\n \n", "x.jsonl: there is no case in it, only blank lines"),
    ("{\"text\":\"a\",\"label\":\"b\"}\n[1]\n", "x.jsonl:2:1: '{' is expected here"),
    ("{\"text\":\"é\",\"label\":\"b\",}\n", "x.jsonl:1:25: a string is expected here"),
    (
      "{\"text\":\"a\",\"label\":\"b\"} x\n",
      "x.jsonl:1:26: the end or white space is expected here"
    ),
    (
      "{\"text\":\"a\",\"label\":\"b\n\"}\n",
      "x.jsonl:1:23: the string does not end on this line"
    ),
    (
      "{\"text\":\"a\",\"text\":\"c\",\"label\":\"b\"}\n",
      "x.jsonl:1:13: the key \"text\" occurs twice: remove one"
    ),
    (
      "{\"text\":\"\\ud800\",\"label\":\"b\"}\n",
      "x.jsonl:1:12: a whole surrogate pair is expected here"
    ),
    (
      "{\"text\":\"a\tb\",\"label\":\"b\"}\n",
      "x.jsonl:1:11: a control character in a string: write it as an escape such as \\n"
    ),
    ("{\"text\":1,\"label\":\"b\"}\n", "x.jsonl:1:9: the text must be a string"),
    ("{\"text\":\" \",\"label\":\"b\"}\n", "x.jsonl:1:9: the text is empty: remove the case"),
    (
      "{\"text\":\"a\\u0000\",\"label\":\"b\"}\n",
      "x.jsonl:1:9: the value has a NUL character (\\u0000) in it: remove it"
    ),
    (
      "{\"text\":\"a\",\"label\":\"\"}\n",
      "x.jsonl:1:21: the label is empty: name the class, or remove the case"
    ),
    (
      "{\"text\":\"a\",\"label\":[]}\n",
      "x.jsonl:1:21: the label is empty: name the class, or remove the case"
    ),
    (
      "{\"text\":\"a\",\"label\":null}\n",
      "x.jsonl:1:21: the label is empty: name the class, or remove the case"
    ),
    ("{\"text\":null,\"label\":\"b\"}\n", "x.jsonl:1:9: the text is empty: remove the case"),
    (
      "{\"text\":\"a\",\"label\":{\"b\":1}}\n",
      "x.jsonl:1:21: the label must be a string, a number, true, false, or a list of these"
    ),
    (
      "{\"text\":\"a\",\"label\":[[0,1,\"B\"]]}\n",
      "x.jsonl:1:21: the label must be a string, a number, true, false, or a list of these"
    ),
    (
      "{\"text\":\"a\",\"label\":[\"b\",\"c\"]}\n",
      "x.jsonl:1:21: the case has 2 labels: use isMultiLabel, or keep one"
    ),
    (
      "{\"body\":\"a\",\"label\":\"b\"}\n",
      "x.jsonl:1:1: it is not clear which key holds the text: name it with textColumn (the keys are \"body\", \"label\")"
    ),
    (
      "{\"text\":\"a\"}\n",
      "x.jsonl:1:1: it is not clear which key holds the label: name it with labelColumn (the keys are \"text\")"
    ),
    (
      "{}\n",
      "x.jsonl:1:1: it is not clear which key holds the text: name it with textColumn (there are none)"
    ),
    ("{\"text\":\"a\",\"label\":01}\n", "x.jsonl:1:22: '}' is expected here"),
    ("{\"text\":\"a\",\"label\":NaN}\n", "x.jsonl:1:21: a value is expected here"),
  ]

  @Test(arguments: bad)
  func `bad lines are refused with the place`(text: String, message: String) throws {
    let found = try complaint("x.jsonl", Array(text.utf8)) { path throws(DataError) in
      _ = try LabelledTextReader().read([path])
    }
    #expect(found?.text == message && found?.category == .unusable)
  }

  @Test func `a key that was chosen must be there`() throws {
    let found = try complaint("x.jsonl", Array("{\"text\":\"a\",\"label\":\"b\"}".utf8)) {
      path throws(DataError) in
      var reader = LabelledTextReader()
      reader.labelColumn = "stars"
      _ = try reader.read([path])
    }
    #expect(
      found?.text
        == "x.jsonl:1:1: the object has no key \"stars\": the keys are \"text\", \"label\"")
  }

  @Test func `an array of objects is read as lines of them are`() throws {
    let text = """
      [
        {"text": "a", "label": "x"},
        {"label": "y",
         "text": "b"}, {"text": "c", "label": 1}
      ]

      """
    for (name, text) in [("x.json", text), ("x.jsonl", text), ("x.json", "\u{FEFF} " + text)] {
      let data = try labelled(text, in: name)
      #expect(data.cases == [TextCase("a", "x"), TextCase("b", "y"), TextCase("c", "1")])
      #expect(data.cases.map(\.position?.line) == [2, 3, 4])
    }
    #expect(try labelled(text, in: "x").cases.count == 3)
  }

  @Test(arguments: [
    ("[]", "x.json: there is no case in it, only blank lines"),
    (
      "[\n {\"text\":\"a\",\"label\":\"b\"},\n {\"text\":1,\"label\":\"b\"}]",
      "x.json:3:10: the text must be a string"
    ),
    ("[\n{\"text\":\"é\",\"label\":\"b\"} 2]", "x.json:2:26: ']' is expected here"),
    ("[{\"text\":\"a\",\"label\":\"b\"},\n]", "x.json:2:1: '{' is expected here"),
    ("[[1]]", "x.json:1:2: '{' is expected here"),
    ("[{\"text\":\"a\",\"label\":\"b\"}\n", "x.json:2:1: ']' is expected here"),
    (
      "[{\"text\":\"a\",\"label\":\"b\"}]\n1", "x.json:2:1: the end or white space is expected here"
    ),
    (
      "[\n{\"text\":\"a\",\"label\":\"b\"},{\"text\":\"a\"}]",
      "x.json:2:26: 1 of 2 cases has no label: name its class, or omit it from training with skipsUnlabelled"
    ),
  ])
  func `bad arrays are refused with the place`(text: String, message: String) throws {
    let found = try complaint("x.json", Array(text.utf8)) { path throws(DataError) in
      _ = try LabelledTextReader().read([path])
    }
    #expect(found?.text == message)
  }

  @Test func `what is no label is not looked at where none is needed`() throws {
    let text = #"[{"text":"a","label":{"b":1}},{"text":"b","label":" "},{"text":"c"}]"#
    let data = try labelled(text, in: "x.json") {
      ($0.requiresLabels, $0.labelColumn) = (false, "label")
    }
    #expect(data.cases.map(\.text) == ["a", "b", "c"])
  }

  @Test func `the keys that were found are stored, and come before the usual ones`() throws {
    let training = #"{"review":"a","label":"x"}"# + "\n" + #"{"review":"b","label":"y"}"#
    let found = try labelled(training, in: "x.jsonl")
    #expect(found.layout?.text.name == "review" && found.layout?.label?.name == "label")
    #expect(
      found.notes.map { $0.description.replacing(/^.*x.jsonl/, with: "x.jsonl") } == [
        "x.jsonl: text under \"review\", label under \"label\" (if that is wrong: textColumn, "
          + "labelColumn)"
      ])
    let later = try labelled(#"{"text":"title","review":"body"}"#, in: "y.jsonl") {
      ($0.requiresLabels, $0.layout) = (false, found.layout)
    }
    #expect(later.cases.map(\.text) == ["body"] && later.notes.isEmpty)
  }
}
