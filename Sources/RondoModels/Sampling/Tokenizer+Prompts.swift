public import RondoText

extension Tokenizer {
  /// Id of the line end in the training text; nil if the vocabulary has none.
  ///
  /// This is LF if the vocabulary has it: CR LF is one grapheme and one word, so the vocabulary of
  /// a text with Windows line ends has only CR LF. Byte pairs contain every byte, but if CR LF is
  /// one of their units, a lone LF never occurred in the text.
  var lineEnd: Int32? {
    var ends: [[UInt8]] = [
      [0x0A], [0x0D, 0x0A], [0x0D], [0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9],
    ]
    if unit == .bpe { ends.swapAt(0, 1) }
    return ends.lazy.compactMap { vocabulary.id(of: $0) }.first
  }

  /// Ids that precede a text without prompt: the document boundary or, without documents, a line
  /// end. A model learns little about the first symbol of a text, but much about that of a line.
  package var textStart: [Int32] { (vocabulary.borderID ?? lineEnd).map { [$0] } ?? [] }

  /// Ids of prompts, and the symbols that the vocabulary lacks, in order of appearance.
  ///
  /// With documents, each prompt starts one; without, an empty prompt is a line end.
  func read(_ prompts: [[UInt8]]) -> (ids: [[Int32]], unknown: [[UInt8]]) {
    let border = vocabulary.borderID.map { [$0] } ?? []
    let encoded = prompts.map(encodeWithRanges)
    let ids = zip(prompts, encoded).map { $0.isEmpty ? textStart : border + $1.ids }
    return (ids, unknownSymbols(of: encoded))
  }

  /// Ids of a prompt without the boundary that `read` puts before them.
  func text(of ids: [Int32]) -> [Int32] {
    vocabulary.borderID == nil ? ids : Array(ids.dropFirst())
  }

  /// Requires a model of the vocabulary's size.
  func checkVocabulary(of model: any NextSymbolModel) {
    precondition(
      model.symbolCount == vocabulary.count,
      "a model of \(model.symbolCount) symbols for a vocabulary of \(vocabulary.count)")
  }

  /// Symbols of texts that the vocabulary lacks, each once, in order of appearance.
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

/// Alternative spelling of unknown symbols that a vocabulary has.
///
/// `Sendable`.
public enum KnownSpelling: Sendable, Hashable {
  /// CR LF instead of a lone line feed.
  case windowsLineEnd
  /// A lone LF instead of CR LF or CR.
  case lineFeed
  /// Another normal form, NFC or NFD, of these symbols.
  case normalForm(Normalization, of: [[UInt8]])
}

extension Tokenizer {
  /// Alternative spellings of unknown symbols that the vocabulary has, each once.
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
