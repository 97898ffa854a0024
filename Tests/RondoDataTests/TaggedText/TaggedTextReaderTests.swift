import Foundation
import RondoFiles
import TestSupport
import Testing

@testable import RondoData

/// The sentences of a file with this text.
func tagged(
  _ text: String, in name: String, change: (inout TaggedTextReader) -> Void = { _ in }
) throws -> TaggedText {
  var reader = TaggedTextReader()
  change(&reader)
  return try withFile(name, Array(text.utf8)) { try reader.read([$0]) }
}

/// The message of the error, without the folder of the file.
func taggedFault(
  _ text: String, in name: String, change: (inout TaggedTextReader) -> Void = { _ in }
) -> String? {
  do {
    _ = try tagged(text, in: name, change: change)
    return nil
  } catch let error as DataError {
    #expect(error.category == .unusable)
    let message = "\(error)"
    return message.range(of: "/" + name).map { String(message[$0.lowerBound...].dropFirst()) }
  } catch { return "\(error)" }
}

/// A row of CoNLL-U with "_" in other fields.
func row(_ id: String, _ form: String, _ tag: String = "_") -> String {
  "\(id)\t\(form)\t_\t\(tag)\t_\t_\t_\t_\t_\t_\n"
}

struct TaggedTextReaderTests {
  @Test func `CoNLL-U has words, without ranges and empty nodes`() throws {
    let text =
      "# sent_id = a 1\n# text = vámonos al mar\n" + row("1-2", "vámonos")
      + row("1", "vamos", "VERB")
      + row("2", "nos", "PRON") + row("3-4", "al") + row("3", "a", "ADP") + row("3.1", "x")
      + row("3.2", "y") + row("4", "el", "DET") + row("5", "mar", "NOUN") + "\n\n\n" + "#x\n"
      + row("0.1", "z") + row("1", "New York", "PROPN")
    let data = try tagged(text, in: "x.conllu")
    #expect(data.form == .conllu && data.scheme == nil && data.notes.isEmpty)
    #expect(
      data.sentences == [
        TaggedSentence(
          tokens: ["vamos", "nos", "a", "el", "mar"],
          tags: ["VERB", "PRON", "ADP", "DET", "NOUN"], id: "a 1"),
        TaggedSentence(tokens: ["New York"], tags: ["PROPN"]),
      ])
    #expect(data.sentences.map(\.line) == [4, 17])
    #expect(data.sentences[0].line(ofToken: 4) == 11)
    #expect(data.tags == ["ADP", "DET", "NOUN", "PRON", "PROPN", "VERB"] && data.tokenCount == 6)
    #expect(
      data.layout.description == #"words from column 2 ("FORM"), tags from column 4 ("UPOS")"#)
  }

  @Test func `fields of CoNLL-U are chosen by name or number, and remembered`() throws {
    let text = "1\tCats\tcat\tNOUN\tNNS\tNumber=Plur\t0\troot\t_\t_\n"
    let data = try tagged(text, in: "x.conllu") { ($0.textColumn, $0.tagColumn) = ("3", "xpos") }
    #expect(data.sentences == [TaggedSentence(tokens: ["cat"], tags: ["NNS"])])
    let again = try tagged(text, in: "x") { $0.layout = data.layout }
    #expect(again.sentences == data.sentences && again.layout == data.layout)
    #expect(
      taggedFault(text, in: "x.conllu") { $0.tagColumn = "TAG" }
        == #"x.conllu: CoNLL-U has no field "TAG" for words or tags: its fields are FORM, LEMMA, "#
        + "UPOS, XPOS, FEATS, HEAD, DEPREL, DEPS, MISC")
  }

  @Test func `columns have the word first and the tag last`() throws {
    let text = """
      -DOCSTART- -X- -X- O

      # a comment
      EU NNP I-NP I-ORG
      # NN I-NP O
      .  .\u{20}\u{20}O O
      -DOCSTART- -X- -X- O
      # NN I-NP O


      """
    let data = try tagged(text.replacing("\n", with: "\r\n"), in: "train.txt")
    #expect(data.form == .columns && data.scheme == .iob1)
    #expect(
      data.sentences == [
        TaggedSentence(tokens: ["EU", "#", "."], tags: ["I-ORG", "O", "O"]),
        TaggedSentence(tokens: ["#"], tags: ["O"]),
      ])
    #expect(data.sentences.map(\.line) == [4, 8])
    #expect(data.notes.count == 2)
    #expect(
      data.notes[0].description.hasSuffix(
        "/train.txt: words from column 1, tags from column 4 (if that is wrong: textColumn, "
          + "tagColumn)"))
    #expect(
      data.notes[1].description
        == "the tags of spans are read as IOB1: B- separates neighbours with the same label")
  }

  @Test func `words between tabs may contain spaces, and blank lines tabs`() throws {
    let data = try tagged("New York\tO\n \t\nx\tB-A\n", in: "x.annotated")
    #expect(data.sentences.map(\.tokens) == [["New York"], ["x"]])
    #expect(data.layout.separator == .tab && data.scheme == .iob2)
  }

  @Test func `columns are chosen by number, or by name in a header`() throws {
    let text = "tag\tn\tword\nDET\t1\tThe\nNOUN\t2\tsea\n"
    let data = try tagged(text, in: "x.tsv") { ($0.textColumn, $0.tagColumn) = ("word", "tag") }
    #expect(data.sentences == [TaggedSentence(tokens: ["The", "sea"], tags: ["DET", "NOUN"])])
    #expect(data.sentences[0].line == 2)
    let later = try tagged("word\ttag\nThe\tDET\n\n", in: "y.tsv") { $0.layout = data.layout }
    #expect(later.sentences == [TaggedSentence(tokens: ["The"], tags: ["DET"])])
    let numbered = try tagged("DET The\n", in: "x.conll") { $0.tagColumn = "1" }
    #expect(numbered.sentences == [TaggedSentence(tokens: ["The"], tags: ["DET"])])
  }

  @Test func `JSON has lists of words and tags under usual or chosen keys`() throws {
    let text = """
      {"id": 7, "tokens": ["New York", "\\u00e9"], "tags": ["B-LOC", "O"], "more": {"tags": 1}}

      {"ner_tags": ["O"], "words": ["x"], "id": "b"}
      """
    let data = try tagged(text, in: "x.jsonl")
    #expect(
      data.sentences == [
        TaggedSentence(tokens: ["New York", "é"], tags: ["B-LOC", "O"], id: "7"),
        TaggedSentence(tokens: ["x"], tags: ["O"], id: "b"),
      ])
    #expect(data.sentences.map(\.line) == [1, 3])
    let chosen = try tagged(#"{"w":["a"],"t":["X"]}"#, in: "-x") {
      ($0.textColumn, $0.tagColumn) = ("w", "t")
    }
    #expect(chosen.sentences == [TaggedSentence(tokens: ["a"], tags: ["X"])])
    let again = try tagged(#"{"tokens":["b"],"w":["a"],"t":["X"]}"#, in: "x.json") {
      $0.layout = chosen.layout
    }
    #expect(again.sentences == chosen.sentences)
  }

  @Test func `several files are one corpus of one form`() throws {
    try withTemporaryFolder { folder in
      for (name, text) in [("a.conll", "a X\n"), ("b.conll", "b Y\n\nc X"), ("c.jsonl", "{}")] {
        try AtomicFile.write(Array(text.utf8), to: "\(folder)/\(name)")
      }
      let data = try TaggedTextReader().read(["\(folder)/b.conll", "\(folder)/a.conll"])
      #expect(data.sentences.map(\.tokens) == [["b"], ["c"], ["a"]])
      #expect(data.sentences.map(\.source) == [0, 0, 1])
      #expect(data.sources.map(\.path) == ["\(folder)/b.conll", "\(folder)/a.conll"])
      #expect(data.sources[1].sha256 == SHA256.hexadecimal(of: Array("a X\n".utf8)))
      #expect("\(data.error(.noWords, at: 2))".hasPrefix("\(folder)/a.conll:1:1: "))
      #expect {
        _ = try TaggedTextReader().read(["\(folder)/a.conll", "\(folder)/c.jsonl"])
      } throws: {
        "\($0)" == "\(folder)/c.jsonl: it is JSON Lines, and the files before it are columns: "
          + "files that are read together must be of one form"
      }
    }
  }

  @Test func `sentences without tags are omitted on request, and need none to predict`() throws {
    let text = row("1", "a", "X") + "\n" + row("1", "b", "X") + row("2", "c") + "\n"
    let data = try tagged(text, in: "x.conllu") { $0.skipsUnlabelled = true }
    #expect(data.sentences.map(\.tokens) == [["a"]])
    #expect(data.notes[0].description.hasSuffix("1 of 2 sentences have no tags and were omitted"))
    let all = try tagged(text, in: "x.conllu") { $0.requiresTags = false }
    #expect(all.sentences.map(\.tags) == [["X"], []])
  }

  @Test func `illegal tags of spans are repaired on request`() throws {
    let text = "a B-A\nb I-B\n\nc I-A\nd B-A\n"
    let data = try tagged(text, in: "x.conll") { $0.repairsSpans = true }
    #expect(data.sentences.map(\.tags) == [["B-A", "B-B"], ["B-A", "B-A"]])
    #expect(
      data.notes.map(\.description) == [
        "2 tags that continued or left open no span of IOB2 were changed"
      ])
  }
}

