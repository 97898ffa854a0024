import RondoText
internal import Synchronization

/// Excludes each symbol that would complete a banned string, including strings that began in
/// earlier symbols.
struct BannedStrings: Sampler {
  private let table: Table
  private var state = 0

  init(_ table: Table) { self.table = table }

  mutating func apply(to candidates: inout Candidates) {
    for id in table.forbidden.ids(in: state) { candidates.exclude(Int(id)) }
  }

  mutating func take(_ id: Int32) {
    guard let next = table.matcher.advance(state, table.symbols[Int(id)]) else {
      preconditionFailure("symbol \(id), which completes a banned string, was drawn")
    }
    state = next
  }

  /// Data that samples share. `Sendable`.
  struct Table: Sendable {
    fileprivate let matcher: ByteMatcher
    fileprivate let symbols: [[UInt8]]
    fileprivate let forbidden: ForbiddenSymbols<Int>

    init(_ strings: [[UInt8]], _ vocabulary: Vocabulary) {
      let (matcher, symbols) = (ByteMatcher(strings), vocabulary.symbols)
      (self.matcher, self.symbols) = (matcher, symbols)
      forbidden = ForbiddenSymbols(count: symbols.count) { id, state in
        matcher.advance(state, symbols[id]) == nil
      }
    }
  }
}

/// Excludes the end-of-document symbol until a text has `length` symbols.
struct MinimumLength: Sampler {
  let end: Int32
  let length: Int
  private var count = 0

  init(_ length: Int, end: Int32) { (self.length, self.end) = (length, end) }

  mutating func apply(to candidates: inout Candidates) {
    if count < length { candidates.exclude(Int(end)) }
  }

  mutating func take(_ id: Int32) { count += 1 }
}

/// Excludes each symbol that would complete a sequence of n symbols that already occurs in the
/// text, including the prompt.
///
/// Sequences of n − 1 symbols are found by a hash and then compared: time grows with the number of
/// earlier occurrences, memory with the text.
struct NoRepeatedNGrams: Sampler {
  private let length: Int
  private var text: [Int32] = []
  /// Position after the latest occurrence of the n − 1 symbols with a hash.
  private var latest: [UInt64: Int] = [:]
  /// For each position, the previous one whose preceding n − 1 symbols have the same hash; −1 for
  /// none.
  private var earlier: [Int] = []

  init(length: Int) { self.length = length }

  mutating func read(_ prompt: [Int32]) {
    for id in prompt { take(id) }
  }

  mutating func apply(to candidates: inout Candidates) {
    guard let hash = contextHash else { return }
    let context = text.suffix(length - 1)
    var place = latest[hash] ?? -1
    while place >= 0 {
      let id = Int(text[place])
      // The prompt may contain the id of an unknown symbol, which is never drawn.
      if id < candidates.logits.count, text[(place - length + 1)..<place] == context {
        candidates.exclude(id)
      }
      place = earlier[place]
    }
  }

  mutating func take(_ id: Int32) {
    let hash = contextHash
    earlier.append(hash.flatMap { latest[$0] } ?? -1)
    if let hash { latest[hash] = text.count }
    text.append(id)
  }

  /// Hash of the last n − 1 symbols; nil if there are fewer.
  private var contextHash: UInt64? {
    guard text.count >= length - 1 else { return nil }
    var hash: UInt64 = 0
    for id in text.suffix(length - 1) {
      hash = (hash ^ UInt64(id)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
    }
    return hash
  }
}

/// Excludes each symbol that would complete a copy of more than N symbols from the training text.
///
/// A sequence that contains one absent from the training text is absent too, so only every few
/// symbols need a look-up.
struct CopyLimit: Sampler {
  private let index: CopyIndex
  private let length: Int
  private var text: [Int32] = []
  /// A sequence that begins here and ends within the drawn symbols is not in the training text.
  private var absentStart = -1

  init(_ index: CopyIndex, length: Int) { (self.index, self.length) = (index, length) }

  mutating func apply(to candidates: inout Candidates) {
    let start = text.count - length
    guard start >= 0, absentStart < start else { return }
    let found = index.match(endOf: text[start...])
    guard found.length == length else { return absentStart = text.count - found.length - 1 }
    for id in index.successors(of: found.places) where id < candidates.logits.count {
      candidates.exclude(Int(id))
    }
  }

