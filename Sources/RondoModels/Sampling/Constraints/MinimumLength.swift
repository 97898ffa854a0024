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
