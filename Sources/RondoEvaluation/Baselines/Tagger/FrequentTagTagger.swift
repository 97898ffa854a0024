import RondoData

/// A tagger that gives each word its most frequent tag in the training part.
///
///     let tagger = FrequentTagTagger(
///       sentences: [["the", "ferry", "leaves"], ["the", "harbours"]],
///       tags: [["DET", "NOUN", "VERB"], ["DET", "NOUN"]])
///     tagger.tags(of: ["the", "ferry"])  // ["DET", "NOUN"]
///
/// An unknown word gets the most frequent tag of the training words that occur once, end in the same
/// three scalars, and are alike in capitals, digits and hyphens; of the same two, one or none if
/// there is no such word. Words are compared by their bytes. Of equally frequent tags the first in
/// the order of their bytes is predicted. O(T) time for T tokens; memory O(K) for each word and
/// ending. `Sendable`.
public struct FrequentTagTagger: Sendable {
  /// The tags, `[K]`, in the order of their bytes.
  public let tags: [String]

  private let words: [UInt64: Int]
  private let endings: [UInt64: Int]
  private let mostFrequent: Int

  /// Counts the tags of tagged sentences.
  ///
  /// - Parameters:
  ///   - sentences: The tokens of each sentence.
  ///   - tags: Their tags.
  public init(sentences: [[String]], tags: [[String]]) {
    precondition(
      sentences.map(\.count) == tags.map(\.count),
      "FrequentTagTagger: found sentences of different numbers of tokens and tags")
    let flat = tags.joined().map { ClassLabel($0) }
    let names = Set(flat).sorted()
    let ids = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    let forms = sentences.joined().map { WordForm($0) }
    var (words, endings) = (TagCounts(names.count), TagCounts(names.count))
    var all = TagCounts(names.count)
    for (form, tag) in zip(forms, flat) {
      words.count(form.word, ids[tag] ?? 0)
      all.count(0, ids[tag] ?? 0)
    }
    for (form, tag) in zip(forms, flat) where words.total(form.word) == 1 {
      for ending in Self.endings(of: form) { endings.count(ending, ids[tag] ?? 0) }
    }
    self.tags = names.map(\.name)
    (self.words, self.endings) = (words.mostFrequent, endings.mostFrequent)
    mostFrequent = all.mostFrequent[0] ?? 0
  }

  /// The tags of a sentence; empty if the training part had none.
  public func tags(of sentence: [String]) -> [String] {
    guard !tags.isEmpty else { return [] }
    return sentence.map { word in
      let form = WordForm(word)
      let known = words[form.word]
      return tags[
        known ?? Self.endings(of: form).lazy.compactMap { endings[$0] }.first ?? mostFrequent]
    }
  }

  /// The endings of a word with its shape, the longest first.
  private static func endings(of form: WordForm) -> [UInt64] {
    [3, 2, 1, 0].map { length in
      Hash.mixed(form.shape << 8 | UInt64(length), length == 0 ? 0 : form.endings[length - 1])
    }
  }
}

/// The number of each tag by a key.
private struct TagCounts {
  private let tags: Int
  private var counts: [UInt64: [Int32]] = [:]

  init(_ tags: Int) { self.tags = tags }

  mutating func count(_ key: UInt64, _ tag: Int) {
    counts[key, default: Array(repeating: 0, count: tags)][tag] += 1
  }

  func total(_ key: UInt64) -> Int32 { counts[key]?.reduce(0, +) ?? 0 }

  var mostFrequent: [UInt64: Int] { counts.mapValues { $0.firstIndexOfGreatest } }
}
