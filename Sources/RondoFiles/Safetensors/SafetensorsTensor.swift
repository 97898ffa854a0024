/// A named array of numbers as a file holds it: row-major, little-endian bytes.
///
///     let bias = SafetensorsTensor(name: "bias", shape: [2], values: [0.5, -1] as [Float])
///     bias.type                        // F32
///     try bias.values(as: Float.self)  // [0.5, -1.0]
///
/// A name is a string of bytes: `é` in one scalar and in two are two names. The elements are never
/// looked at, so NaN and infinity pass. Sendable: a plain value.
public struct SafetensorsTensor: Sendable, Equatable {
  /// The most dimensions that a tensor may have.
  public static let rankLimit = 8

  /// The name, compared by its UTF-8 bytes.
  public let name: String
  /// The type of the elements.
  public let type: SafetensorsType
  /// The dimensions, slowest first; empty for one element.
  public let shape: [Int]
  /// The elements.
  public let bytes: [UInt8]

  /// A tensor from its bytes, which must be as many as type and shape say.
  public init(name: String, type: SafetensorsType, shape: [Int], bytes: [UInt8]) {
    precondition(
      shape.count <= Self.rankLimit && shape.allSatisfy { $0 >= 0 },
      "tensor \(name): shape \(shape) has more than \(Self.rankLimit) or negative dimensions")
    let expected = type.byteCount(of: shape)
    precondition(
      expected == bytes.count,
      "tensor \(name): \(bytes.count) bytes, \(type) \(shape) takes \(expected ?? .max)")
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// Whether name (by bytes), type, shape and bytes agree.
  public static func == (left: Self, right: Self) -> Bool {
    left.name.utf8.elementsEqual(right.name.utf8) && left.type == right.type
      && left.shape == right.shape && left.bytes == right.bytes
  }
}
