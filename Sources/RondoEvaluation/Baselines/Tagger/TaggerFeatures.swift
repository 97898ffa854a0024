/// The features of the tokens of a sentence for a perceptron, as numbers of 64 bits.
///
/// A feature is a kind with text, for example "the last three letters of the word before", and its
/// number a hash of both. Two of a million features have the same number with a probability of 3 in
/// 10⁸, and then share a weight. Those of words are numbered once for a sentence; those of tags,
/// when the tags before a token are known.
struct TaggerFeatures {
  private enum Kind: UInt64 {
    case bias = 1, word, lowercase, ending, beginning, shape, shapes
    case before, before2, after, after2, endingBefore, endingAfter
    case tag, tag2, tags, tagAndWord
  }

  /// The number of features of a token.
  static let count = fixed + 4
  /// The number of those that do not depend on tags.
  private static let fixed = 19

  private let numbers: [UInt64]
  private let words: [UInt64]

  init(_ sentence: [String]) {
    let forms = sentence.map { WordForm($0) }
    var numbers: [UInt64] = []
    numbers.reserveCapacity(forms.count * Self.fixed)
    for place in forms.indices {
      let form = forms[place]
      func neighbor(_ distance: Int) -> WordForm {
        let other = place + distance
        return other < 0 ? .beginning : other < forms.count ? forms[other] : .end
      }
      let (before, after) = (neighbor(-1), neighbor(1))
      let features: [(Kind, UInt64)] = [
        (.bias, 0), (.word, form.word), (.lowercase, form.lowercase), (.shape, form.shape),
        (.shapes, before.shape << 20 | form.shape << 10 | after.shape),
        (.before, before.lowercase), (.before2, neighbor(-2).lowercase),
        (.after, after.lowercase), (.after2, neighbor(2).lowercase),
        (.endingBefore, before.endings[2]), (.endingAfter, after.endings[2]),
      ]
      numbers += features.map { Hash.mixed($0.rawValue, $1) }
      numbers += form.endings.enumerated().map { length, hash in
        Hash.mixed(Kind.ending.rawValue | UInt64(length) << 32, hash)
      }
      numbers += form.beginnings.enumerated().map { length, hash in
        Hash.mixed(Kind.beginning.rawValue | UInt64(length) << 32, hash)
      }
    }
    self.numbers = numbers
    words = forms.map(\.lowercase)
  }

  /// Writes the numbers of a token's features, `[count]`, given the tags of the two tokens before
  /// it; −1 stands for no token.
  func write(_ place: Int, tag: Int, tag2: Int, to features: inout [UInt64]) {
    for index in 0..<Self.fixed { features[index] = numbers[place * Self.fixed + index] }
    let (one, two) = (UInt64(tag + 1), UInt64(tag2 + 1))
    features[Self.fixed] = Hash.mixed(Kind.tag.rawValue, one)
    features[Self.fixed + 1] = Hash.mixed(Kind.tag2.rawValue, two)
    features[Self.fixed + 2] = Hash.mixed(Kind.tags.rawValue, one << 32 | two)
    features[Self.fixed + 3] = Hash.mixed(Kind.tagAndWord.rawValue | one << 32, words[place])
  }
}

/// Hashes of a word and of its parts.
struct WordForm {
  static let beginning = WordForm("\u{2}")
  static let end = WordForm("\u{3}")

  let word: UInt64
  let lowercase: UInt64
  /// The last one to five scalars of the lower-case word.
  let endings: [UInt64]
  /// The first scalar, and the first two and three of the lower-case word.
  let beginnings: [UInt64]
  /// Whether there are capitals, at the beginning or only capitals, digits and hyphens.
  let shape: UInt64

  init(_ text: String) {
    let scalars = Array(text.unicodeScalars)
    let lower = Array(text.lowercased().unicodeScalars)
    word = Hash.of(scalars[...])
    lowercase = Hash.of(lower[...])
    endings = (1...5).map { Hash.of(lower.suffix($0)) }
    beginnings = [Hash.of(scalars.prefix(1))] + [2, 3].map { Hash.of(lower.prefix($0)) }
    shape = WordShape.number(of: scalars)
  }
}

/// A coarse class of words by their scalars.
enum WordShape {
  /// Bits: the first scalar is a capital; all cased scalars are capitals, and there is one; there is
  /// a digit; there is a hyphen; there are only punctuation and symbols.
  static func number(of scalars: [Unicode.Scalar]) -> UInt64 {
    let capitals = scalars.count { $0.properties.isUppercase }
    let small = scalars.count { $0.properties.isLowercase }
    let bits = [
      scalars.first?.properties.isUppercase ?? false,
      capitals > 0 && small == 0 && scalars.count > 1,
      scalars.contains { $0.properties.numericType != nil },
      scalars.contains("-"),
      !scalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil },
    ]
    return bits.reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
  }
}

/// A hash with the same result everywhere.
enum Hash {
  /// The 64-bit hash FNV-1a of scalars, a scalar at a time.
  static func of(_ scalars: ArraySlice<Unicode.Scalar>) -> UInt64 {
    scalars.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1.value)) &* 0x100_0000_01B3 }
  }

  /// A kind and a number as one; SplitMix64's mixer.
  static func mixed(_ kind: UInt64, _ value: UInt64) -> UInt64 {
    var mixed = value &+ kind &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
