@testable import RondoText

/// Byte-pair training as its rule is stated: everything is counted anew for each unit.
struct BytePairReference {
  /// The words as they stand, with how often each occurs.
  var words: [(symbols: [[UInt8]], count: Int)]
  /// What is a unit; bytes always are.
  var units: Set<[UInt8]> = Set((UInt8.min...UInt8.max).map { [$0] })
  /// The pairs joined so far, in order.
  var merges: [[[UInt8]]] = []
  private var known: Set<[UInt8]>

  init(_ words: [(word: [UInt8], count: Int)]) {
    let segmenter = Segmenter(unit: .grapheme)
    self.words = words.map { word, count in
      (segmenter.symbols(in: String(decoding: word, as: UTF8.self)), count)
    }
    known = units.union(self.words.flatMap(\.symbols))
  }

  mutating func learn(upTo size: Int, minimumCount: Int = 2) {
    while units.count < size, let best = best(minimumCount) {
      let unit = Array(best.joined())
      units.insert(unit)
      known.insert(unit)
      guard best.count == 2 else { continue }
      merges.append(best)
      for index in words.indices {
        var place = 0
        while place + 1 < words[index].symbols.count {
          if Array(words[index].symbols[place...place + 1]) == best {
            words[index].symbols.replaceSubrange(place...place + 1, with: [unit])
          }
          place += 1
        }
      }
    }
  }

  // A pair of units or a grapheme that is none; what saves most stands first, then by bytes.
  private func best(_ minimumCount: Int) -> [[UInt8]]? {
    var counts: [[[UInt8]]: Int] = [:]
    for (symbols, count) in words {
      for symbol in symbols where !units.contains(symbol) { counts[[symbol], default: 0] += count }
      for pair in zip(symbols, symbols.dropFirst())
      where units.contains(pair.0) && units.contains(pair.1) {
        counts[[pair.0, pair.1], default: 0] += count
      }
    }
    let open = counts.filter { change, count in
      count >= minimumCount && (change.count == 1 || !known.contains(Array(change.joined())))
    }
    return open.min { first, second in
      let (a, b) = (Self.saving(first), Self.saving(second))
      let (x, y) = (Array(first.key.joined()), Array(second.key.joined()))
      if a != b { return a > b }
      return x == y ? first.key[0].count < second.key[0].count : x.lexicographicallyPrecedes(y)
    }?.key
  }

  private static func saving(_ entry: (key: [[UInt8]], value: Int)) -> Int {
    entry.key.count == 2 ? entry.value : entry.value * (entry.key[0].count - 1)
  }
}

extension BytePairs {
  /// Units learned from words, each given with how often it occurs.
  static func learned(
    from words: [(word: [UInt8], count: Int)], size: Int, minimumCount: Int = 2
  ) -> BytePairs {
    var table = SymbolTable()
    for (word, _) in words { word.withUnsafeBufferPointer { _ = table.id(inserting: $0) } }
    var trainer = BytePairTrainer(
      words: table, counts: words.map(\.count), minimumCount: minimumCount)
    trainer.learn(upTo: size)
    return trainer.finish()
  }

  static func learned(from words: [(String, Int)], size: Int) -> BytePairs {
    learned(from: words.map { (Array($0.0.utf8), $0.1) }, size: size)
  }

  /// The pairs as bytes, in order.
  var joined: [[[UInt8]]] {
    merges.map { [vocabulary.bytes(of: $0.left), vocabulary.bytes(of: $0.right)] }
  }

  /// The pairs as text, in order.
  var joinedText: [[String]] {
    joined.map { $0.map { String(decoding: $0, as: UTF8.self) } }
  }

  /// What a word is cut into.
  func units(of word: [UInt8]) -> [[UInt8]] {
    var encoder = BytePairEncoder(self)
    return word.withUnsafeBufferPointer { word in
      encoder.units(of: word).map { vocabulary.bytes(of: encoder.units[$0]) }
    }
  }

  func units(of word: String) -> [String] {
    units(of: Array(word.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }
}
