public import RondoEngine
public import RondoText

/// The cost of a text under a model.
///
/// `Sendable`.
public struct TextScore: Sendable {
  /// The cost of each symbol in nats, given all before it.
  public let nats: [Double]
  /// The text and its symbols.
  public let text: EncodedText
  /// The loss in all units.
  public let loss: LossUnits
  /// The number of symbols that the vocabulary lacks, each of which costs ln V.
  public let unknownSymbols: Int
}

extension ModelFile {
  /// The cost of a text, read as one stream from the state of zeros.
  ///
  /// A text gets the same bits alone as among others. Linear in the text.
  public func score(_ utf8: [UInt8], on tape: Tape<Float>) -> TextScore {
    let text = tokenizer.encodeWithRanges(utf8)
    let ids = Array(text.ids)
    let nats = model.losses(ofTexts: [ids], on: tape)[0]
    let extent = TextExtent(counting: text.utf8, symbols: ids.count, unit: tokenizer.unit)
    let unknown = tokenizer.vocabulary.unknownID
    return TextScore(
      nats: nats, text: text, loss: LossUnits(total: nats.reduce(0, +), extent: extent),
      unknownSymbols: ids.count { $0 == unknown })
  }
}
