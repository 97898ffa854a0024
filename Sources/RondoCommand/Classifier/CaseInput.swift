import Rondo
import RondoData

/// Lines of a file or of standard input, in groups as they arrive.
///
/// Standard input in UTF-8 is read as it arrives, so that each line is answered at once; in another
/// encoding it is read to its end first, like a file.
final class CaseInput {
  let path: String
  let lossy: Bool
  /// Bytes that were read but not yet returned.
  private var rest: [UInt8] = []
  /// Number of these bytes known to contain no line feed, so that a long line is not searched again
  /// with each piece.
  private var searched = 0
  private var hasEnded = false
  private var hasBegun = false
  private var buffer: [UInt8] = []

  /// Creates the input; `encoding` is that of the training data, used for files unless another is
  /// chosen.
  init(
    _ path: String, _ encoding: String, _ reading: CaseReadingOptions,
    _ output: PredictionOutputOptions
  ) throws(DataError) {
    (self.path, lossy) = (path, reading.lossy)
    let name = reading.encoding ?? (path == "-" ? "UTF-8" : encoding)
    if path == "-", ["auto", "utf-8", "utf8"].contains(name.lowercased()) { return }
    var reader = CorpusReader(encoding: name == "auto" ? .auto : .named(name), lossy: lossy)
    reader.keepsDamage = true  // a damaged line gets an error as its answer
    let corpus = try reader.readText(path)
    for note in corpus.notes { output.note(note.withFlags) }
    (rest, hasEnded) = (corpus.utf8, true)
  }

  /// Returns the next lines, without line ends, at least one; nil at the end.
  func next() throws(DataError) -> [[UInt8]]? {
    if !hasBegun { try begin() }
    while true {
      if let end = rest[searched...].lastIndex(of: 0x0A) {
        let lines = Self.lines(of: rest[...end])
        rest.removeSubrange(...end)
        searched = 0
        return lines
      }
      searched = rest.count
      if hasEnded {
        defer { (rest, searched) = ([], 0) }
        return rest.isEmpty ? nil : Self.lines(of: rest[...])
      }
      try readMore()
    }
  }

  /// Throws if a stream is not text, before any line is answered.
  private func begin() throws(DataError) {
    hasBegun = true
    // The first bytes of a pipe may arrive one by one.
    while !hasEnded, rest.count < 16, !rest.contains(0x0A) { try readMore() }
    if let format = BinaryFormat(startOf: rest) { throw .text(path: path, .binary(format)) }
  }

  private func readMore() throws(DataError) {
    if buffer.isEmpty { buffer = Array(repeating: 0, count: 1 << 16) }
    let count = try InputFile.readStandardInput(into: &buffer)
    rest += buffer[..<count]
    hasEnded = count == 0
  }

  /// Splits bytes at line feeds; a carriage return before one is removed too.
  private static func lines(of bytes: ArraySlice<UInt8>) -> [[UInt8]] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if bytes.last == 0x0A { lines.removeLast() }
    return lines.map { Array($0.last == 0x0D ? $0.dropLast() : $0) }
  }
}
