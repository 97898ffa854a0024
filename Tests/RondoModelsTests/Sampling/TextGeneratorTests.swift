import RondoEngine
import RondoText
import TestSupport
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

struct TextGeneratorTests {
  static let configuration = SymbolChooserTests.sampling(seed: 3)

  /// Every sample's pieces, to its end.
  private func run(
    _ file: LanguageModelFile, prompt: String = "", count: Int = 4, length: Int = 60,
    stops: [String] = []
  ) -> [[TextGenerator.Piece]] {
    var generator = TextGenerator(
      file, prompt: Array(prompt.utf8), count: count, length: length,
      stops: stops.map { Array($0.utf8) }, Self.configuration)
    var pieces: [[TextGenerator.Piece]] = Array(repeating: [], count: count)
    while let step = generator.next() {
      for piece in step { pieces[piece.sample].append(piece) }
    }
    return pieces
  }

  /// The ids of each sample.
  private func ids(
    _ file: LanguageModelFile, prompt: [Int32]? = nil, count: Int = 4, length: Int = 60
  ) -> [[Int32]] {
    let lineFeed = file.tokenizer.vocabulary.id(of: [0x0A]).map { [$0] } ?? []
    let generator = SymbolGenerator(
      file.model, prompt: prompt ?? lineFeed, count: count, Self.configuration)
    let steps = (0..<length).map { _ in generator.next() }
    return (0..<count).map { sample in steps.map { $0[sample] } }
  }

  /// The text before the stop string that is completed first, and of several completed by the same
  /// symbol the one that begins first: symbol after symbol over all that has been drawn.
  private func text(_ file: LanguageModelFile, _ ids: [Int32], until stops: [String]) -> [UInt8] {
    var text: [UInt8] = []
    for id in ids {
      text += file.tokenizer.vocabulary.bytes(of: id)
      let starts = stops.flatMap { stop in
        text.indices.filter { text[$0...].starts(with: stop.utf8) }
      }
      if let start = starts.min() { return Array(text[..<start]) }
    }
    return text
  }

  @Test(
    arguments: [
      [], ["abab"], ["aab", "ab", "b"], ["aaab", "aabb"], ["bb", "aaaaaa"], ["abba", "bab"],
      ["aabaab", "aabaabaab"], ["cab"], ["never c"], ["babab", "abb"],
    ] as [[String]],
    [["a", "b"], ["a", "ab", "abba", "b", "ba"], ["aaba", "abaaba", "bb", "c"]])
  func `a text ends before the first stop string, however its symbols are cut`(
    stops: [String], symbols: [String]
  ) throws {
    let file = try LanguageModelFile.drawing(symbols, unit: .word)
    for (pieces, ids) in zip(run(file, stops: stops), ids(file)) {
      #expect(pieces.flatMap(\.text) == text(file, ids, until: stops))
      #expect(pieces.map(\.isLast) == pieces.indices.map { $0 == pieces.count - 1 })
    }
  }

  @Test func `a stop string is found in the normal form of the model`() throws {
    let plain = try LanguageModelFile.drawing(["a", "e", "\u{301}"], unit: .scalar)
    var file = plain
    file.tokenizer = Tokenizer(
      unit: .scalar, normalization: .nfd, vocabulary: plain.tokenizer.vocabulary)
    let pieces = run(file, stops: ["\u{E9}"])
    #expect(
      pieces.map { $0.flatMap(\.text) } == ids(plain).map { text(plain, $0, until: ["e\u{301}"]) })
    #expect(pieces.contains { $0.count < 60 }, "some samples do stop")
  }

  @Test(arguments: [["\r\n", "a", "b"], ["\r\n", "\r", "a"]])
  func `a stop string that begins with a line feed stops before the whole line end`(
    symbols: [String]
  ) throws {
    let file = try LanguageModelFile.drawing(symbols, unit: .grapheme)
    let ids = ids(file, prompt: file.tokenizer.textStart)
    for stop in ["\n", "\na"] {
      let pieces = run(file, stops: [stop])
      #expect(
        pieces.map { $0.flatMap(\.text) } == ids.map { text(file, $0, until: ["\r" + stop]) })
      #expect(pieces.contains { $0.count < 60 }, "some samples do stop")
    }
  }

  static let pictures = [
    "\n", " ", "e", "\u{301}", "\u{200D}", "\u{1F3F3}", "\u{1F308}", "\u{FE0F}", "\u{1F1E9}",
    "\u{915}", "\u{94D}", "\u{1100}", "\u{1161}", "\r",
  ]

  @Test func `each piece is whole grapheme clusters, and all are the text`() throws {
    let file = try LanguageModelFile.drawing(Self.pictures, unit: .scalar)
    let graphemes = Segmenter(unit: .grapheme)
    for (pieces, ids) in zip(run(file), ids(file)) {
      let whole = file.tokenizer.decode(ids)
      #expect(pieces.flatMap(\.text) == whole)
      let sum = pieces.reduce(0) { $0 + graphemes.count(in: $1.text) }
      #expect(sum == graphemes.count(in: whole))
      #expect(pieces.count == 60, "one for each symbol")
    }
  }

  @Test func `a model of bytes writes the bytes that it draws`() throws {
    let bytes: [UInt8] = [0x0A, 0x61, 0x80, 0xA9, 0xC3, 0xE2, 0xF0, 0x9F]
    let file = try LanguageModelFile.drawing(bytes.map { [$0] }, unit: .byte)
    for (pieces, ids) in zip(run(file), ids(file)) {
      #expect(pieces.flatMap(\.text) == file.tokenizer.decode(ids))
    }
  }

  @Test func `unknown symbols of the prompt are named once, in order, and read as unknown`() throws
  {
    let file = try LanguageModelFile.drawing(["a", "b", "c"], unit: .scalar)
    let prompt = "azxbzé"
    let generator = TextGenerator(
      file, prompt: Array(prompt.utf8), count: 1, length: 1, Self.configuration)
    #expect(generator.unknownInPrompt == ["z", "x", "é"].map { Array($0.utf8) })
    let ids = ids(file, prompt: [0, 3, 3, 1, 3, 3])
    #expect(run(file, prompt: prompt).map { $0.flatMap(\.text) } == ids.map(file.tokenizer.decode))
  }

  @Test(arguments: [[], ["a"]])
  func `no length is no text`(stops: [String]) throws {
    let file = try LanguageModelFile.drawing(["a", "b"], unit: .scalar)
    let pieces = run(file, count: 2, length: 0, stops: stops)
    #expect(pieces.map { $0.map(\.text) } == [[[]], [[]]])
    #expect(pieces.allSatisfy { $0[0].isLast })
  }

  @Test func `an empty stop string stops nothing`() throws {
    let file = try LanguageModelFile.drawing(["a", "b"], unit: .scalar)
    #expect(run(file, stops: [""]) == run(file))
  }

  @Test func `a sample's text is the same alone and among others`() throws {
    let file = try LanguageModelFile.drawing(["a", "b"], unit: .scalar)
    let all = run(file, count: 9, stops: ["abba"])
    #expect(run(file, count: 2, stops: ["abba"]) == Array(all[..<2]))
  }

  @Test func `a model and a vocabulary of different sizes are refused`() async {
    await #expect(processExitsWith: .failure) {
      let file = try LanguageModelFile.drawing(["a", "b"], unit: .scalar)
      let other = try LanguageModelFile.drawing(["a", "b", "c"], unit: .scalar)
      _ = TextGenerator(file.model, other.tokenizer, prompts: [[]])
    }
  }
}
