import Foundation
import RondoFiles
import RondoText
import TestSupport

@testable import RondoData

/// The one line that an error becomes, without the folder of the file, and its exit code's category.
func message(_ error: DataError, without path: String) -> String {
  let folder = URL(filePath: path).deletingLastPathComponent().path
  return "\(error)".replacing(folder + "/", with: "").replacing(folder, with: "FOLDER")
}

/// What a reader says about a file with these contents; nil where it reads it.
func complaint(
  _ name: String, _ contents: [UInt8], _ read: (String) throws(DataError) -> Void
) throws -> (text: String, category: ErrorCategory)? {
  try withFile(name, contents) { path in
    do throws(DataError) {
      try read(path)
      return nil
    } catch { return (message(error, without: path), error.category) }
  }
}

/// Labelled texts from a file with these contents.
func labelled(
  _ contents: String, in name: String = "data.csv",
  _ change: (inout LabelledTextReader) -> Void = { _ in }
) throws -> LabelledText {
  var reader = LabelledTextReader()
  change(&reader)
  return try withFile(name, Array(contents.utf8)) { try reader.read([$0]) }
}

/// Series from a file with these contents.
func series(
  _ contents: String, in name: String, _ change: (inout SeriesReader) -> Void = { _ in }
) throws -> SeriesFile {
  var reader = SeriesReader()
  change(&reader)
  return try withFile(name, Array(contents.utf8)) { try reader.read($0) }
}

/// A text as the readers see it.
func source(_ text: String) -> SourceText {
  SourceText(path: "file", utf8: Array(text.utf8))
}

extension TextCase {
  /// A case with one label.
  init(_ text: String, _ label: ClassLabel) { self.init(text, labels: [label]) }
}
