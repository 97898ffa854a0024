/// Which form of a law series are drawn from.
///
/// Sets in the archive were not always made as the paper says that they were; what differs stands
/// with each generator. `Sendable`.
public enum SeriesLaw: String, Sendable, Codable, CaseIterable {
  /// As the paper has it, raw values.
  case published
  /// As measured on the files of the UCR archive, each series scaled to mean 0 and deviation 1.
  case archived
}
