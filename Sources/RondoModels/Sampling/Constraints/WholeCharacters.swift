import RondoText

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
