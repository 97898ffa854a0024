import RondoText

/// The text of one sample on its way: what could begin a stop string is held back.
struct GrowingText {
  /// What a text consists of.
  enum Kind {
    /// Symbols that are text: whole graphemes are given out.
    case text
    /// Symbols that may be parts of characters: it ends before a character that is not whole.
    case characters
    /// Bytes, given out as they are.
    case bytes

    /// The kind of a model's texts.
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
  /// What was noted of the symbols that begin before the end of the text.
  private(set) var symbols: [DrawnSymbol] = []

  /// A text that no stop string ends before it has `minimumLength` symbols.
  init(stops: StopStrings, minimumLength: Int, kind: Kind) {
    (self.stops, unstoppable, self.kind) = (stops, minimumLength, kind)
  }

  /// Keeps a symbol, whose bytes are pushed next.
  mutating func note(_ symbol: DrawnSymbol) {
    symbols.append(symbol)
    starts.append(released + held.count)
  }

  /// Adds a symbol; returns what can be printed now.
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

  /// Ends the text; returns the rest.
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

  /// Forgets what was noted of the symbols that begin at this byte of the text or later.
  private mutating func forgetSymbols(from end: Int) {
    while let start = starts.last, start >= end {
      starts.removeLast()
      symbols.removeLast()
    }
  }
}

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
