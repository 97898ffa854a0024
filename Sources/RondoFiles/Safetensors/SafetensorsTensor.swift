/// A named array of numbers as stored in a file: row-major, little-endian bytes.
///
///     let bias = SafetensorsTensor(name: "bias", shape: [2], values: [0.5, -1] as [Float])
///     bias.type                        // F32
///     try bias.values(as: Float.self)  // [0.5, -1.0]
///
/// Names are compared byte for byte: `é` as one scalar and as two are two names. Elements are not
/// checked, so that NaN and infinity are kept. `Sendable`.
public struct SafetensorsTensor: Sendable, Equatable {
  /// The largest number of dimensions.
  public static let rankLimit = 8

  /// The name, compared by its UTF-8 bytes.
  public let name: String
  /// The type of the elements.
  public let type: SafetensorsType
  /// The dimensions, slowest first; empty for one element.
  public let shape: [Int]
  /// The elements as bytes.
  public let bytes: [UInt8]

  /// Creates a tensor from its bytes, whose number must match type and shape.
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

/// A Swift number type whose bits a tensor can store unchanged.
public protocol SafetensorsScalar: BitwiseCopyable, Sendable {
  /// The element type in a file.
  static var safetensorsType: SafetensorsType { get }
}

extension UInt8: SafetensorsScalar {
  /// `U8`.
  public static var safetensorsType: SafetensorsType { .u8 }
}
extension Int8: SafetensorsScalar {
  /// `I8`.
  public static var safetensorsType: SafetensorsType { .i8 }
}
extension Int16: SafetensorsScalar {
  /// `I16`.
  public static var safetensorsType: SafetensorsType { .i16 }
}
extension UInt16: SafetensorsScalar {
  /// `U16`.
  public static var safetensorsType: SafetensorsType { .u16 }
}
extension Int32: SafetensorsScalar {
  /// `I32`.
  public static var safetensorsType: SafetensorsType { .i32 }
}
extension UInt32: SafetensorsScalar {
  /// `U32`.
  public static var safetensorsType: SafetensorsType { .u32 }
}
extension Int64: SafetensorsScalar {
  /// `I64`.
  public static var safetensorsType: SafetensorsType { .i64 }
}
extension UInt64: SafetensorsScalar {
  /// `U64`.
  public static var safetensorsType: SafetensorsType { .u64 }
}
extension Float: SafetensorsScalar {
  /// `F32`.
  public static var safetensorsType: SafetensorsType { .f32 }
}
extension Double: SafetensorsScalar {
  /// `F64`.
  public static var safetensorsType: SafetensorsType { .f64 }
}

extension SafetensorsTensor {
  /// Creates a tensor of the type of `values`, whose number must match `shape`.
  public init<Scalar: SafetensorsScalar>(name: String, shape: [Int], values: [Scalar]) {
    self = values.withUnsafeBufferPointer { Self(name: name, shape: shape, copying: $0) }
  }

  /// Creates a tensor with a copy of a buffer, in one pass over its bytes.
  public init<Scalar: SafetensorsScalar>(
    name: String, shape: [Int], copying values: UnsafeBufferPointer<Scalar>
  ) {
    var bytes = [UInt8](UnsafeRawBufferPointer(values))
    bytes.withUnsafeMutableBytes { Self.exchangeLittleEndian($0, width: Scalar.self) }
    self.init(name: name, type: Scalar.safetensorsType, shape: shape, bytes: bytes)
  }

  /// The elements, in one pass; throws `.wrongType` if the tensor has another type.
  public func values<Scalar: SafetensorsScalar>(
    as scalar: Scalar.Type
  ) throws(CheckpointError) -> [Scalar] {
    try checkType(Scalar.safetensorsType)
    let count = bytes.count / MemoryLayout<Scalar>.size
    return [Scalar](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
      Self.exchangeLittleEndian(UnsafeMutableRawBufferPointer(buffer), width: scalar)
      initializedCount = count
    }
  }

