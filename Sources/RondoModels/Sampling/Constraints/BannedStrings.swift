import RondoText

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
