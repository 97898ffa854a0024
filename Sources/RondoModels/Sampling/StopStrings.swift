import RondoText

/// Finds stop strings in a text as it grows.
struct StopStrings {
  private let strings: [[UInt8]]

  /// The strings as the tokenizer reads text; empty ones stop nothing. Where the model's lines end
  /// with CR LF, one that begins with LF begins with the CR before it too, if there is one.
  init(_ strings: [[UInt8]], _ tokenizer: Tokenizer) {
    let strings = strings.map(tokenizer.normalized).filter { !$0.isEmpty }
    let hasWindowsLineEnds =
      tokenizer.lineEnd.map { tokenizer.vocabulary.bytes(of: $0) == [0x0D, 0x0A] } ?? false
    let wholeLineEnds =
      hasWindowsLineEnds ? strings.filter { $0[0] == 0x0A }.map { [0x0D] + $0 } : []
    self.strings = strings + wholeLineEnds
  }

  /// Where the earliest stop string begins in these bytes.
  func first(in bytes: [UInt8]) -> Int? {
    strings.compactMap { stop in
      guard bytes.count >= stop.count else { return nil }
      return (0...bytes.count - stop.count).first { bytes[$0...].starts(with: stop) }
    }.min()
  }

  /// The length of the longest end of these bytes that begins a stop string.
  func longestBeginning(in bytes: [UInt8]) -> Int {
    var longest = 0
    for stop in strings {
      for count in stride(from: min(stop.count - 1, bytes.count), to: longest, by: -1)
      where bytes.suffix(count).elementsEqual(stop.prefix(count)) {
        longest = count
        break
      }
    }
    return longest
  }
}
