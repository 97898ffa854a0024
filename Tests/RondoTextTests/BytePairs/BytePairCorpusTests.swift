import Testing

@testable import RondoText

@Suite("Corpora of byte pairs")
struct BytePairCorpusTests {
  private static func builder(_ texts: [String]) -> TokenizedCorpus.Builder {
    var builder = TokenizedCorpus.Builder(unit: .bpe)
    for text in texts { builder.append(Array(text.utf8)) }
    return builder
  }

  private static let text = String(repeating: SegmenterTests.mixed, count: 4)

  @Test("Units are learned from the training part alone")
  func splits() {
    let corpus = Self.builder(["abab abab xyxyxyxy"]).finish { $0 / 2 }
    #expect(corpus.tokenizer.bytePairs?.joinedText.contains(["x", "y"]) == false)
    #expect(corpus.tokenizer.bytePairs?.joinedText.first == ["a", "b"])
    #expect(corpus.tokenizer.decode(corpus.training) == Array("abab abab".utf8))
    #expect(corpus.validation.count == 9 && corpus.unknownSymbols.isEmpty)
  }

  @Test("The training part ends with a word, where that of graphemes ends or soon after")
  func splitsAtWords() {
    let text = "Tea for two, and cake"
    let total = text.count
    for count in 0...total {
      let corpus = Self.builder([text]).finish { graphemes in
        #expect(graphemes == total)
        return count
      }
      let training = String(decoding: corpus.tokenizer.decode(corpus.training), as: UTF8.self)
      let ends = [0, 3, 7, 11, 12, 16, 21]
      #expect(training.count == ends.first { $0 >= count })
      let validation = corpus.tokenizer.decode(corpus.validation)
      #expect(Array(training.utf8) + validation == Array(text.utf8))
    }
  }

  @Test("Encoding the text again gives the same ids, and each is counted")
  func agreesWithTheTokenizer() {
    let corpus = Self.builder([Self.text]).finish(limits: .init(maximumSize: 300)) { $0 / 2 }
    let ids = Array(corpus.training) + Array(corpus.validation)
    #expect(Array(corpus.tokenizer.encode(Self.text)) == ids)
    #expect(corpus.tokenizer.vocabulary.count == 300 && corpus.counts.count == 300)
    #expect(corpus.counts.reduce(0, +) == corpus.training.count)
    for id in 0..<300 { #expect(corpus.counts[id] == corpus.training.count { $0 == Int32(id) }) }
  }

  @Test("The validation part is measured exactly")
  func measures() {
    let corpus = Self.builder([Self.text]).finish(limits: .init(maximumSize: 300)) { $0 / 3 }
    let utf8 = corpus.tokenizer.decode(corpus.validation)
    #expect(
      corpus.validationExtent
        == TextExtent(
          symbols: corpus.validation.count, bytes: utf8.count,
          graphemes: Segmenter(unit: .grapheme).count(in: utf8)))
    #expect(corpus.validationExtent.symbols > corpus.validationExtent.graphemes / 2)
  }

  @Test("Known units are used as they are")
  func usesKnownUnits() {
    let first = Self.builder([Self.text]).finish(limits: .init(maximumSize: 350)) { $0 }
    var builder = Self.builder(["another text of other words"])
    builder.bytePairs = first.tokenizer.bytePairs
    let second = builder.finish(limits: .init(maximumSize: 999)) { $0 }
    #expect(second.tokenizer == first.tokenizer)
    #expect(second.training == first.tokenizer.encode("another text of other words"))
  }

  @Test("An empty text, and one that is shorter than a word")
  func smallTexts() {
    let empty = Self.builder([]).finish { $0 }
    #expect(empty.training.count == 0 && empty.tokenizer.vocabulary.count == 256)
    let one = Self.builder(["a"]).finish { _ in 0 }
    #expect(one.training.count == 0 && one.validation.count == 1)
  }
}
