import Foundation
import RondoFiles
import TestSupport
import Testing

@testable import RondoData

/// All items of a file with this text.
private func allItems(
  _ text: [UInt8], in name: String, atMost limit: Int = 256,
  change: (inout TaggedTextReader) -> Void = { _ in }
) throws -> [TaggedTextItem] {
  var reader = TaggedTextReader()
  reader.requiresTags = false
  change(&reader)
  return try withFile(name, text) { path in
    var stream = try TaggedTextStream(path, reader)
    var items: [TaggedTextItem] = []
    while let next = try stream.next(atMost: limit) {
      #expect(next.count <= limit)
      items += next
    }
    return items
  }
}

/// The items with their own tags, or with these for the sentences in turn.
private func written(
  _ items: some Sequence<TaggedTextItem>, _ tags: [[String]]? = nil, confidence: Double? = nil
) throws -> String {
  var (bytes, number): ([UInt8], Int) = ([], 0)
  for item in items {
    let own = item.sentence?.tags ?? []
    let new = item.sentence == nil ? [] : tags?[number] ?? own
    let confidences = confidence.map { Array(repeating: $0, count: new.count) }
    bytes += try TaggedTextWriter().write(item, tags: new, confidences: confidences)
    if item.sentence != nil { number += 1 }
  }
  return String(decoding: bytes, as: UTF8.self)
}

private let corpora = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../../../corpora").standardizedFileURL.path

struct TaggedTextWriterTests {
  @Test(arguments: ["tagged.conllu", "entities.conll"])
  func `own corpora are written as they were read`(name: String) throws {
    let original = try #require(bytes(of: corpora + "/" + name))
    let items = try allItems(original, in: name)
    #expect(items.count { $0.sentence != nil } > 100)
    #expect(items.allSatisfy { $0.sentence?.tags.isEmpty != true })
    try #expect(written(items) == String(decoding: original, as: UTF8.self))
    let last = name.hasSuffix("u") ? "\t_\t_\t_\t_\t_\n" : "\n"
    let withCR = String(decoding: original, as: UTF8.self).replacing("\n", with: "\r\n")
    try #expect(written(allItems(Array(withCR.utf8), in: name, atMost: 1)) == withCR)
    let open = String(decoding: original, as: UTF8.self).dropLast(last == "\n" ? 2 : 1)
    try #expect(written(allItems(Array(open.utf8), in: name)) == open)
  }

  static let own = """
    # newdoc
    # sent_id = 1
    1-2\tal\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
    1\ta\t_\tX\tP\t_\t_\t_\t_\t_
    2\tel\t_\t_\tD\t_\t_\t_\t_\tGloss=the|Zed=1
    2.1\te\t_\tX\t_\t_\t_\t_\t_\t_


    1\tmar\t_\tX\t_\t_\t_\t_\t_\tAlign=1|TagConfidence=0.1000


    """

  @Test func `CoNLL-U keeps everything but the tags`() throws {
    let items = try allItems(Array(Self.own.utf8), in: "x.conllu")
    #expect(items.compactMap { $0.sentence?.tokens } == [["a", "el"], ["mar"]])
    let tags = [["ADP", "DET"], ["NOUN"]]
    let expected = Self.own.replacing("a\t_\tX", with: "a\t_\tADP")
      .replacing("el\t_\t_", with: "el\t_\tDET").replacing("mar\t_\tX", with: "mar\t_\tNOUN")
    try #expect(written(items, tags) == expected)
    let sure = expected.replacing("P\t_\t_\t_\t_\t_", with: "P\t_\t_\t_\t_\tTagConfidence=0.9876")
      .replacing("the|Zed", with: "the|TagConfidence=0.9876|Zed").replacing(
        "0.1000", with: "0.9876")
    try #expect(written(items, tags, confidence: 0.98764) == sure)
  }

