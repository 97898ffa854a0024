/// A file that a model was trained on.
///
/// `Sendable`.
public struct DataSource: Sendable, Hashable, Codable {
  /// The path as it was given; "-" for standard input.
  public var path: String
  /// The number of bytes.
  public var bytes: Int
  /// The SHA-256 of the bytes, in hexadecimal.
  public var sha256: String
  /// The encoding that it was read in.
  public var encoding: String

  /// A source.
  public init(path: String, bytes: Int, sha256: String, encoding: String) {
    (self.path, self.bytes, self.sha256, self.encoding) = (path, bytes, sha256, encoding)
  }
}
