/// Names a Unicode normal form (UAX #15) to bring text into, or none.
///
/// A letter with an accent may be spelled with one scalar or with two; without normalization these
/// are two symbols. `none` keeps every byte as it is.
public enum Normalization: String, Codable, Sendable, CaseIterable {
  /// No change.
  case none
  /// Canonical composition: é is one scalar.
  case nfc
  /// Canonical decomposition: é is e and an accent.
  case nfd
  /// Compatibility composition: as `nfc`, and ﬁ becomes f and i.
  case nfkc
  /// Compatibility decomposition: as `nfd`, and ﬁ becomes f and i.
  case nfkd
}
