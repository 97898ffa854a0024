/// A rule on the way from logits to a draw; one value for each sample.
///
/// To add one: a type that conforms, a case of `SamplerName` (or, for what must hold whatever the
/// samplers do, a field of `TextLimits`), and the place that makes it.
protocol Sampler {
  /// Takes the prompt, before anything is drawn.
  mutating func read(_ prompt: [Int32])

  /// Changes or excludes candidates for the next symbol.
  mutating func apply(to candidates: inout Candidates)

  /// Takes the symbol that was drawn.
  mutating func take(_ id: Int32)
}

extension Sampler {
  mutating func read(_ prompt: [Int32]) {}
  mutating func take(_ id: Int32) {}
}
