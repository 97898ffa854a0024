import RondoText

/// Excludes each symbol that would complete one of several strings, also one that began symbols
/// before.
struct BannedStrings: Sampler {
  private let table: Table
  private var state = 0

  init(_ table: Table) { self.table = table }

  mutating func apply(to candidates: inout Candidates) {
    for id in table.forbidden(in: state) { candidates.exclude(Int(id)) }
  }

  mutating func take(_ id: Int32) { state = table.state(after: id, in: state) }

  /// Which symbols complete a banned string, found for each state of the matcher when it is first
  /// reached, for all samples. Not `Sendable`.
  final class Table {
    private let matcher: ByteMatcher
    private let symbols: [[UInt8]]
    private var found: [Int: [Int32]] = [:]

    init(_ strings: [[UInt8]], _ vocabulary: Vocabulary) {
      matcher = ByteMatcher(strings)
      symbols = vocabulary.symbols
    }

    func forbidden(in state: Int) -> [Int32] {
      if let known = found[state] { return known }
      let ids = symbols.indices.filter { matcher.advance(state, symbols[$0]) == nil }
      found[state] = ids.map { Int32($0) }
      return found[state] ?? []
    }

    func state(after id: Int32, in state: Int) -> Int {
      guard let next = matcher.advance(state, symbols[Int(id)]) else {
        preconditionFailure("symbol \(id), which completes a banned string, was drawn")
      }
      return next
    }
  }
}