  @Test func `another field of CoNLL-U can hold the tags`() throws {
    let items = try allItems(Array(Self.own.utf8), in: "-") { $0.tagColumn = "XPOS" }
    #expect(items[0].sentence?.tags == ["P", "D"] && items[1].sentence?.tags == [])
    try #expect(
      written(items, [["p", "d"], ["n"]])
        == Self.own.replacing("X\tP", with: "X\tp").replacing("_\tD", with: "_\td")
        .replacing("mar\t_\tX\t_", with: "mar\t_\tX\tn"))
  }

  @Test func `columns keep the other ones, documents and comments`() throws {
    let text = "-DOCSTART- -X- O\n\n# one\na  x O \nb\ty\tO\n-DOCSTART- -X- O\n\n\nc z O"
    let items = try allItems(Array(text.utf8), in: "x.conll") {
      $0.layout = TaggedTextLayout(
        form: .columns, text: .init(number: 1), tag: .init(number: 3), width: 3, separator: .blanks)
    }
    try #expect(written(items) == text)
    try #expect(
      written(items, [["X", "Y"], ["Z"]])
        == "-DOCSTART- -X- O\n\n# one\na  x X \nb\ty\tY\n-DOCSTART- -X- O\n\n\nc z Z")
    try #expect(
      written(items, [["X", "Y"], ["Z"]], confidence: 1)
        == "-DOCSTART- -X- O\n\n# one\na  x X 1.0000 \nb\ty\tY\t1.0000\n-DOCSTART- -X- O\n\n\n"
        + "c z Z 1.0000")
  }

  @Test func `a column of tags is added where there is none`() throws {
    let trained = try tagged("tag\tword\tn\nX\ta\t1\n", in: "x.tsv") {
      ($0.textColumn, $0.tagColumn) = ("2", "1")
    }
    #expect(trained.layout.hasHeader == false)
    var layout = trained.layout
    let two = try allItems(Array("a b\t1\r\nc\t2\r\n".utf8), in: "x.tsv") { $0.layout = layout }
    #expect(two[0].sentence?.tokens == ["a b", "c"])
    try #expect(written(two, [["X", "Y"]]) == "a b\t1\tX\r\nc\t2\tY\r\n")
    layout.separator = .blanks
    let one = try allItems(Array("# x\na\n\nb\n".utf8), in: "x.conll", atMost: 1) {
      $0.layout = layout
    }
    try #expect(
      written(one, [["X"], ["Y"]], confidence: 0.5) == "# x\na\tX\t0.5000\n\nb\tY\t0.5000\n")
  }

  @Test func `objects keep their other keys and their spaces`() throws {
    let text = """
      {"id": 1, "tokens": ["a",  "b"], "tags": [ "\\u0058" , "Y"], "z": [1, 2] }

      {"tokens":["c"],"confidence":[0.1],"z":{}}
      {"tags": null, "tokens": ["d"]}
      """
    let items = try allItems(Array(text.utf8), in: "x.jsonl")
    let tags = [["X", "Z\""], ["C"], ["D"]]
    let expected = text.replacing(#""Y""#, with: #""Z\"""#)
      .replacing("{}}", with: #"{},"tags":["C"]}"#).replacing("null", with: #"["D"]"#)
    try #expect(written(items, tags) == expected)
    let sure = expected.replacing("2] }", with: "2], \"confidence\": [0.2500, 0.2500] }")
      .replacing("[0.1]", with: "[0.2500]")
      .replacing(#"["d"]}"#, with: #"["d"], "confidence": [0.2500]}"#)
    try #expect(written(items, tags, confidence: 0.25) == sure)
  }

  @Test func `plain text becomes columns of its words`() throws {
    let items = try allItems(
      Array("\u{FEFF}The Öre-sea, don't.\r\n\r\n  \nไปไหน".utf8), in: "x.txt")
    let words = items.compactMap { $0.sentence?.tokens }
    #expect(words == [["The", "Öre", "-", "sea", ",", "don't", "."], ["ไป", "ไหน"]])
    let text = try written(items, words.map { $0.map { _ in "X" } })
    #expect(
      text == "The\tX\nÖre\tX\n-\tX\nsea\tX\n,\tX\ndon't\tX\n.\tX\n\nไป\tX\nไหน\tX\n\n")
    let sure = try written(items.suffix(1), [["X", "X"]], confidence: 0.123)
    #expect(sure == "ไป\tX\t0.1230\nไหน\tX\t0.1230\n\n")
  }

  @Test func `a fault is answered in its place, and its lines are kept`() throws {
    let text = row("1", "a", "X") + "\n" + row("2", "b", "X") + "\n" + row("1", "c") + "\n"
    let damaged = Array(text.utf8) + [0xFF, 0x0A, 0x0A] + Array(row("1", "d", "X").utf8)
    let items = try allItems(damaged, in: "x.conllu", atMost: 2)
    #expect(items.map(\.index) == [0, 1, 2, 3, 4])
    let faults = items.map { if case .fault(let error) = $0.content { "\(error)" } else { "" } }
    #expect(faults.map(\.isEmpty) == [true, false, true, false, true])
    #expect(faults[1].contains("x.conllu:3:1: the id 2 is out of order"))
    #expect(faults[3].contains("x.conllu:7:1: invalid UTF-8"))
    var all: [UInt8] = []
    for item in items {
      all += try TaggedTextWriter().write(item, tags: item.sentence == nil ? [] : ["X"])
    }
    let expected = text.replacing("c\t_\t_", with: "c\t_\tX")
    #expect(all == Array(expected.utf8) + damaged.dropFirst(text.utf8.count))
    // Where tags are needed, a missing one is a fault.
    let needed = try allItems(Array(text.utf8), in: "x.conllu") { $0.requiresTags = true }
    #expect(needed.map { $0.sentence != nil } == [true, false, false])
  }
}

/// Sentences as new files.
struct NewTaggedFileTests {
  static let sentences = [
    TaggedSentence(tokens: ["New York", "is"], tags: ["B-LOC", "O"], id: "a"),
    TaggedSentence(tokens: ["\"é\""], tags: ["O"]),
  ]

  @Test(arguments: [TaggedTextForm.conllu, .jsonLines])
  func `are read back as they were`(form: TaggedTextForm) throws {
    let bytes = try TaggedTextWriter(form: form).bytes(of: Self.sentences)
    let data = try tagged(String(decoding: bytes, as: UTF8.self), in: "-") { _ in }
    #expect(data.form == form && data.sentences == Self.sentences)
  }

  @Test func `columns hold no words with spaces`() throws {
    let writer = TaggedTextWriter(form: .columns)
    #expect {
      _ = try writer.bytes(of: Self.sentences)
    } throws: {
      "\($0)" == #"case 1 cannot be written as columns: the word "New York" has a blank in it, "#
        + "which this form cannot hold; replace it, or write another form"
    }
    try #expect(
      writer.bytes(of: [TaggedSentence(tokens: ["a", "b"], tags: ["X", "Y"])])
        == Array("a\tX\nb\tY\n\n".utf8))
    #expect {
      _ = try writer.bytes(of: [TaggedSentence(tokens: ["a"])])
    } throws: {
      ($0 as? DataError) == .unwritable(form: "columns", index: 0, .noTargets)
    }
  }

  @Test func `items are converted, and illegal tags refused`() throws {
    let items = try allItems(Array(#"{"tokens": ["a", "b c"], "id": 3}"#.utf8), in: "x.jsonl")
    let bytes = try TaggedTextWriter(form: .conllu).write(items[0], tags: ["X", "Y"])
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "# sent_id = 3\n" + row("1", "a", "X") + row("2", "b c", "Y") + "\n")
    let column = try allItems(Array("a X\n".utf8), in: "x.conll")
    for (tags, fault) in [
      (["X Y"], WritingFault.character("a blank", in: .label("X Y"))), ([""], .emptyLabel),
    ] {
      #expect {
        _ = try TaggedTextWriter().write(column[0], tags: tags)
      } throws: {
        ($0 as? DataError) == .unwritable(form: "columns", index: 0, fault)
      }
    }
  }
}

