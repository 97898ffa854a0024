package import RondoFiles

extension NaiveBayesBaseline {
  /// The metadata of a file about it.
  package struct Record: Codable, Hashable {
    package var unit: NGramUnit
    var order: Int
    var smoothing: Double
    var sharpness: Double
    var leaveOneOutAccuracy: Double
    /// The number of training texts with each label.
    package var texts: [Int]
  }

  /// The chosen settings and the number of texts counted.
  package var record: Record {
    Record(
      unit: unit, order: order, smoothing: smoothing, sharpness: sharpness,
      leaveOneOutAccuracy: leaveOneOutAccuracy, texts: scorer.counts.texts)
  }

  /// The counts, G n-grams with E counts in all, with names after `prefix`:
  ///
  /// - `keys` [G], U64: 2³² times the number from 1 of the n-gram without its last symbol (0 for a
  ///   single symbol), plus 1, plus that symbol: the value of a scalar; 0x110000, 0x110001 and
  ///   0x110002 for the start, the end and an unknown word; the words after these.
  /// - `entries` [G]: the number of labels with which the n-gram occurs.
  /// - `labels`, `counts` [E]: these labels, ascending, and the counts.
  /// - With words, `words` [bytes], U8, in the order of their numbers, and `lengths` [W].
  ///
  /// Where no type is given it is the smallest that holds all numbers: U8, U16 or I32.
  package func tensors(prefix: String) -> [SafetensorsTensor] {
    let (counts, found) = (scorer.counts, table.contents(upTo: order))
    var (entries, labels, occurrences): ([Int32], [Int32], [Int32]) = ([], [], [])
    for gram in found.numbers {
      let range = counts.starts[Int(gram)]..<counts.starts[Int(gram) + 1]
      entries.append(Int32(range.count))
      labels += counts.entryLabels[range]
      occurrences += counts.entryCounts[range]
    }
    var tensors = [
      SafetensorsTensor(name: prefix + "keys", shape: [found.keys.count], values: found.keys),
      SafetensorsTensor(name: prefix + "entries", counts: entries),
      SafetensorsTensor(name: prefix + "labels", counts: labels),
      SafetensorsTensor(name: prefix + "counts", counts: occurrences),
    ]
    if unit == .word {
      let words = symbols.words
      let (bytes, lengths) = (Array(words.joined()), words.map { Int32($0.count) })
      tensors += [
        SafetensorsTensor(name: prefix + "words", shape: [bytes.count], values: bytes),
        SafetensorsTensor(name: prefix + "lengths", counts: lengths),
      ]
    }
    return tensors
  }

  /// Reads `record` and `tensors`; nil if they do not match.
  ///
  /// - Throws: `CheckpointError` for a tensor of another type.
  package init?(
    _ record: Record, prefix: String, tensor: (String) -> SafetensorsTensor?
  ) throws(CheckpointError) {
    guard (1...255).contains(record.order), record.smoothing.isFinite, record.smoothing > 0,
      record.sharpness > 0, record.sharpness <= 1, record.texts.contains(where: { $0 > 0 }),
      record.texts.allSatisfy({ (0...Int(Int32.max)).contains($0) }),
      let keys = try tensor(prefix + "keys")?.values(as: UInt64.self),
      let entries = try tensor(prefix + "entries")?.counts(),
      let labels = try tensor(prefix + "labels")?.counts(),
      let counts = try tensor(prefix + "counts")?.counts(),
      let words = try Self.words(of: record.unit, prefix, tensor),
      let symbols = NGramSymbols(unit: record.unit, words: words),
      let table = NGramTable(keys: keys), table.orders.allSatisfy({ $0 <= record.order }),
      entries.count == keys.count, labels.count == counts.count,
      entries.allSatisfy({ $0 >= 0 }), entries.reduce(0, { $0 + Int($1) }) == labels.count,
      labels.allSatisfy({ (0..<record.texts.count).contains(Int($0)) }),
      counts.allSatisfy({ $0 > 0 })
    else { return nil }
    self.init(
      unit: record.unit, order: record.order, smoothing: record.smoothing,
      sharpness: record.sharpness, leaveOneOutAccuracy: record.leaveOneOutAccuracy,
      symbols: symbols, table: table,
      counts: NaiveBayesCounts(
        texts: record.texts, orders: table.orders, entries: entries, entryLabels: labels,
        entryCounts: counts, maximumOrder: record.order))
  }

  /// The words of a file; empty if symbols are scalars, nil if they do not match their lengths.
  private static func words(
    of unit: NGramUnit, _ prefix: String, _ tensor: (String) -> SafetensorsTensor?
  ) throws(CheckpointError) -> [[UInt8]]? {
    guard unit == .word else { return [] }
    guard let bytes = try tensor(prefix + "words")?.values(as: UInt8.self),
      let lengths = try tensor(prefix + "lengths")?.counts(),
      lengths.allSatisfy({ $0 > 0 }), lengths.reduce(0, { $0 + Int($1) }) == bytes.count
    else { return nil }
    var (words, start): ([[UInt8]], Int) = ([], 0)
    for length in lengths {
      words.append(Array(bytes[start..<start + Int(length)]))
      start += Int(length)
    }
    return words
  }
}

extension NaiveBayesBaseline: Equatable {
  /// Whether both have the same bytes in a file.
  public static func == (left: NaiveBayesBaseline, right: NaiveBayesBaseline) -> Bool {
    left.record == right.record && left.tensors(prefix: "") == right.tensors(prefix: "")
  }
}
