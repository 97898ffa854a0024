import RondoData
import RondoText

/// Segmentation of texts into the symbols of n-grams, as numbers.
///
/// A text begins and ends with a mark, so that n-grams can represent the start of a name or a
/// sentence. Words are numbered in the order of their first occurrence, by their bytes; the number
/// of a scalar is its value.
struct NGramSymbols {
  /// The mark before the first symbol of a text.
  static let beginning: UInt32 = 0x11_0000
  /// The mark after the last symbol.
  static let end: UInt32 = 0x11_0001
  /// A word that the training part lacks.
  static let unknown: UInt32 = 0x11_0002

  private let unit: NGramUnit
  private let segmenter = Segmenter(unit: .word)
  private var numbers: [[UInt8]: UInt32] = [:]

  init(unit: NGramUnit) { self.unit = unit }

  /// Creates symbols with known words, numbered in order; nil if one is repeated.
  init?(unit: NGramUnit, words: [[UInt8]]) {
    self.unit = unit
    for (index, word) in words.enumerated() { numbers[word] = Self.number(ofWord: index) }
    if numbers.count < words.count { return nil }
  }

  /// The numbered words, in order; empty if symbols are scalars.
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

  /// The words of a text, without white space.
  private func words(of text: String) -> [[UInt8]] {
    let folded = TextFolding.folded(text)
    var words: [[UInt8]] = []
    segmenter.forEachSymbol(in: folded.span) { range in
      if folded[range.lowerBound] > 0x20 { words.append(Array(folded[range])) }
    }
    return words
  }
}

/// The symbols of the n-grams of a text classifier's baseline.
public enum NGramUnit: String, Sendable, Hashable, Codable, CaseIterable {
  /// Unicode scalars.
  case character
  /// Words and punctuation marks (UAX #29), in the normal form NFKC, without case.
  case word

  /// The default length of the longest n-grams tried.
  public var maximumOrder: Int {
    switch self {
    case .character: 5
    case .word: 3
    }
  }
}

/// The n-grams of one text with their counts, in the order of first occurrence.
struct NGramBag {
  private(set) var grams: [UInt32] = []
  private(set) var counts: [Int32] = []

  /// Counts numbers below `kinds`; `places` is scratch memory, empty at first and reused.
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

  /// The numbers, each repeated by its count.
  init(uncounted numbers: [UInt32]) {
    (grams, counts) = (numbers, Array(repeating: 1, count: numbers.count))
  }
}
