import RondoText

/// Text of a sample while it is generated; bytes that could begin a stop string are held back.
struct GrowingText {
  /// Kind of symbols of a text.
  enum Kind {
    /// Symbols that are text: emitted as whole graphemes.
    case text
    /// Symbols that may be parts of characters: the text ends before an incomplete character.
    case characters
    /// Bytes, emitted unchanged.
    case bytes

    /// Kind of symbols for a symbol unit.
    init(_ unit: SymbolUnit) {
      switch unit {
      case .byte: self = .bytes
      case .bpe: self = .characters
      case .grapheme, .scalar, .word: self = .text
      }
    }
  }

  private let stops: StopStrings
  private let kind: Kind
  private var unstoppable: Int
  private var held: [UInt8] = []
  private var released = 0
  private var stream = GraphemeStream()
  private var starts: [Int] = []

  /// True after a stop string or `finish`.
  private(set) var hasEnded = false
  /// Symbols noted so far that begin before the end of the text.
  private(set) var symbols: [DrawnSymbol] = []

  /// Creates an empty text; stop strings are ignored in its first `minimumLength` symbols.
  init(stops: StopStrings, minimumLength: Int, kind: Kind) {
    (self.stops, unstoppable, self.kind) = (stops, minimumLength, kind)
  }

  /// Notes a symbol whose bytes are pushed next.
  mutating func note(_ symbol: DrawnSymbol) {
    symbols.append(symbol)
    starts.append(released + held.count)
  }

  /// Adds a symbol; returns the bytes that can be printed now.
  mutating func push(_ symbol: [UInt8]) -> [UInt8] {
    if unstoppable > 0 {
      unstoppable -= 1
      released += symbol.count
      return release(symbol)
    }
    held += symbol
    if let stop = stops.first(in: held) {
      held.removeSubrange(stop...)
      forgetSymbols(from: released + stop)
      return finish()
    }
    let text = Array(held.dropLast(stops.longestBeginning(in: held)))
    held.removeFirst(text.count)
    released += text.count
    return release(text)
  }

  private mutating func release(_ bytes: [UInt8]) -> [UInt8] {
    kind == .bytes ? bytes : stream.push(bytes)
  }

  /// Ends the text; returns the remaining bytes.
  mutating func finish() -> [UInt8] {
    hasEnded = true
    let text = release(held)
    if kind == .characters {
      forgetSymbols(from: released + held.count - stream.unfinishedCount)
      stream.dropUnfinished()
    }
    held = []
    return text + stream.finish()
  }

  /// Removes noted symbols that begin at or after this byte of the text.
  private mutating func forgetSymbols(from end: Int) {
    while let start = starts.last, start >= end {
      starts.removeLast()
      symbols.removeLast()
    }
  }
}

/// Finds stop strings in a growing text.
struct StopStrings {
  private let strings: [[UInt8]]

  /// Creates the finder from strings, normalized by the tokenizer; empty strings are ignored. If
  /// the model's lines end with CR LF, a string that begins with LF also matches with the CR before
  /// it.
  init(_ strings: [[UInt8]], _ tokenizer: Tokenizer) {
    let strings = strings.map(tokenizer.normalized).filter { !$0.isEmpty }
    let hasWindowsLineEnds =
      tokenizer.lineEnd.map { tokenizer.vocabulary.bytes(of: $0) == [0x0D, 0x0A] } ?? false
    let wholeLineEnds =
      hasWindowsLineEnds ? strings.filter { $0[0] == 0x0A }.map { [0x0D] + $0 } : []
    self.strings = strings + wholeLineEnds
  }

  /// Offset of the earliest stop string in these bytes.
  func first(in bytes: [UInt8]) -> Int? {
    strings.compactMap { stop in
      guard bytes.count >= stop.count else { return nil }
      return (0...bytes.count - stop.count).first { bytes[$0...].starts(with: stop) }
    }.min()
  }

  /// Length of the longest suffix of these bytes that is a proper prefix of a stop string.
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
