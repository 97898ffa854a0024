import RondoEngine
public import RondoText

/// A loss of a text in the three units that make models comparable.
///
/// Nats per symbol compare models with the same symbols; bits per character (per grapheme cluster)
/// and bits per byte compare any two models on the same text. `Sendable`.
public struct LossUnits: Sendable, Hashable, Codable {
  /// Nats per symbol.
  public var nats: Double
  /// Bits per grapheme cluster.
  public var bitsPerCharacter: Double
  /// Bits per byte of UTF-8.
  public var bitsPerByte: Double

  /// The units of a loss of `total` nats over a text of this extent.
  public init(total: Double, extent: TextExtent) {
    let bits = total / ReproducibleMath.log(2)
    nats = total / Double(max(extent.symbols, 1))
    bitsPerCharacter = bits / Double(max(extent.graphemes, 1))
    bitsPerByte = bits / Double(max(extent.bytes, 1))
  }
}

extension LossUnits: ValidationScore {
  /// The loss over windows.
  public typealias Details = WindowedLoss

  /// The nats per symbol.
  public var objective: Double { nats }
}

/// The loss of a text read in windows, which shows what a model does without a long context.
///
/// `Sendable`.
public struct WindowedLoss: Sendable, Hashable, Encodable {
  /// Nats per symbol over windows of 256 symbols, each from a zero state.
  public var windowed: Double

  /// A loss.
  public init(windowed: Double) { self.windowed = windowed }
}
