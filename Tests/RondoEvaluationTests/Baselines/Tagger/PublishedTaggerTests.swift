import Foundation
import TestSupport
import Testing

@testable import RondoEvaluation

/// Figures of the baselines on well-known sets.
@Suite(
  .enabled(if: SharedFiles.isPresent, Comment(rawValue: SharedFiles.reason)),
  .enabled(if: !isDebugBuild, "slow in a debug build: swift test -c release"))
struct PublishedTaggerTests {
  private typealias Part = (words: [[String]], tags: [[String]])

  /// The words and tags of a file, by the numbers of their columns; lines that begin with a number
  /// range or an empty node of CoNLL-U are omitted.
  private func part(_ path: String, _ word: Int, _ tag: Int) throws -> Part {
    let text = try String(contentsOfFile: SharedFiles.folder + "/" + path, encoding: .utf8)
    var part: Part = ([[]], [[]])
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      if fields.count < 2 {
        if !line.hasPrefix("#") && part.words.last != [] {
          part.words.append([])
          part.tags.append([])
        }
      } else if tag == 1 || !fields[0].contains(where: { "-.".contains($0) }) {
        part.words[part.words.count - 1].append(fields[word])
        part.tags[part.tags.count - 1].append(fields[tag])
      }
    }
    return (part.words.filter { !$0.isEmpty }, part.tags.filter { !$0.isEmpty })
  }

  private func scores(_ training: Part, _ test: Part) -> [TokenScore] {
    let unknown = KnownWords(training.words).unknown(in: test.words)
    return TaggerBaselines.text(
      training: training.words, tags: training.tags, evaluation: test.words
    ).map { TokenScore(truth: test.tags, predicted: $0.tags, unknown: unknown) }
  }

  /// The number of words is that of the set's description.
  @Test(arguments: [("dev", 2722, 0.8868, 0.9372), ("test", 3408, 0.9064, 0.9504)])
  func `UD English ParTUT`(name: String, words: Int, frequent: Double, perceptron: Double) throws {
    let training = try part("ud-english-partut/en_partut-ud-train.conllu", 1, 3)
    #expect(training.words.count == 1781)
    let test = try part("ud-english-partut/en_partut-ud-\(name).conllu", 1, 3)
    let scores = scores(training, test)
    #expect(scores[0].tokens == words)
    #expect(abs(scores[0].accuracy - frequent) < 0.003, "\(scores[0].accuracy)")
    #expect(abs(scores[1].accuracy - perceptron) < 0.003, "\(scores[1].accuracy)")
  }

  /// Trained on the first 80 % of the sentences, tested on the last 10 %.
  @Test func `UD Hindi PUD`() throws {
    let all = try part("ud-hindi-pud/hi_pud-ud-test.conllu", 1, 3)
    let scores = scores(
      (Array(all.words[..<800]), Array(all.tags[..<800])),
      (Array(all.words[900...]), Array(all.tags[900...])))
    #expect(abs(scores[0].accuracy - 0.8793) < 0.003, "\(scores[0].accuracy)")
    #expect(abs(scores[1].accuracy - 0.9159) < 0.003, "\(scores[1].accuracy)")
  }

  @Test(arguments: [("emerging.dev.conll", 836, 0.2143), ("emerging.test.annotated", 1079, 0.1523)])
  func `WNUT 2017`(name: String, entities: Int, f1: Double) throws {
    let training = try part("wnut17/wnut17train.conll", 0, 1)
    let test = try part("wnut17/\(name)", 0, 1)
    let baselines = TaggerBaselines.text(
      training: training.words, tags: training.tags, evaluation: test.words)
    let score = SpanScore(
      truth: test.tags, predicted: baselines[1].tags, definition: .conlleval)
    #expect(score.micro.gold == entities)
    #expect(abs(score.micro.f1 - f1) < 0.01, "\(score.micro.f1)")
  }
}
