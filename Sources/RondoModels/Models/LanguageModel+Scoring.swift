public import RondoEngine
public import RondoEvaluation
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
  /// Which they are, each once, in order of appearance.
  public let unknown: [[UInt8]]
  /// How else they could be written for the model to know them.
  public let knownSpellings: [KnownSpelling]
  /// What else was said of each symbol, if it was asked for.
  public let predictions: SymbolPredictions?
}

extension ModelFile {
  /// The cost of a text, read as one stream from the state of zeros. Where the model has documents,
  /// the text is divided as its training text was, and each end of one counts as a symbol.
  ///
  /// A text gets the same bits alone as among others. Linear in the text.
  public func score(_ utf8: [UInt8], on tape: Tape<Float>) -> TextScore {
    guard let border = tokenizer.vocabulary.borderID else {
      let text = tokenizer.encodeWithRanges(utf8)
      let nats = model.losses(ofTexts: [Array(text.ids)], on: tape)[0]
      return score(
        text, TextExtent(counting: text.utf8, symbols: text.ids.count, unit: tokenizer.unit), nats,
        nil)
    }
    let (text, extent) = tokenizer.encodeDocuments(utf8, settings.documents)
    let ids = [border] + text.ids
    var nats: [Double] = []
    if ids.count > 1 {
      model.losses(
        of: [.init(start: 0, firstTarget: 1, end: ids.count)], batch: 1, on: tape, border: border,
        id: { ids[$0] }, each: { nats.append($2) })
    }
    return score(text, extent, nats, nil)
  }

  /// The cost of a text with rank and entropy of each symbol; see `LanguageModel.predictions`.
  ///
  /// - Throws: `DynamicEvaluationError`.
  public func score(
    _ utf8: [UInt8], alternatives: Int, end: Int = .max, dynamic: DynamicEvaluation?,
    on tape: Tape<Float>
  ) throws(DynamicEvaluationError) -> TextScore {
    guard let border = tokenizer.vocabulary.borderID else {
      let text = tokenizer.encodeWithRanges(utf8)
      let predictions = try model.predictions(
        of: Array(text.ids), alternatives: alternatives, end: end, dynamic: dynamic, on: tape)
      let extent = TextExtent(counting: text.utf8, symbols: text.ids.count, unit: tokenizer.unit)
      return score(text, extent, predictions.nats, predictions)
    }
    let (text, extent) = tokenizer.encodeDocuments(utf8, settings.documents)
    let predictions = try model.predictions(
      of: [border] + text.ids, alternatives: alternatives, end: end, dynamic: dynamic,
      border: border, on: tape)
    return score(text, extent, predictions.nats, predictions)
  }

  private func score(
    _ text: EncodedText, _ extent: TextExtent, _ nats: [Double], _ predictions: SymbolPredictions?
  ) -> TextScore {
    let unknown = tokenizer.vocabulary.unknownID
    let symbols = tokenizer.unknownSymbols(of: [text])
    return TextScore(
      nats: nats, text: text, loss: LossUnits(total: nats.reduce(0, +), extent: extent),
      unknownSymbols: text.ids.count { $0 == unknown },
      unknown: symbols, knownSpellings: tokenizer.knownSpellings(of: symbols),
      predictions: predictions)
  }
}
