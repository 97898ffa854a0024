import RondoNumerics

/// Words of an invented language and their sounds: a rule with irregular words.
///
///     SpellingPairs.sounds(of: "blade")   // ["b", "l", "'aa", "t"]
///     SpellingPairs.sounds(of: "colmet")  // ["k", "'oo", "m", "e", "t"], from the irregular colm
///
/// A word is a root, or a root and an ending: e, en, ish, or, ing, et, alo. A row is the word and
/// its sounds, separated by blanks. The rule, for letters from left to right:
///
/// 1. sh, ch, th and ng are S, C, T and N; ee, oo, ai and oa are ii, uu, ee and oo; a doubled
///    consonant is one sound. Every other letter is its own sound, except as follows.
/// 2. c is s before e and i, otherwise k; g is j before e and i. s between two vowels is z.
/// 3. An e at the end, after a consonant and with another vowel before, is silent. Where one
///    consonant (not a doubled one) stands between a single vowel letter and that e, the vowel is
///    long: aa, ii, oo, uu, and ee for e.
/// 4. b, d, g, v, z and j as a word's last sound become p, t, k, f, s and C.
/// 5. The last vowel sound but one, or the only one, is stressed and has the mark ' before it.
///
/// Exceptions: 20 irregular roots (``irregularRoots``) have sounds of their own, whatever ending
/// follows, and the ending has those it has by itself; rules 4 and 5 come after. A word
/// drawn is irregular with probability 0.08 and dropped where it has occurred before, which leaves
/// about 5 irregular words of 100 among the first 2,000. `Sendable`.
public struct SpellingPairs: TableGenerator {
  public let name = "spelling"
  /// None: the file has no header.
  public let columns: [String] = []
  public let delimiter = TableDelimiter.tab
  /// Number of pairs.
  public let count: Int

  /// Pairs of words and sounds.
  ///
  /// - Parameter count: the number of pairs, from 1 to 50,000.
  public init(count: Int = 2000) {
    precondition((1...50_000).contains(count), "\(count) pairs are not from 1 to 50000")
    self.count = count
  }

  public func rows(seed: UInt64) -> [[String]] {
    var words: [String] = []
    var seen: Set<String> = []
    var streams = RandomSource(seed: seed, purpose: .general)
    while words.count < count {
      let word = Self.word(from: streams.next())
      if seen.insert(word).inserted { words.append(word) }
    }
    return words.map { [$0, Self.sounds(of: $0).joined(separator: " ")] }
  }

  /// The irregular roots and their sounds.
  public static let irregularRoots: [String: String] = [
    "colm": "k oo m", "thamb": "t a m", "gheld": "g e l", "quarn": "k o r n", "sorth": "s u r",
    "pfen": "f ee n", "mbor": "m uu r", "wrast": "r a s", "knerl": "n ii l", "ploum": "p l a m",
    "dhov": "d o", "sgir": "S i r", "tsul": "s uu l", "hroan": "r uu n", "bdel": "d e l",
    "foulk": "f oo k", "hjam": "j a m", "loegh": "l o f", "vreux": "v r oo", "caesh": "k ii z",
  ]

  /// The endings, the empty one first.
  static let endings = ["", "e", "en", "ish", "or", "ing", "et", "alo"]

  private static let roots = irregularRoots.keys.sorted()
  private static let onsets =
    ["", "p", "b", "t", "d", "k", "c", "g", "m", "l", "r", "s", "v", "h"]
    + ["ch", "th", "bl", "br", "cl", "cr", "dr", "fl", "gr", "pl", "st", "tr"]
  private static let vowels =
    ["a", "e", "i", "o", "u", "a", "e", "i", "o", "u"] + ["ee", "oo", "ai", "oa"]
  private static let codas =
    ["p", "b", "t", "d", "k", "c", "g", "m", "l", "r", "s", "v", "f", "b", "d", "g"]
    + ["sh", "ch", "th", "ng", "ll", "nn", "ss", "st", "rn", "lk", "mp", "nd"]

