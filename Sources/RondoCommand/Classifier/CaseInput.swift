import Rondo
import RondoData

/// The lines of a file or of standard input, as many at a time as there are.
///
/// Standard input is read as it comes, in UTF-8, so that a line is answered at once; with another
/// encoding it is read to its end first, as files are.
final class CaseInput {
  let path: String
  let lossy: Bool
  /// What was read and has not been given out.
  private var rest: [UInt8] = []
  /// How many of these bytes are known to end no line, so that a long line is not searched anew with
  /// every piece of it.
  private var searched = 0
  private var hasEnded = false
  private var hasBegun = false
  private var buffer: [UInt8] = []

  /// Files are in the `encoding` of the training data unless another was given.
  init(
    _ path: String, _ encoding: String, _ reading: CaseReadingOptions,
    _ output: PredictionOutputOptions
  ) throws(DataError) {
    (self.path, lossy) = (path, reading.lossy)
    let name = reading.encoding ?? (path == "-" ? "UTF-8" : encoding)
    if path == "-", ["auto", "utf-8", "utf8"].contains(name.lowercased()) { return }
    var reader = CorpusReader(encoding: name == "auto" ? .auto : .named(name), lossy: lossy)
    reader.keepsDamage = true  // a damaged line is answered in its place
    let corpus = try reader.readText(path)
    for note in corpus.notes { output.note(note.withFlags) }
    (rest, hasEnded) = (corpus.utf8, true)
  }

  /// The next lines, without their ends, at least one; nil at the end.
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

  /// Refuses a stream that is no text before anything of it is answered.
  private func begin() throws(DataError) {
    hasBegun = true
    // A pipe may give its first bytes one by one.
    while !hasEnded, rest.count < 16, !rest.contains(0x0A) { try readMore() }
    if let format = BinaryFormat(startOf: rest) { throw .text(path: path, .binary(format)) }
  }

  private func readMore() throws(DataError) {
    if buffer.isEmpty { buffer = Array(repeating: 0, count: 1 << 16) }
    let count = try InputFile.readStandardInput(into: &buffer)
    rest += buffer[..<count]
    hasEnded = count == 0
  }

  /// Cuts bytes at line feeds; a carriage return before one goes with it.
  private static func lines(of bytes: ArraySlice<UInt8>) -> [[UInt8]] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if bytes.last == 0x0A { lines.removeLast() }
    return lines.map { Array($0.last == 0x0D ? $0.dropLast() : $0) }
  }
}
