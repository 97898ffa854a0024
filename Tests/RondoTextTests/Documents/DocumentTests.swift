import Testing

@testable import RondoText

@Suite("Documents")
struct DocumentTests {
  /// The documents of files, each of which comes in pieces of so many bytes.
  static func documents(
    _ files: [String], _ unit: DocumentUnit, pieces: Int
  ) -> [String] {
    var scanner = DocumentScanner(unit)
    var (found, open): ([String], [UInt8]) = ([], [])
    func take(_ text: UnsafeBufferPointer<UInt8>, _ isEnd: Bool) {
      open += text
      guard isEnd else { return }
      found.append(String(decoding: open, as: UTF8.self))
      open = []
    }
    for file in files {
      let bytes = Array(file.utf8)
      for start in stride(from: 0, to: bytes.count, by: pieces) {
        bytes[start..<min(start + pieces, bytes.count)].withUnsafeBufferPointer {
          scanner.push($0, take)
        }
      }
      scanner.endFile(take)
    }
    if !open.isEmpty { found.append("unfinished: \(String(decoding: open, as: UTF8.self))") }
    return found
  }

  @Test(
    "Files, lines and paragraphs, in pieces of any size",
    arguments: [
      (["ab\n", "", "c"], DocumentUnit.file, ["ab\n", "c"]),
      (["ab\ncd\n\n\ne"], .line, ["ab", "cd", "e"]),
      (["ab\r\ncd\r\n\r\n\r\ne\r"], .line, ["ab", "cd", "e\r"]),
      (["a\rb\n\r\r\nc", "d\n"], .line, ["a\rb", "\r", "c", "d"]),
      (["\n\n"], .line, []),
      (["  \n x"], .line, ["  ", " x"]),
      (["ab\ncd\n\nef\n"], .paragraph, ["ab\ncd", "ef"]),
      (
        ["\n \t\n  ab\r\n cd\r\n  \r\n\r\n\tef", "gh\n\n\n"], .paragraph,
        ["  ab\r\n cd", "\tef", "gh"]
      ),
      (["a\r"], .paragraph, ["a\r"]),
      (["a\r\r\nb\n \rc\n"], .paragraph, ["a\r\r\nb\n \rc"]),
      ([" \n\t"], .paragraph, []),
    ])
  func areFound(files: [String], unit: DocumentUnit, expected: [String]) {
    for pieces in 1...12 {
      #expect(Self.documents(files, unit, pieces: pieces) == expected, "pieces of \(pieces)")
    }
  }

  @Test("Without documents the files are one text")
  func isContinuous() {
    #expect(Self.documents(["a", "b\n"], .none, pieces: 5) == ["unfinished: ab\n"])
  }

  static func corpus(
    _ text: String, _ part: Double = 1, unit: SymbolUnit = .grapheme
  ) -> TokenizedCorpus {
    var builder = TokenizedCorpus.Builder(unit: unit, documents: .line)
    builder.append(Array(text.utf8))
    return builder.finish { Int(Double($0) * part) }
  }

  @Test("A border stands before the first document and after each, and is text of none")
  func haveBorders() {
    let corpus = Self.corpus("ab\nc\n")
    #expect(corpus.tokenizer.vocabulary.borderID == 0)
    #expect(corpus.tokenizer.vocabulary.symbols == [[], [0x61], [0x62], [0x63]])
    #expect(Array(corpus.training) == [0, 1, 2, 0, 3, 0])
    #expect(corpus.counts == [3, 1, 1, 1])
    #expect(corpus.tokenizer.decode(corpus.training) == Array("abc".utf8))
    #expect(corpus.tokenizer.encode("ab\nc") == IDSequence([1, 2, 4, 3]))
  }

  @Test(
    "The split is at the border nearest to where it should be",
    arguments: [(0.5, 5), (0.01, 3), (0.99, 8), (0.45, 3), (0.7, 8), (1.0, 10)])
  func splitAtBorders(part: Double, expected: Int) {
    // Borders end 3, 5, 8 and 10 symbols.
    let corpus = Self.corpus("a\nb\ncc\nd\n", part)
    let all = [0, 1, 0, 2, 0, 3, 3, 0, 4, 0]
    #expect(corpus.training.count == expected)
    #expect(corpus.training.count + corpus.validation.count == all.count)
    #expect(corpus.training.last == 0)
  }