  /// A word drawn from one stream.
  private static func word(from stream: RandomStream) -> String {
    func draw(_ choices: [String], at position: UInt64) -> String {
      choices[stream.integer(below: choices.count, at: position)]
    }
    let ending = draw(endings, at: 1)
    if stream.uniform(at: 0) < 0.08 { return draw(roots, at: 3) + ending }
    // One syllable, or two of which the second begins with the coda of the first.
    var root = draw(onsets, at: 4) + draw(vowels, at: 5)
    if stream.uniform(at: 2) < 0.5 {
      root += draw(codas, at: 6) + draw(Array(vowels.prefix(5)), at: 7)
    }
    root += draw(codas, at: 8)
    // A regular word that begins like an irregular one would have two readings.
    return roots.contains { root.hasPrefix($0) } ? draw(roots, at: 3) + ending : root + ending
  }

  /// The sounds of a word of small letters from a to z.
  public static func sounds(of word: String) -> [String] {
    var sounds: [String]
    if let root = roots.first(where: { word.hasPrefix($0) }),
      let ending = endings.first(where: { $0 == word.dropFirst(root.count) })
    {
      let own = (irregularRoots[root] ?? "").split(separator: " ").map(String.init)
      sounds = own + (ending == "e" ? [] : regularSounds(Array(ending)))
    } else {
      sounds = regularSounds(Array(word))
    }
    let voiceless = ["b": "p", "d": "t", "g": "k", "v": "f", "z": "s", "j": "C"]
    if let last = sounds.last { sounds[sounds.count - 1] = voiceless[last] ?? last }
    let vowels = sounds.indices.filter { isVowel(sounds[$0]) }
    if let stressed = vowels.dropLast().last ?? vowels.last {
      sounds[stressed] = "'" + sounds[stressed]
    }
    return sounds
  }

  /// Rules 1 to 3.
  private static func regularSounds(_ letters: [Character]) -> [String] {
    var units = graphemes(letters)
    let sounds = units.indices.map { sound(of: units, at: $0) }
    let last = units.count - 1
    guard last > 0, units[last] == "e", !isVowel(units[last - 1]),
      units[..<last].contains(where: isVowel)
    else { return sounds }
    units.removeLast()
    var result = Array(sounds.dropLast())
    let isDoubled = Set(units[last - 1]).count < units[last - 1].count
    if last > 1, isVowel(units[last - 2]), units[last - 2].count == 1, !isDoubled {
      result[last - 2] += result[last - 2]
    }
    return result
  }

  /// Letters and groups of letters that have one sound.
  private static func graphemes(_ letters: [Character]) -> [String] {
    let pairs: Set = ["sh", "ch", "th", "ng", "ee", "oo", "ai", "oa"]
    var units: [String] = []
    var index = 0
    while index < letters.count {
      let pair = String(letters[index..<min(index + 2, letters.count)])
      let isDoubled = pair.count == 2 && pair.first == pair.last && !isVowel(pair)
      units.append(pairs.contains(pair) || isDoubled ? pair : String(letters[index]))
      index += units[units.count - 1].count
    }
    return units
  }

  private static func sound(of units: [String], at index: Int) -> String {
    let next = index + 1 < units.count ? units[index + 1] : ""
    let isSoft = next.hasPrefix("e") || next.hasPrefix("i")
    switch units[index] {
    case "sh": return "S"
    case "ch": return "C"
    case "th": return "T"
    case "ng": return "N"
    case "ee": return "ii"
    case "oo": return "uu"
    case "ai": return "ee"
    case "oa": return "oo"
    case "c": return isSoft ? "s" : "k"
    case "g": return isSoft ? "j" : "g"
    case "s": return index > 0 && isVowel(units[index - 1]) && isVowel(next) ? "z" : "s"
    case let unit: return String(unit.prefix(1))
    }
  }

  /// Whether a sound, or what spells it, is a vowel.
  private static func isVowel(_ unit: String) -> Bool {
    unit.first.map { "aeiou".contains($0) } ?? false
  }
}
