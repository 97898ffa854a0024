import RondoFiles

/// Why a generated set is not written.
///
/// `Sendable`.
public enum GenerationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Files of that name are there.
  case exists(paths: [String])

  /// One line: what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .exists(let paths):
      "\(paths.map(\.quoted).joined(separator: ", ")) \(paths.count == 1 ? "is" : "are") there "
        + "already: overwrite with --overwrite, or choose another --out"
    }
  }
}