/// Figures from awk: lines whose first field is a whole number, and lines before which a sentence
/// ends.
@Suite(.enabled(if: SharedFiles.isPresent, Comment(rawValue: SharedFiles.reason)))
struct SharedTaggedTextTests {
  static let files: [(String, sentences: Int, words: Int, SpanScheme?)] = [
    ("ud-english-partut/en_partut-ud-train.conllu", 1781, 43504, nil),
    ("ud-english-partut/en_partut-ud-dev.conllu", 156, 2722, nil),
    ("ud-english-partut/en_partut-ud-test.conllu", 153, 3408, nil),
    ("ud-hindi-pud/hi_pud-ud-test.conllu", 1000, 23829, nil),
    ("wnut17/emerging.dev.conll", 1009, 15733, .iob2),
    ("wnut17/emerging.test.annotated", 1287, 23394, .iob2),
    ("wnut17/wnut17train.conll", 3394, 62730, .iob2),
  ]

  @Test(arguments: files)
  func `shared files are read and written unchanged`(
    name: String, sentences: Int, words: Int, scheme: SpanScheme?
  ) throws {
    let path = SharedFiles.folder + "/" + name
    let data = try TaggedTextReader().read([path])
    #expect(data.sentences.count == sentences && data.tokenCount == words)
    #expect(data.scheme == scheme)
    var reader = TaggedTextReader()
    reader.requiresTags = false
    var stream = try TaggedTextStream(path, reader)
    var all: [TaggedTextItem] = []
    while let next = try stream.next() { all += next }
    #expect(all.compactMap(\.sentence) == data.sentences)
    try #expect(written(all) == String(decoding: bytes(of: path) ?? [], as: UTF8.self))
  }
}