/// Every fault with its line and column.
struct TaggedTextFaultTests {
  static let conlluFaults: [(String, String)] = [
    (
      "1\tThe\t_\tDET\t_\t_\t_\t_\t_\n",
      "1:1: 9 fields instead of 10: CoNLL-U has ten fields, separated by tabs"
    ),
    (
      row("1", "é", "DET") + "2\tsea\t\tNOUN\t_\t_\t_\t_\t_\t_\n",
      "2:7: the field LEMMA is empty: write _ where there is nothing"
    ),
    (row("x", "The", "DET"), #"1:1: "x" is not an id"#),
    (row("1", "a", "X") + row("3", "b", "X"), "2:1: the id 3 is out of order: 2 is expected"),
    (row("1", "a", "X") + row("1", "b", "X"), "2:1: the id 1 is out of order: 2 is expected"),
    (row("2-3", "a") + row("1", "b", "X"), "1:1: the range 2-3 is out of order"),
    (row("1-0", "a") + row("1", "b", "X"), "1:1: the range 1-0 ends before it begins"),
    (
      row("1-3", "a") + row("1", "b", "X") + row("2-3", "c"),
      "3:1: the range 2-3 overlaps the range 1-3"
    ),
    (
      "# a\n" + row("1-3", "a") + row("1", "b", "X") + "\n",
      "2:1: the range 1-3 ends after the last word, 1"
    ),
    (
      row("1", "a", "X") + row("2.1", "b"), "2:1: the empty node 2.1 is out of order: here, it must"
    ),
    (
      row("1", "a", "X") + row("1.2", "b"), "2:1: the empty node 1.2 is out of order: here, it must"
    ),
    (
      row("1", "a", "X") + "\n# b\n# c\n\n" + row("1", "b", "X"),
      "3:1: comments without a sentence: words must follow them immediately"
    ),
    ("# a\n" + row("1.1", "b"), "2:1: the empty node 1.1 is out of order: here, it must be 0.1"),
    ("# a\n" + row("0.1", "b"), "2:1: the sentence has no words, only ranges or empty nodes"),
    (
      row("1", "a", "X") + row("2", "b"),
      #"2:7: the word "b" has no tag in UPOS: give it one, omit its sentence with "#
        + "skipsUnlabelled, or choose another place with tagColumn"
    ),
  ]

  @Test(arguments: conlluFaults)
  func `CoNLL-U`(text: String, message: String) {
    let found = taggedFault(text, in: "x.conllu") ?? "none"
    #expect(found.hasPrefix("x.conllu:" + message), "\(found)")
  }

  static let columnFaults: [(String, String)] = [
    ("a b X\nNew York b X\n", "2:1: this line has 4 columns instead of 3: spaces separate columns"),
    ("a\tX\nb\n", "2:1: this line has 1 column instead of 2"),
    ("a\n", "1:1: this line has 1 column instead of 2"),
    ("a\tX\n\t X\n", "2:1: the word is empty: remove the line, or write the word"),
    ("é\tX\nb\t\n", #"2:3: the word "b" has no tag in column 2: give it one"#),
    (
      "a O\nb I-LOC\nc B-PER\nd B-LOC\n",
      "2:1: I-LOC after O continues no span: repairsSpans would make it B-LOC"
    ),
    (
      "a B-PER\n\nb I-PER\nc B-LOC\n",
      "3:1: I-PER at the start of a sentence continues no span: repairsSpans would make it B-PER"
    ),
    (
      "a S-PER\nb B-PER\n\nc O\n",
      "2:1: B-PER at the end of a sentence leaves its span without an end: repairsSpans would make "
        + "it S-PER"
    ),
    ("a B-X\nb E-Y\n", "2:1: E-Y after B-X continues no span: repairsSpans would make it S-Y"),
    ("a B-X\nb S-Y\n", "1:1: B-X before S-Y leaves its span without an end: repairsSpans would"),
    ("-DOCSTART- O\n\n", " there is no sentence in it"),
  ]

  @Test(arguments: columnFaults)
  func columns(text: String, message: String) {
    let found = taggedFault(text, in: "x.conll") ?? "none"
    #expect(found.hasPrefix("x.conll:" + message), "\(found)")
  }

  static let jsonFaults: [(String, String)] = [
    ("{", "1:2: a string is expected here"),
    (#"{"a": 1}"#, "1:1: it is not clear which key holds the words: name it with textColumn"),
    (#"{"tokens": "a b"}"#, #"1:12: "tokens" must be a list of strings"#),
    (#"{"tokens": []}"#, #"1:12: the list "tokens" is empty"#),
    (#"{"tokens": ["a", " "]}"#, "1:18: the word is empty"),
    ("\n" + #"{"tokens": ["a"], "tags": ["X", "Y"]}"#, "2:27: there are 2 tags for 1 word"),
    (#"{"tokens": ["a"], "tags": [3]}"#, #"1:27: "tags" must be a list of strings"#),
    (#"{"tokens": ["a"], "tags": [""]}"#, #"1:28: the word "a" has no tag in the key "tags""#),
    (#"{"tokens": ["a"]}"#, "1:1: the object has no tags: name their key with tagColumn, or omit"),
    (#"{"tokens": ["a"], "tags": null}"#, "1:1: the object has no tags: name their key with"),
  ]

  @Test(arguments: jsonFaults)
  func `JSON`(text: String, message: String) {
    let found = taggedFault(text, in: "x.jsonl") ?? "none"
    #expect(found.hasPrefix("x.jsonl:" + message), "\(found)")
  }

  @Test func `plain text has no tags`() {
    #expect(
      taggedFault("sea\n", in: "x.txt")
        == "x.txt: it is not clear in which form it holds tagged sentences: let its name end in "
        + ".conllu, .conll, .tsv or .jsonl, or set form = conllu, columns or jsonl")
    #expect(taggedFault("sea\n", in: "x.txt") { $0.form = .plain }?.contains("no tags") == true)
    #expect(
      taggedFault("a X\n", in: "x.conll") { $0.tagColumn = "3" }
        == "x.conll:1:1: there is no column 3: the table has 2 columns")
    #expect(
      taggedFault("a X\n", in: "x.conll") { $0.textColumn = "2" }
        == "x.conll:1:1: column 2 was chosen twice: choose different columns")
  }
}

struct TaggedTextFormTests {
  @Test(arguments: [
    ("# newdoc\n\n# sent_id = 1\n", true, TaggedTextForm?.some(.conllu)),
    ("1\t_\t_\t_\t_\t_\t_\t_\t_\t_\n", false, .conllu),
    (" {\"a\": 1}\n", false, .jsonLines),
    ("\n# x\na\tb\n", false, .columns),
    ("a b\n", true, .columns),
    ("a b\n", false, .plain),
    ("a b c\n", false, .columns),
    ("sea\n", true, .plain),
    ("\n# a comment\n", false, nil),
  ])
  func `the first lines show the form`(text: String, requiresTags: Bool, form: TaggedTextForm?) {
    let lines = TaggedLine.lines(of: Array(text.utf8), path: "-")
    let known = TaggedTextLayout(
      form: .columns, text: .init(number: 1), tag: .init(number: 3), width: 3, separator: .blanks)
    #expect(
      TaggedTextForm.looking(at: lines, requiresTags: requiresTags, layout: known) == form)
  }

  @Test func `layouts are stored with models`() throws {
    let layout = TaggedTextLayout(
      form: .columns, text: .init(number: 1, name: "word"), tag: .init(number: 3, name: "tag"),
      width: 3, separator: .blanks, hasHeader: true)
    let json = try JSONText.of(layout)
    try #expect(JSONText.decode(json, as: TaggedTextLayout.self) == layout)
  }
}
