public import RondoText

/// The conditions that end a text, and what it must not contain, whatever the samplers do.
///
/// Strings are brought to the normal form and the line ends that the model was trained on. A text
/// of byte pairs also consists of whole characters. Where these limits leave no symbol, the text
/// ends (`SampleEnding.deadEnd`). `Sendable`.
public struct TextLimits: Sendable {
  /// The maximum number of symbols.
  public var length = 500
  /// The minimum number of symbols: the end of a document is not drawn before, and a stop string ends
  /// a text only if it begins after them.
  public var minimumLength = 0
  /// A text ends before any of these.
  public var stops: [[UInt8]] = []
  /// The symbol that ends a document and is not part of the text; nil is the model's own, if it has
  /// documents.
  public var endOfDocument: Int32?
  /// Strings that a text must not hold, wherever its symbols are cut.
  public var banned: [[UInt8]] = []
  /// The length of the runs of symbols, the prompt's included, that occur at most once.
  public var unrepeatedLength: Int?
  /// The length of the longest run of symbols that may be copied from the training text; needs
  /// `trainingText`.
  ///
  /// A copy whose byte-pair units are cut differently there than in the text is not noticed.
  public var maximumCopy: Int?
  /// The training text.
  public var trainingText: CopyIndex?
  /// Further constraints: samplers that only exclude symbols. They act after the limits above and
  /// before all samplers.
  public var constraints: [any Sampler] = []

  /// Limits of 500 symbols and nothing else.
  public init() {}
}

/// Why a text has ended.
public enum SampleEnding: String, Sendable, Hashable, Codable {
  /// It has all the symbols that were asked for.
  case length
  /// A stop string came.
  case stop
  /// The end of a document was drawn.
  case endOfDocument
  /// Everything that could follow is forbidden.
  case deadEnd
}

extension TextLimits {
  /// The tables that the rules of all texts share. `Sendable`.
  struct Tables: Sendable {
    let banned: BannedStrings.Table?
    let characters: WholeCharacters.Table?
  }

  /// The tables for the texts of a model.
  func tables(for tokenizer: Tokenizer) -> Tables {
    let strings = banned.map(tokenizer.normalized).filter { !$0.isEmpty }
    let vocabulary = tokenizer.vocabulary
    return Tables(
      banned: strings.isEmpty ? nil : BannedStrings.Table(strings, vocabulary),
      characters: tokenizer.unit == .bpe ? WholeCharacters.Table(vocabulary) : nil)
  }

  /// The rules for one text.
  func rules(_ tables: Tables) -> [any Sampler] {
    var rules: [any Sampler] = []
    if let endOfDocument { rules.append(MinimumLength(minimumLength, end: endOfDocument)) }
    if let table = tables.characters { rules.append(WholeCharacters(table)) }
    if let table = tables.banned { rules.append(BannedStrings(table)) }
    if let unrepeatedLength { rules.append(NoRepeatedNGrams(length: unrepeatedLength)) }
    if let maximumCopy {
      guard let trainingText else { preconditionFailure("a limit of copies from an unknown text") }
      rules.append(CopyLimit(trainingText, length: maximumCopy))
    }
    return rules + constraints
  }

  /// The same limits, with a model's own border as the end of a document where it has one.
  func ending(with tokenizer: Tokenizer) -> TextLimits {
    var limits = self
    limits.endOfDocument = endOfDocument ?? tokenizer.vocabulary.borderID
    return limits
  }
}

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
