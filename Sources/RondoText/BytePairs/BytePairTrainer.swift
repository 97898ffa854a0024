/// Training of byte-pair units on the words of a text and their counts.
///
/// Each word starts as its graphemes. All bytes are units from the start, and so are graphemes of
/// one byte. Units are then added one by one, each time the one that saves most symbols: a pair of
/// neighbouring units saves one at each occurrence, a grapheme of n bytes that is no unit yet n −
/// 1. Of equally good ones the first in byte order is added. A unit with the bytes of another is
/// omitted, so that each is formed in one way.
///
/// Counts are updated around the places that change, so that adding a unit takes time proportional
/// to its occurrences in the distinct words. Memory: 16 bytes a grapheme of these, and 4 a pair.
/// Only the first 8 Mi graphemes of distinct words are used.
struct BytePairTrainer {
  /// The smallest number of occurrences of a pair or grapheme that becomes a unit.
  static let minimumCount = 2
  private static let mostPlaces = 1 << 23

  // All graphemes and units; the 256 bytes come first.
  private var symbols = SymbolTable()
  private var isUnit: [Bool] = []
  private var unitCount = 0
  private var merges: [(left: Int32, right: Int32, unit: Int32)] = []
  private var candidates: BytePairCandidates

  // The distinct words, concatenated, with a place for each grapheme: its symbol (−1 if it was
  // joined to the place before it), its neighbours in the word, and the count of the word.
  private var text: [Int32] = []
  private var next: [Int32] = []
  private var previous: [Int32] = []
  private var word: [Int32] = []
  private let counts: [Int]

  /// Reads the words that occur; `counts` has the count of each word of the table.
  init(words: SymbolTable, counts: [Int], minimumCount: Int = Self.minimumCount) {
    self.counts = counts
    candidates = BytePairCandidates(minimumCount: max(minimumCount, Self.minimumCount))
    for byte in UInt8.min...UInt8.max {
      [byte].withUnsafeBufferPointer { _ = read($0, isUnit: true) }
    }
    for index in 0..<Int32(words.count) where counts[Int(index)] > 0 {
      words[index].withUnsafeBufferPointer { append($0, as: index) }
      if text.count > Self.mostPlaces { break }
    }
    for place in text.indices { addCandidates(at: place) }
    candidates.offer(symbols)
  }

  private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, isUnit: Bool) -> Int32 {
    let id = symbols.id(inserting: bytes)
    if Int(id) == self.isUnit.count {
      self.isUnit.append(isUnit)
      if isUnit { unitCount += 1 }
    }
    return id
  }

  private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, as index: Int32) {
    let start = text.count
    Segmenter(unit: .grapheme).walk(bytes) { range in
      let place = Int32(text.count)
      text.append(read(UnsafeBufferPointer(rebasing: bytes[range]), isUnit: false))
      previous.append(Int(place) == start ? -1 : place - 1)
      next.append(place + 1)
      word.append(index)
    }
    if text.count > start { next[text.count - 1] = -1 }
  }

  private mutating func addCandidates(at place: Int) {
    let (symbol, follower) = (text[place], next[place])
    if !isUnit[Int(symbol)] {
      candidates.add(
        .grapheme(symbol, bytes: symbols.length(of: symbol)), count(at: place), at: place)
    } else if follower >= 0, isUnit[Int(text[Int(follower)])] {
      candidates.add(.pair(symbol, text[Int(follower)]), count(at: place), at: place)
    }
  }

  private func count(at place: Int) -> Int { counts[Int(word[place])] }
}

extension BytePairTrainer {
  /// Learns units up to a number, which includes the bytes, or until nothing is left to learn.
  mutating func learn(upTo size: Int) {
    while unitCount < size, let best = candidates.popBest(symbols) {
      unitCount += 1
      if best.change.isGrapheme {
        makeUnit(of: best.change.right, at: best.places)
      } else {
        join(best.change.left, best.change.right, at: best.places)
      }
      candidates.offer(symbols)
    }
  }

  private mutating func makeUnit(of grapheme: Int32, at places: [Int32]) {
    isUnit[Int(grapheme)] = true
    for place in places.lazy.map({ Int($0) }) {
      let (before, after) = (Int(previous[place]), Int(next[place]))
      // With two equal neighbours, the second counts the pair as the one after the first.
      if before >= 0, isUnit[Int(text[before])], text[before] != grapheme {
        candidates.add(.pair(text[before], grapheme), count(at: place), at: before)
      }
      if after >= 0, isUnit[Int(text[after])] {
        candidates.add(.pair(grapheme, text[after]), count(at: place), at: place)
      }
    }
  }

  private mutating func join(_ left: Int32, _ right: Int32, at places: [Int32]) {
    let joined = Array(symbols[left]) + symbols[right]
    let unit = joined.withUnsafeBufferPointer { symbols.id(inserting: $0) }
    isUnit.append(true)
    merges.append((left, right, unit))
    // Only a pair of equal units can overlap itself; it is merged from the left.
    for place in (left == right ? places.sorted() : places).lazy.map({ Int($0) }) {
      let second = Int(next[place])
      guard text[place] == left, second >= 0, text[second] == right else { continue }
      let (before, after, count) = (Int(previous[place]), Int(next[second]), count(at: place))
      if before >= 0, isUnit[Int(text[before])] {
        candidates.remove(.pair(text[before], left), count)
        candidates.add(.pair(text[before], unit), count, at: before)
      }
      if after >= 0, isUnit[Int(text[after])] {
        candidates.remove(.pair(right, text[after]), count)
        candidates.add(.pair(unit, text[after]), count, at: place)
      }
      text[place] = unit
      text[second] = -1
      next[place] = Int32(after)
      if after >= 0 { previous[after] = Int32(place) }
    }
  }

  /// The learned units, with ids in byte order.
  consuming func finish() -> BytePairs {
    let symbols = symbols
    let units = (0..<Int32(symbols.count)).filter { isUnit[Int($0)] }
      .sorted(by: symbols.isAscending)
    var ids = [Int32](repeating: -1, count: symbols.count)
    for (id, unit) in units.enumerated() { ids[Int(unit)] = Int32(id) }
    return BytePairs(
      known: Vocabulary(ascending: units.map { symbols[$0] }),
      merges.map { .init(left: ids[Int($0.left)], right: ids[Int($0.right)]) },
      making: merges.map { ids[Int($0.unit)] })
  }
}
