import Rondo

extension OutputOptions {
  /// Writes the loss of a text, as the named event or as a line for people.
  func write(_ score: TextScore, as event: String) throws {
    if score.unknownSymbols > 0 {
      note(
        "the model does not know \(score.unknownSymbols.grouped) of the symbols: each costs ln V")
    }
    switch format {
    case .json:
      let body = LossEvent(loss: score.loss, symbols: score.nats.count)
      StandardStreams.write(try ReportLine.line(event, body) + "\n")
    case .text:
      StandardStreams.write(
        "\(score.loss.nats.fixed(4)) nats per symbol, "
          + "\(score.loss.bitsPerCharacter.fixed(4)) bits per character, "
          + "\(score.loss.bitsPerByte.fixed(4)) bits per byte; "
          + "\(score.nats.count.grouped) symbols\n")
    }
  }
}

/// A loss and the number of symbols that it is over, side by side.
private struct LossEvent: Encodable {
  let loss: LossUnits
  let symbols: Int

  enum Key: String, CodingKey { case symbols }

  func encode(to encoder: any Encoder) throws {
    try loss.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(symbols, forKey: .symbols)
  }
}
