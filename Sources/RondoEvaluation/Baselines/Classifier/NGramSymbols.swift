import RondoData
import RondoText

/// Cuts texts into the symbols that n-grams are made of: numbers, the same for the same symbol.
///
/// A text begins and ends with a mark, so that an n-gram can tell the beginning of a name or a
/// sentence. Words get their numbers as they come, by their bytes; scalars are their own numbers.
struct NGramSymbols {
  /// The mark before the first symbol of a text.
  static let beginning: UInt32 = 0x11_0000
  /// The mark behind the last symbol.
  static let end: UInt32 = 0x11_0001
  /// A word that the training part lacks.
  static let unknown: UInt32 = 0x11_0002

  private let unit: NGramUnit
  private let segmenter = Segmenter(unit: .word)
  private var numbers: [[UInt8]: UInt32] = [:]

  init(unit: NGramUnit) { self.unit = unit }

  /// Symbols of which these words have their numbers already; nil where one is there twice.
  init?(unit: NGramUnit, words: [[UInt8]]) {
    self.unit = unit
    for (index, word) in words.enumerated() { numbers[word] = Self.number(ofWord: index) }
    if numbers.count < words.count { return nil }
  }

  /// The words that have numbers, in their order; none where symbols are scalars.
  var words: [[UInt8]] { numbers.sorted { $0.value < $1.value }.map(\.key) }

  private static func number(ofWord index: Int) -> UInt32 { unknown + 1 + UInt32(index) }

  /// The symbols of a training text between the marks; new words get numbers.
  mutating func learn(_ text: String) -> [UInt32] {
    guard unit == .word else { return scalars(of: text) }
    var symbols: [UInt32] = []
    for word in words(of: text) {
      let next = Self.number(ofWord: numbers.count)
      let number = numbers[word, default: next]
      if number == next { numbers[word] = next }
      symbols.append(number)
    }
    return marked(symbols)
  }

  /// The symbols of another text between the marks.
  func symbols(of text: String) -> [UInt32] {
    guard unit == .word else { return scalars(of: text) }
    return marked(words(of: text).map { numbers[$0] ?? Self.unknown })
  }

  private func scalars(of text: String) -> [UInt32] { marked(text.unicodeScalars.map(\.value)) }

  private func marked(_ symbols: [UInt32]) -> [UInt32] { [Self.beginning] + symbols + [Self.end] }

  /// What is neither white space nor empty.
  private func words(of text: String) -> [[UInt8]] {
    let folded = TextFolding.folded(text)
    var words: [[UInt8]] = []
    segmenter.forEachSymbol(in: folded.span) { range in
      if folded[range.lowerBound] > 0x20 { words.append(Array(folded[range])) }
    }
    return words
  }
}

/// What the n-grams of a text classifier's baseline are made of.
public enum NGramUnit: String, Sendable, Hashable, Codable, CaseIterable {
  /// Unicode scalars, as they stand in the text.
  case character
  /// Words and punctuation marks (UAX #29), in their normal form NFKC, without case.
  case word

  /// The length of the longest n-grams that are tried.
  public var maximumOrder: Int {
    switch self {
    case .character: 5
    case .word: 3
    }
  }
}

/// The n-grams of one text, each with how often it occurs there, in the order of first occurrence.
struct NGramBag {
  private(set) var grams: [UInt32] = []
  private(set) var counts: [Int32] = []

  /// Gathers numbers below `kinds`; `places` is scratch, empty at first, used again and again.
  init(_ numbers: [UInt32], kinds: Int, places: inout [Int32]) {
    if places.count < kinds {
      places += Array(repeating: -1, count: max(kinds, 2 * places.count) - places.count)
    }
    for number in numbers {
      let place = places[Int(number)]
      if place >= 0 {
        counts[Int(place)] += 1
      } else {
        places[Int(number)] = Int32(grams.count)
        grams.append(number)
        counts.append(1)
      }
    }
    for gram in grams { places[Int(gram)] = -1 }
  }

  /// Each number by itself, as often as it is there.
  init(uncounted numbers: [UInt32]) {
    (grams, counts) = (numbers, Array(repeating: 1, count: numbers.count))
  }
}
