import RondoText

/// The text of one sample on its way: what could begin a stop string is held back.
struct GrowingText {
  private let stops: StopStrings
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
  init(stops: StopStrings, minimumLength: Int) {
    (self.stops, unstoppable) = (stops, minimumLength)
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
      while let start = starts.last, start >= released + stop {
        starts.removeLast()
        symbols.removeLast()
      }
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
    defer { held = [] }
    return stream.push(held) + stream.finish()
  }
}
