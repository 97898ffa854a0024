import RondoText

/// The text of one sample on its way: what could begin a stop string is held back.
struct GrowingText {
  private let stops: StopStrings
  private let isOfCharacters: Bool
  private var unstoppable: Int
  private var held: [UInt8] = []
  private var released = 0
  private var stream = GraphemeStream()
  private var starts: [Int] = []

  /// True after a stop string or `finish`.
  private(set) var hasEnded = false
  /// What was noted of the symbols that begin before the end of the text.
  private(set) var symbols: [DrawnSymbol] = []

  /// A text that no stop string ends before it has `minimumLength` symbols; where it is one of
  /// characters, it ends before one that is not whole.
  init(stops: StopStrings, minimumLength: Int, isOfCharacters: Bool) {
    (self.stops, unstoppable, self.isOfCharacters) = (stops, minimumLength, isOfCharacters)
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
      return stream.push(symbol)
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
    return stream.push(text)
  }

  /// Ends the text; returns the rest.
  mutating func finish() -> [UInt8] {
    hasEnded = true
    let text = stream.push(held)
    if isOfCharacters {
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
