import RondoNumerics
public import RondoText

/// The loss of a text in three units.
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

  /// Creates the units from a loss of `total` nats over a text of an extent.
  public init(total: Double, extent: TextExtent) {
    let bits = total / ReproducibleMath.log(2)
    nats = total / Double(max(extent.symbols, 1))
    bitsPerCharacter = bits / Double(max(extent.graphemes, 1))
    bitsPerByte = bits / Double(max(extent.bytes, 1))
  }
}
