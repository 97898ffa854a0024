public import RondoText

extension Tokenizer {
  /// The id of what ends a line in the texts that this tokenizer was made from; nil where it knows
  /// nothing that ends one.
  ///
  /// That is LF where it is known: CR LF is one grapheme and one word, so a vocabulary of a text
  /// with Windows line ends has CR LF alone. Byte pairs know each byte, but never met a lone LF in
  /// such a text if CR LF is one of their units.
  var lineEnd: Int32? {
    var ends: [[UInt8]] = [
      [0x0A], [0x0D, 0x0A], [0x0D], [0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9],
    ]
    if unit == .bpe { ends.swapAt(0, 1) }
    return ends.lazy.compactMap { vocabulary.id(of: $0) }.first
  }

  /// The ids that a text begins with where nothing goes before it: the border of documents, or, where
  /// there are none, a line end. Nothing is learned about a text's first symbol, but much about a
  /// line's.
  package var textStart: [Int32] { (vocabulary.borderID ?? lineEnd).map { [$0] } ?? [] }

  /// The ids of prompts, and the symbols that the vocabulary lacks, in order of appearance.
  ///
  /// Where there are documents, each prompt begins one; elsewhere no prompt is a line end.
  func read(_ prompts: [[UInt8]]) -> (ids: [[Int32]], unknown: [[UInt8]]) {
    let border = vocabulary.borderID.map { [$0] } ?? []
    let encoded = prompts.map(encodeWithRanges)
    let ids = zip(prompts, encoded).map { $0.isEmpty ? textStart : border + $1.ids }
    return (ids, unknownSymbols(of: encoded))
  }

  /// A prompt's ids without the border that `read` puts before them.
  func text(of ids: [Int32]) -> [Int32] {
    vocabulary.borderID == nil ? ids : Array(ids.dropFirst())
  }

  /// Refuses a model that predicts other symbols than those of the vocabulary.
  func checkVocabulary(of model: any NextSymbolModel) {
    precondition(
      model.symbolCount == vocabulary.count,
      "a model of \(model.symbolCount) symbols with a vocabulary of \(vocabulary.count)")
  }

  /// The symbols of texts that the vocabulary lacks, each once, in order of appearance.
  package func unknownSymbols(of texts: [EncodedText]) -> [[UInt8]] {
    var (unknown, seen): ([[UInt8]], Set<[UInt8]>) = ([], [])
    for text in texts {
      for (id, range) in zip(text.ids, text.ranges) where id == vocabulary.unknownID {
        let symbol = Array(text.utf8[range])
        if seen.insert(symbol).inserted { unknown.append(symbol) }
      }
    }
    return unknown
  }
}

/// Another spelling of symbols, in which a vocabulary has what it lacks as they stand.
///
/// `Sendable`.
public enum KnownSpelling: Sendable, Hashable {
  /// A line feed stands alone, and the vocabulary has CR LF.
  case windowsLineEnd
  /// CR LF or CR, and the vocabulary has a lone LF.
  case lineFeed
  /// Another normal form, nfc or nfd, of these symbols.
  case normalForm(Normalization, of: [[UInt8]])
}

extension Tokenizer {
  /// How else unknown symbols could be written for the vocabulary to have them, each way once.
  public func knownSpellings(of unknown: [[UInt8]]) -> [KnownSpelling] {
    var found: [KnownSpelling] = []
    func add(_ spelling: KnownSpelling) {
      if !found.contains(spelling) { found.append(spelling) }
    }
    var otherForms: [Normalization: [[UInt8]]] = [:]
    for symbol in unknown {
      if symbol == [0x0A], knows([0x0D, 0x0A]) { add(.windowsLineEnd) }
      if [[0x0D, 0x0A], [0x0D]].contains(symbol), knows([0x0A]) { add(.lineFeed) }
      guard normalization == .none, symbol.contains(where: { $0 >= 0x80 }) else { continue }
      for form in [Normalization.nfc, .nfd] {
        let other = form.normalized(symbol)
        if other != symbol, knows(other) { otherForms[form, default: []].append(symbol) }
      }
    }
    for form in [Normalization.nfc, .nfd] {
      if let symbols = otherForms[form] { add(.normalForm(form, of: symbols)) }
    }
    return found
  }

  private func knows(_ text: [UInt8]) -> Bool {
    let unknown = vocabulary.unknownID
    return encode(text).allSatisfy { $0 != unknown }
  }
}