  mutating func take(_ id: Int32) { text.append(id) }
}

/// Excludes each symbol after which the bytes could not become well-formed UTF-8.
///
/// For byte pairs, some of which are single bytes: a model that has begun a rare character must
/// complete it. Not used for models of bytes, whose output is bytes.
struct WholeCharacters: Sampler {
  private let table: Table
  private var end = UnfinishedCharacter()

  init(_ table: Table) { self.table = table }

  mutating func apply(to candidates: inout Candidates) {
    for id in table.forbidden.ids(in: end) { candidates.exclude(Int(id)) }
  }

  mutating func take(_ id: Int32) {
    guard let next = end.appending(table.symbols[Int(id)]) else {
      preconditionFailure("symbol \(id), which is part of no character here, was drawn")
    }
    end = next
  }

  /// Data that samples share. `Sendable`.
  struct Table: Sendable {
    fileprivate let symbols: [[UInt8]]
    fileprivate let forbidden: ForbiddenSymbols<UnfinishedCharacter>

    /// A symbol without bytes ends a document and cannot follow an incomplete character.
    init(_ vocabulary: Vocabulary) {
      let symbols = vocabulary.symbols
      self.symbols = symbols
      forbidden = ForbiddenSymbols(count: symbols.count) { id, end in
        end.appending(symbols[id]) == nil || (symbols[id].isEmpty && !end.isEmpty)
      }
    }
  }
}

/// Symbols forbidden in a state, computed when the state first occurs, for all samples.
///
/// `Sendable`: several threads draw samples.
final class ForbiddenSymbols<State: Hashable & Sendable>: Sendable {
  private let count: Int
  private let isForbidden: @Sendable (_ id: Int, State) -> Bool
  private let found = Mutex<[State: [Int32]]>([:])

  /// Creates the table of `count` symbols; `isForbidden` decides on each.
  init(count: Int, _ isForbidden: @escaping @Sendable (_ id: Int, State) -> Bool) {
    (self.count, self.isForbidden) = (count, isForbidden)
  }

  func ids(in state: State) -> [Int32] {
    found.withLock { found in
      if let known = found[state] { return known }
      let ids = (0..<count).filter { isForbidden($0, state) }.map { Int32($0) }
      found[state] = ids
      return ids
    }
  }
}

/// Finds any of several strings in a sequence of bytes, in one step per byte for any number of
/// strings: the automaton of Aho & Corasick (1975).
///
/// Needs a kilobyte for each byte of the strings. `Sendable`.
struct ByteMatcher: Sendable {
  /// Next state for each state and each of the 256 bytes.
  private var next: [Int32]
  private var isMatch: [Bool]

  /// Creates a matcher of non-empty strings; its first state is 0.
  init(_ strings: [[UInt8]]) {
    (next, isMatch) = (Array(repeating: -1, count: 256), [false])
    for string in strings { add(string) }
    link()
  }

  private mutating func add(_ string: [UInt8]) {
    var state = 0
    for byte in string {
      let place = state * 256 + Int(byte)
      if next[place] < 0 {
        next[place] = Int32(isMatch.count)
        next += Array(repeating: -1, count: 256)
        isMatch.append(false)
      }
      state = Int(next[place])
    }
    isMatch[state] = true
  }

  /// Completes the transitions of each state with those of its longest proper suffix that is a
  /// prefix of a string.
  private mutating func link() {
    var fallback = Array(repeating: 0, count: isMatch.count)
    var queue = [0]
    var first = 0
    while first < queue.count {
      let state = queue[first]
      first += 1
      if isMatch[fallback[state]] { isMatch[state] = true }
      for byte in 0..<256 {
        let other = state == 0 ? 0 : next[fallback[state] * 256 + byte]
        let child = next[state * 256 + byte]
        guard child >= 0 else {
          next[state * 256 + byte] = other
          continue
        }
        fallback[Int(child)] = Int(other)
        queue.append(Int(child))
      }
    }
  }

  /// State after bytes; nil if they complete one of the strings.
  func advance(_ state: Int, _ bytes: [UInt8]) -> Int? {
    var state = state
    for byte in bytes {
      state = Int(next[state * 256 + Int(byte)])
      if isMatch[state] { return nil }
    }
    return state
  }
}
