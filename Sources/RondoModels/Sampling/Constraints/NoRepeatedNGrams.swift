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
