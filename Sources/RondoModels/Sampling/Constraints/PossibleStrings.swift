public import RondoText

extension TextLimits {
  /// The stop strings and banned strings that no text of a model can hold, because its symbols do
  /// not make them: for example "é" in one scalar, where the vocabulary spells it with two.
  public func impossibleStrings(
    for tokenizer: Tokenizer
  ) -> (stops: [[UInt8]], banned: [[UInt8]]) {
    let symbols = tokenizer.vocabulary.symbols
    func impossible(_ strings: [[UInt8]]) -> [[UInt8]] {
      strings.filter { !PossibleString.canStand(tokenizer.normalized($0), among: symbols) }
    }
    return (impossible(stops), impossible(banned))
  }
}

/// Whether symbols, in any order, can make a string or a text around it.
private enum PossibleString {
  static func canStand(_ string: [UInt8], among symbols: [[UInt8]]) -> Bool {
    // Whether the string up to a place can be the end of some symbols.
    var reached = Array(repeating: false, count: string.count + 1)
    reached[0] = true
    for symbol in symbols where !symbol.isEmpty {
      if contains(symbol, string) { return true }
      for start in 1..<max(symbol.count, 1) {
        let end = symbol.count - start
        if end < string.count, string[..<end].elementsEqual(symbol[start...]) {
          reached[end] = true
        }
      }
    }
    for place in string.indices where reached[place] {
      for symbol in symbols where !symbol.isEmpty {
        let rest = string[place...]
        if symbol.count >= rest.count {
          if symbol.starts(with: rest) { return true }
        } else if rest.starts(with: symbol) {
          reached[place + symbol.count] = true
        }
      }
    }
    return string.isEmpty
  }

  private static func contains(_ symbol: [UInt8], _ string: [UInt8]) -> Bool {
    symbol.count >= string.count
      && (0...symbol.count - string.count).contains { symbol[$0...].starts(with: string) }
  }
}
