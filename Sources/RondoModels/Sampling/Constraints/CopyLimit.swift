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
