import CICU

/// A judgement of whether a decoding is plausible text, from the surroundings of its non-ASCII
/// characters.
///
/// A wrong single-byte encoding puts symbols and capitals inside words, or controls into the text.
struct PlausibleText {
  private var nonASCII = 0
  private var oddities = 0

  /// Whether at most one non-ASCII character in a hundred is implausible.
  var isPlausible: Bool { oddities * 100 <= nonASCII }

  /// Reads well-formed UTF-8.
  ///
  /// In scripts without spaces the shape of words says nothing: there only controls are
  /// implausible.
  init(_ utf8: [UInt8], checkingWords: Bool) {
    var before = CICU_OTHER
    var current: Unicode.Scalar = " "
    var kind = CICU_OTHER
    for next in String(decoding: utf8, as: UTF8.self).unicodeScalars {
      let nextKind = cicu_kind_of(next.value)
      judge(current, kind, before, nextKind, checkingWords)
      (before, current, kind) = (kind, next, nextKind)
    }
    judge(current, kind, before, CICU_OTHER, checkingWords)
  }

  private mutating func judge(
    _ scalar: Unicode.Scalar, _ kind: cicu_kind, _ before: cicu_kind, _ after: cicu_kind,
    _ checkingWords: Bool
  ) {
    guard !scalar.isASCII else { return }
    nonASCII += 1
    switch kind {
    case CICU_CONTROL: oddities += 3
    case CICU_UPPER where checkingWords: oddities += before == CICU_LOWER ? 1 : 0
    case CICU_OTHER where checkingWords:
      let joins = scalar == "’" || scalar == "·" || scalar == "\u{AD}"
      if !joins, Self.isLetter(before), Self.isLetter(after) { oddities += 1 }
    default: break
    }
  }

  private static func isLetter(_ kind: cicu_kind) -> Bool {
    kind == CICU_LOWER || kind == CICU_UPPER || kind == CICU_LETTER
  }
}
