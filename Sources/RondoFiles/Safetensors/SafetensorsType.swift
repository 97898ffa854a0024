/// The type of a stored tensor's elements, in the format's order (small alignment first).
///
/// Leaves out the format's 4-, 6- and 8-bit floats and its complex numbers, which a reader refuses
/// by name. Sendable: a plain value.
public enum SafetensorsType: Int, Sendable, CaseIterable, CustomStringConvertible {
  case bool, u8, i8, i16, u16, f16, bf16, i32, u32, f32, f64, i64, u64

  private static let names = [
    "BOOL", "U8", "I8", "I16", "U16", "F16", "BF16", "I32", "U32", "F32", "F64", "I64", "U64",
  ]

  /// The type with the name that a header writes, such as `F32`; nil for any other name.
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

  /// Bytes an element.
  public var byteCount: Int {
    switch self {
    case .bool, .u8, .i8: 1
    case .i16, .u16, .f16, .bf16: 2
    case .i32, .u32, .f32: 4
    case .f64, .i64, .u64: 8
    }
  }

  /// The bytes that a tensor of this type takes.
  ///
  /// Nil where the element count or the byte count does not fit into an `Int`. A zero among the
  /// dimensions does not excuse the others: `[0, 2⁶², 4]` is refused too.
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