  @Test("The end of a line costs the same as a document as in a text")
  func haveTheSizesOfLines() {
    let text = "one\ntwo e\u{301}\nthree\n"
    for unit in SymbolUnit.allCases {
      var lines = TokenizedCorpus.Builder(unit: unit, documents: .line)
      lines.append(Array(text.utf8))
      var whole = TokenizedCorpus.Builder(unit: unit)
      whole.append(Array(text.utf8))
      let parts = lines.finish { _ in 1 }
      let extent = whole.finish { _ in 0 }.validationExtent
      let first = Segmenter(unit: unit).symbols(in: "one\n")
      // How many byte pairs there are depends on what was learned.
      if unit != .bpe {
        #expect(parts.validationExtent.symbols == extent.symbols - first.count)
      }
      #expect(parts.validationExtent.bytes == extent.bytes - 4)
      #expect(parts.validationExtent.graphemes == extent.graphemes - 4)
    }
  }

  @Test("Limits leave the border and the symbols of a model alone")
  func keepsFixedSymbols() throws {
    let known = try Vocabulary(symbols: [[0x61], [0x7A]], hasBorder: true)
    var builder = TokenizedCorpus.Builder(unit: .grapheme, documents: .line, known: known)
    builder.append(Array("bbccc\n".utf8))
    let corpus = builder.finish(limits: .init(minimumCount: 3, maximumSize: 1)) { $0 }
    #expect(corpus.tokenizer.vocabulary.symbols == [[], [0x61], [0x63], [0x7A]])
    #expect(corpus.trainingUnknownCount == 2)
    #expect(corpus.counts == [2, 0, 3, 0])
  }

  @Test(
    "Taken out and given back, the ids make the same corpus", arguments: [1, 3, 1000],
    [SymbolUnit.grapheme, .word, .bpe])
  func areTheSameInBlocks(size: Int, unit: SymbolUnit) {
    let text = String(repeating: "the sea\nan island\n\nwind é\n", count: 30) + "zebra\n"
    let whole = Self.corpus(text, 0.9, unit: unit)
    var builder = TokenizedCorpus.Builder(unit: unit, documents: .line)
    var blocks: [IDSequence] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      Array((line + "\n").utf8).withUnsafeBufferPointer { builder.append(piece: $0) }
      if let ids = builder.takeIDs(atLeast: size) { blocks.append(ids) }
    }
    builder.endFile()
    builder.end()
    if let ids = builder.takeIDs(atLeast: 0) { blocks.append(ids) }
    var parts = [true: [Int32](), false: []]
    var announced = 0
    let description = builder.finish(
      limits: .init(), trainingCount: { Int(Double($0) * 0.9) }, blockCount: blocks.count,
      read: { blocks[$0] }, begin: { announced = $0 }, write: { parts[$1, default: []] += $0 })
    #expect(announced == whole.training.count + whole.validation.count)
    #expect(parts[true] == Array(whole.training))
    #expect(parts[false] == Array(whole.validation))
    #expect(description.tokenizer == whole.tokenizer)
    #expect(description.validationExtent == whole.validationExtent)
    #expect(description.unknownSymbols == whole.unknownSymbols)
    #expect(whole.unknownSymbols.isEmpty == (unit == .bpe))
  }

  @Test("Ids in memory of somebody else's are the same ids", arguments: [200, 60_000, 100_000])
  func mayLieElsewhere(largest: Int32) {
    let ids = IDSequence([3, largest, 0, 1, 2])
    final class Owner: Sendable { init() {} }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 20, alignment: 4)
    defer { memory.deallocate() }
    ids.withUnsafeBytes { memory.copyMemory(from: $0) }
    let bytes = UnsafeRawBufferPointer(rebasing: memory[..<(5 * ids.bytesPerID)])
    var foreign = IDSequence(in: bytes, bytesPerID: ids.bytesPerID, owner: Owner())
    #expect(foreign == ids)
    #expect(foreign.bytesPerID == ids.bytesPerID)
    #expect(Array(foreign.slice(1..<4)) == [largest, 0, 1])
    #expect(foreign.ids(in: 2..<5) == [0, 1, 2])
    foreign.append(7)
    #expect(Array(foreign) == [3, largest, 0, 1, 2, 7])
    #expect(Array(ids) == [3, largest, 0, 1, 2])
  }
}
