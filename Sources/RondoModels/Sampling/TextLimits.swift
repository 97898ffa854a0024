public import RondoText

/// Conditions that end a text, and constraints on its contents that hold whatever the samplers do.
///
/// Strings are converted to the normal form and the line ends of the training text. A text of byte
/// pairs also consists of whole characters only. If these limits leave no symbol, the text ends
/// (`SampleEnding.deadEnd`). `Sendable`.
public struct TextLimits: Sendable {
  /// Largest number of symbols.
  public var length = 500
  /// Smallest number of symbols: the end of a document is not drawn earlier, and a stop string ends
  /// a text only if it begins later.
  public var minimumLength = 0
  /// Stop strings: a text ends before the first of them.
  public var stops: [[UInt8]] = []
  /// Symbol that ends a document and is not part of the text; nil for the model's own, if it has
  /// documents.
  public var endOfDocument: Int32?
  /// Strings that must not occur in a text, regardless of its division into symbols.
  public var banned: [[UInt8]] = []
  /// Length of the sequences of symbols, including the prompt, that may occur only once; nil for no
  /// limit.
  public var unrepeatedLength: Int?
  /// Length of the longest sequence of symbols that may be copied from the training text, which
  /// requires `trainingText`; nil for no limit.
  ///
  /// A copy that is divided into other byte-pair units than in the training text is not detected.
  public var maximumCopy: Int?
  /// Index of the training text.
  public var trainingText: CopyIndex?
  /// Further constraints: samplers that only exclude symbols. They act after the limits above and
  /// before all samplers.
  public var constraints: [any Sampler] = []

  /// Creates limits of 500 symbols without further conditions.
  public init() {}
}

/// Reason for the end of a text.
public enum SampleEnding: String, Sendable, Hashable, Codable {
  /// The text has the largest number of symbols.
  case length
  /// A stop string occurred.
  case stop
  /// The end of a document was drawn.
  case endOfDocument
  /// No symbol is allowed.
  case deadEnd
}

extension TextLimits {
  /// Tables shared by the rules of all texts. `Sendable`.
  struct Tables: Sendable {
    let banned: BannedStrings.Table?
    let characters: WholeCharacters.Table?
  }

  /// Tables for the texts of a model.
  func tables(for tokenizer: Tokenizer) -> Tables {
    let strings = banned.map(tokenizer.normalized).filter { !$0.isEmpty }
    let vocabulary = tokenizer.vocabulary
    return Tables(
      banned: strings.isEmpty ? nil : BannedStrings.Table(strings, vocabulary),
      characters: tokenizer.unit == .bpe ? WholeCharacters.Table(vocabulary) : nil)
  }

  /// Rules for one text.
  func rules(_ tables: Tables) -> [any Sampler] {
    var rules: [any Sampler] = []
    if let endOfDocument { rules.append(MinimumLength(minimumLength, end: endOfDocument)) }
    if let table = tables.characters { rules.append(WholeCharacters(table)) }
    if let table = tables.banned { rules.append(BannedStrings(table)) }
    if let unrepeatedLength { rules.append(NoRepeatedNGrams(length: unrepeatedLength)) }
    if let maximumCopy {
      guard let trainingText else { preconditionFailure("maximumCopy requires trainingText") }
      rules.append(CopyLimit(trainingText, length: maximumCopy))
    }
    return rules + constraints
  }

  /// The same limits with the document boundary of a model, if it has one, as the end of a
  /// document.
  func ending(with tokenizer: Tokenizer) -> TextLimits {
    var limits = self
    limits.endOfDocument = endOfDocument ?? tokenizer.vocabulary.borderID
    return limits
  }
}

extension TextLimits {
  /// Stop strings and banned strings that cannot occur in a text of a model, because its symbols
  /// cannot form them: for example "é" as one scalar, if the vocabulary contains only its
  /// decomposed form.
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

/// Decides whether symbols, in any order, can form a text that contains a string.
private enum PossibleString {
  static func canStand(_ string: [UInt8], among symbols: [[UInt8]]) -> Bool {
    // True if a sequence of symbols can end with this prefix of the string.
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
