import Rondo

extension OutputOptions {
  /// Writes the loss of a text, as a JSON event or as a line of text.
  func write(
    _ score: TextScore, as event: String, dynamic: DynamicEvaluation? = nil
  ) throws {
    if score.unknownSymbols > 0 {
      note(
        "the model does not know \(score.unknownSymbols.withThousandsSeparators) of the symbols, each counted with ln V: "
          + UnknownSymbols.listed(score.unknown, score.knownSpellings))
    }
    switch format {
    case .json:
      let body = LossEvent(
        loss: score.loss, symbols: score.nats.count, dynamic: dynamic)
      StandardStreams.write(try ReportLine.line(event, body) + "\n")
    case .text:
      StandardStreams.writeLine(
        "\(score.loss.nats.fixed(4)) nats per symbol, "
          + "\(score.loss.bitsPerCharacter.fixed(4)) bits per character, "
          + "\(score.loss.bitsPerByte.fixed(4)) bits per byte; "
          + "\(score.nats.count.withThousandsSeparators) symbols\(dynamic == nil ? "" : ", dynamic evaluation")"
      )
    }
  }
}

/// Loss, its number of symbols, and the settings of dynamic evaluation, if used.
private struct LossEvent: Encodable {
  let loss: LossUnits
  let symbols: Int
  let dynamic: DynamicEvaluation?

  enum Key: String, CodingKey { case symbols, dynamic }

  func encode(to encoder: any Encoder) throws {
    try loss.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(symbols, forKey: .symbols)
    try container.encodeIfPresent(dynamic, forKey: .dynamic)
  }
}