  /// Copies the elements into a buffer of the same length; throws `.wrongType` as `values` does.
  public func copyValues<Scalar: SafetensorsScalar>(
    to buffer: UnsafeMutableBufferPointer<Scalar>
  ) throws(CheckpointError) {
    try checkType(Scalar.safetensorsType)
    let count = bytes.count / MemoryLayout<Scalar>.size
    precondition(
      buffer.count == count, "tensor \(name): a buffer of \(buffer.count) for \(count) elements")
    copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
    Self.exchangeLittleEndian(UnsafeMutableRawBufferPointer(buffer), width: Scalar.self)
  }

  private func checkType(_ expected: SafetensorsType) throws(CheckpointError) {
    if type != expected { throw .wrongType(tensor: name, found: type, expected: expected) }
  }

  private func copyBytes(to buffer: UnsafeMutableRawBufferPointer) {
    bytes.withUnsafeBytes { buffer.copyMemory(from: $0) }
  }

  /// Converts between the byte orders of machine and file; nothing to do on nearly all machines.
  private static func exchangeLittleEndian<Scalar>(
    _ bytes: UnsafeMutableRawBufferPointer, width: Scalar.Type
  ) {
    #if _endian(big)
      for start in stride(from: 0, to: bytes.count, by: MemoryLayout<Scalar>.size) {
        bytes[start..<start + MemoryLayout<Scalar>.size].reverse()
      }
    #endif
  }
}

extension SafetensorsTensor {
  /// Creates a tensor of non-negative counts in the smallest type that holds them: U8, U16 or I32.
  package init(name: String, counts: [Int32]) {
    precondition(counts.allSatisfy { $0 >= 0 }, "tensor \(name): a count below 0")
    let shape = [counts.count]
    switch counts.max() ?? 0 {
    case ...Int32(UInt8.max):
      self.init(name: name, shape: shape, values: counts.map { UInt8($0) })
    case ...Int32(UInt16.max):
      self.init(name: name, shape: shape, values: counts.map { UInt16($0) })
    default: self.init(name: name, shape: shape, values: counts)
    }
  }

  /// The counts in a tensor of any of these types.
  ///
  /// - Throws: `CheckpointError` for one of another type.
  package func counts() throws(CheckpointError) -> [Int32] {
    switch type {
    case .u8: try values(as: UInt8.self).map { Int32($0) }
    case .u16: try values(as: UInt16.self).map { Int32($0) }
    default: try values(as: Int32.self)
    }
  }
}

/// The type of a stored tensor's elements, in the format's order (small alignment first).
///
/// The format's 4-, 6- and 8-bit floats and its complex numbers are not supported; a reader refuses
/// them by name. `Sendable`.
public enum SafetensorsType: Int, Sendable, CaseIterable, CustomStringConvertible {
  case bool, u8, i8, i16, u16, f16, bf16, i32, u32, f32, f64, i64, u64

  private static let names = [
    "BOOL", "U8", "I8", "I16", "U16", "F16", "BF16", "I32", "U32", "F32", "F64", "I64", "U64",
  ]

  /// The type with a name in a header, such as `F32`; nil for an unknown name.
  public init?(name: String) {
    guard let index = Self.names.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) else {
      return nil
    }
    self.init(rawValue: index)
  }

  /// The name in a header, such as `F32`.
  public var name: String { Self.names[rawValue] }

  /// The same as `name`.
  public var description: String { name }

  /// The number of bytes of an element.
  public var byteCount: Int {
    switch self {
    case .bool, .u8, .i8: 1
    case .i16, .u16, .f16, .bf16: 2
    case .i32, .u32, .f32: 4
    case .f64, .i64, .u64: 8
    }
  }

  /// The number of bytes of a tensor of this type.
  ///
  /// Nil if the number of elements or of bytes overflows `Int`, even if one of the dimensions is
  /// zero: `[0, 2⁶², 4]` is refused too.
  func byteCount(of shape: [Int]) -> Int? {
    var product = byteCount
    for dimension in shape where dimension != 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
      if overflow { return nil }
      product = next
    }
    return shape.contains(0) ? 0 : product
  }
}
