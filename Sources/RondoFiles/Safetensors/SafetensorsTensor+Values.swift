/// A Swift number that a tensor can hold bit for bit.
public protocol SafetensorsScalar: BitwiseCopyable, Sendable {
  /// The type that a file calls it.
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
  /// A tensor of the type of `values`, of which there must be as many as `shape` says.
  public init<Scalar: SafetensorsScalar>(name: String, shape: [Int], values: [Scalar]) {
    self = values.withUnsafeBufferPointer { Self(name: name, shape: shape, copying: $0) }
  }

  /// A tensor with a copy of a buffer, in one pass over its bytes.
  public init<Scalar: SafetensorsScalar>(
    name: String, shape: [Int], copying values: UnsafeBufferPointer<Scalar>
  ) {
    var bytes = [UInt8](UnsafeRawBufferPointer(values))
    bytes.withUnsafeMutableBytes { Self.exchangeLittleEndian($0, width: Scalar.self) }
    self.init(name: name, type: Scalar.safetensorsType, shape: shape, bytes: bytes)
  }

  /// The elements, in one pass; throws `.wrongType` where the tensor is of another type.
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

  /// Copies the elements into a buffer of exactly as many; throws `.wrongType` as `values` does.
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

  /// Turns the machine's byte order into the file's or back; nothing to do on nearly all machines.
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
