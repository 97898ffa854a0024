import RondoText

/// Folding of texts that differ only in case, white space or compatibility characters.
///
///     TextFolding.folded("  Ｎaïve\u{3000}TEXT ")  // the bytes of "naïve text"
///
/// Compatibility characters become plain ones (NFKC), letters lose their case, and every run of
/// white space becomes one space, with none at the ends. Letters are folded as by Unicode's full
/// case folding (ß to ss, every sigma to one), and ı to i.
package enum TextFolding {
  package static func folded(_ text: String) -> [UInt8] {
    let normal = String(decoding: normalized(Array(text.utf8)), as: UTF8.self)
    var folded = String.UnicodeScalarView()
    for scalar in normal.unicodeScalars {
      if scalar.isASCII {
        folded.append(scalar.properties.isUppercase ? Unicode.Scalar(scalar.value + 32)! : scalar)
      } else {
        folded.append(contentsOf: caseFolded(scalar))
      }
    }
    return collapsed(normalized(Array(String(folded).utf8)))
  }

  private static func normalized(_ utf8: [UInt8]) -> [UInt8] {
    Normalization.nfkc.normalized(utf8)
  }

  /// Lower case of upper case of lower case: the first maps ẞ, the second ß and final sigma.
  private static func caseFolded(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    var result = String(scalar).unicodeScalars
    result = mapped(result, \.lowercaseMapping)
    result = mapped(result, \.uppercaseMapping)
    return mapped(result, \.lowercaseMapping)
  }

  private static func mapped(
    _ scalars: String.UnicodeScalarView, _ mapping: KeyPath<Unicode.Scalar.Properties, String>
  ) -> String.UnicodeScalarView {
    var result = String.UnicodeScalarView()
    for scalar in scalars {
      result.append(contentsOf: scalar.properties[keyPath: mapping].unicodeScalars)
    }
    return result
  }

  private static func collapsed(_ utf8: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(utf8.count)
    for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars {
      if !scalar.properties.isWhitespace {
        result.append(contentsOf: UTF8.encode(scalar)!)
      } else if result.last ?? 0x20 != 0x20 {
        result.append(0x20)
      }
    }
    if result.last == 0x20 { result.removeLast() }
    return result
  }
}
