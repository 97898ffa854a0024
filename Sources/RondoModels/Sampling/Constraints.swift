import RondoText
internal import Synchronization

/// Excludes each symbol that would complete one of several strings, also one that began symbols
/// before.
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

  /// What the samples share. `Sendable`.
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

/// Keeps the symbol that ends a document from being drawn before a text has so many symbols.
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

/// Excludes each symbol that would complete a run of n symbols that stands in the text already, the
/// prompt included.
///
/// The runs of n − 1 symbols are found by a hash and compared: time grows with how often the present
/// one has stood before, memory with the text.
struct NoRepeatedNGrams: Sampler {
  private let length: Int
  private var text: [Int32] = []
  /// For a hash of n − 1 symbols, the place after their latest occurrence.
  private var latest: [UInt64: Int] = [:]
  /// For each place, the one before it whose n − 1 symbols have the same hash; −1 for none.
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
      // The prompt may hold the id of an unknown symbol, which is never drawn.
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

  /// The hash of the last n − 1 symbols; nil where there are fewer.
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

/// Excludes each symbol that would make a run of more than N symbols a copy from the training text.
///
/// A run around one that is not in the text is not in it either, so only every few symbols is
/// anything looked up.
struct CopyLimit: Sampler {
  private let index: CopyIndex
  private let length: Int
  private var text: [Int32] = []
  /// A run that begins here and ends within what was drawn is not in the training text.
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

/// Excludes each symbol whose bytes nothing could make well-formed UTF-8, after those before it.
///
/// For byte pairs, some of which are single bytes: a model that has begun a rare character must end
/// it. Of a text of bytes this is not asked, because there the bytes are what is drawn.
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

  /// What the samples share. `Sendable`.
  struct Table: Sendable {
    fileprivate let symbols: [[UInt8]]
    fileprivate let forbidden: ForbiddenSymbols<UnfinishedCharacter>

    /// A symbol without bytes ends a document, which no unfinished character does.
    init(_ vocabulary: Vocabulary) {
      let symbols = vocabulary.symbols
      self.symbols = symbols
      forbidden = ForbiddenSymbols(count: symbols.count) { id, end in
        end.appending(symbols[id]) == nil || (symbols[id].isEmpty && !end.isEmpty)
      }
    }
  }
}

/// Which symbols cannot come next in a state, found when the state first comes, for all samples.
///
/// `Sendable`: samples are drawn by several threads.
final class ForbiddenSymbols<State: Hashable & Sendable>: Sendable {
  private let count: Int
  private let isForbidden: @Sendable (_ id: Int, State) -> Bool
  private let found = Mutex<[State: [Int32]]>([:])

  /// Among `count` symbols, those of which this is true.
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

/// Finds any of several strings in a sequence of bytes, a step a byte, whatever their number: the
/// automaton of Aho & Corasick (1975).
///
/// A kilobyte for each byte of the strings. `Sendable`.
struct ByteMatcher: Sendable {
  /// The state after each of the 256 bytes, for each state.
  private var next: [Int32]
  private var isMatch: [Bool]

  /// A matcher of these strings, none of them empty; its first state is 0.
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

  /// Lets each state go on where the longest proper end of its string that begins a string does.
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

  /// The state after bytes; nil where they complete one of the strings.
  func advance(_ state: Int, _ bytes: [UInt8]) -> Int? {
    var state = state
    for byte in bytes {
      state = Int(next[state * 256 + Int(byte)])
      if isMatch[state] { return nil }
    }
    return state
  }
}
