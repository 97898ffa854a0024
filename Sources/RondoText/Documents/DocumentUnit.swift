/// Names what a document of a corpus is.
///
/// Between documents nothing is carried on: each is a text of its own.
public enum DocumentUnit: String, Codable, Sendable, CaseIterable {
  /// All files together are one continuous text.
  case none
  /// A file; an empty one is none.
  case file
  /// A line without the LF or CR LF at its end; an empty one is none.
  case line
  /// Lines between blank ones, which hold nothing but spaces and tabs. The line ends inside are part
  /// of it, those around it are not. No document reaches across the end of a file.
  case paragraph
}
