import CICU

/// The versions of ICU and of its Unicode data.
///
/// Boundaries of graphemes and words, and normal forms, depend on these data. A model file records
/// both versions, because the symbols of a text may differ under others.
public enum ICU {
  /// The version of the ICU library in use, such as "72.1".
  public static let icuVersion = text(of: cicu_version)

  /// The version of ICU's Unicode data, such as "15.0".
  public static let unicodeVersion = text(of: cicu_unicode_version)

  private static func text(of write: (UnsafeMutablePointer<CChar>?) -> Void) -> String {
    let buffer = [CChar](unsafeUninitializedCapacity: Int(CICU_VERSION_CAPACITY)) { buffer, count in
      write(buffer.baseAddress)
      count = buffer.firstIndex(of: 0) ?? 0
    }
    return String(decoding: buffer.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
