/// Conversion of text to ids and back.
///
///     let vocabulary = try Vocabulary(symbols: [[0x61], [0x65], [0x74]])  // a, e and t
///     let tokenizer = Tokenizer(unit: .grapheme, vocabulary: vocabulary)
///     let ids = tokenizer.encode("tea")                       // 2, 1, 0
///     String(decoding: tokenizer.decode(ids), as: UTF8.self)  // "tea"
///
/// Text is normalized, its line ends first, segmented into symbols and looked up; symbols that the
/// vocabulary lacks get its `unknownID`. Without normalization and unknown symbols, `decode`
/// restores every byte. For byte-pair units the symbols are the units of `bytePairs` in each word,
/// and none is unknown.
public struct Tokenizer: Sendable, Equatable {
  /// The kind of symbol.
  public let unit: SymbolUnit
  /// The normal form of text, applied before segmentation.
  public let normalization: Normalization
  /// Conversion of line ends, applied before normalization.
  public var newlines = Newlines.keep
  /// The known symbols.
  public let vocabulary: Vocabulary
  /// The byte-pair units and their merges, if the unit is `bpe`.
  public let bytePairs: BytePairs?

  /// Creates a tokenizer of any unit but `bpe`.
  public init(unit: SymbolUnit, normalization: Normalization = .none, vocabulary: Vocabulary) {
    precondition(unit != .bpe, "a tokenizer of byte-pair units is made of these")
    self.unit = unit
    self.normalization = normalization
    self.vocabulary = vocabulary
    bytePairs = nil
  }

  /// Creates a tokenizer of byte-pair units.
  public init(bytePairs: BytePairs, normalization: Normalization = .none) {
    unit = .bpe
    self.normalization = normalization
    vocabulary = bytePairs.vocabulary
    self.bytePairs = bytePairs
  }

  /// The text before segmentation: with the line ends and in the normal form of this tokenizer.
  public func normalized(_ utf8: [UInt8]) -> [UInt8] {
    normalization.normalized(newlines.converted(utf8))
  }

  /// The ids of a text's symbols; linear in the text.
  public func encode(_ utf8: [UInt8]) -> IDSequence {
    var ids = IDSequence()
    forEachID(in: normalized(utf8)) { id, _ in ids.append(id) }
    return ids
  }

  /// The ids of a string's symbols; linear in the text.
  public func encode(_ text: String) -> IDSequence { encode(Array(text.utf8)) }

  /// The ids of a text's symbols with their byte ranges; linear in the text.
  public func encodeWithRanges(_ utf8: [UInt8]) -> EncodedText {
    let text = normalized(utf8)
    var ids = IDSequence()
    var ranges: [Range<Int>] = []
    forEachID(in: text) { id, range in
      ids.append(id)
      ranges.append(range)
    }
    return EncodedText(utf8: text, ids: ids, ranges: ranges)
  }

  /// The bytes of these ids' symbols one after the other; an unknown id becomes U+FFFD.
  public func decode(_ ids: IDSequence) -> [UInt8] {
    var bytes: [UInt8] = []
    for id in ids { append(id, to: &bytes) }
    return bytes
  }

  /// The bytes of these ids' symbols one after the other; an unknown id becomes U+FFFD.
  public func decode(_ ids: [Int32]) -> [UInt8] {
    var bytes: [UInt8] = []
    for id in ids { append(id, to: &bytes) }
    return bytes
  }

  private func append(_ id: Int32, to bytes: inout [UInt8]) {
    let unknown = vocabulary.unknownID
    precondition((0...unknown).contains(id), "id \(id) in a vocabulary of \(unknown)")
    if id == unknown {
      bytes += UTF8Sequence.replacement
    } else {
      bytes += vocabulary.table[id]
    }
  }

  @inline(__always)
  private func forEachID(in utf8: [UInt8], _ body: (Int32, Range<Int>) -> Void) {
    let table = vocabulary.table
    let unknown = vocabulary.unknownID
    utf8.withUnsafeBufferPointer { bytes in
      if let bytePairs {
        bytePairs.walk(bytes, body)
        return
      }
      Segmenter(unit: unit).walk(bytes) { range in
        body(table.id(of: UnsafeBufferPointer(rebasing: bytes[range])) ?? unknown, range)
      }
    }
  }
}

/// The ids of a text with the place of each symbol in it.
public struct EncodedText: Sendable, Equatable {
  /// The segmented text: the normalized one.
  public let utf8: [UInt8]
  /// The id of each symbol.
  public let ids: IDSequence
  /// The byte range of each symbol in `utf8`.
  public let ranges: [Range<Int>]
}
