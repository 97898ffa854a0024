/// Names the encoding of a text, or leaves it to be found out.
public enum TextEncoding: Sendable, Equatable {
  /// A byte-order mark, then UTF-8, then a guess that must be certain.
  case auto
  /// Any encoding of ICU's, by any of its names; case and punctuation do not matter.
  case named(String)
}
