/// The samplers by the names that users put in order.
public enum SamplerName: String, Sendable, Hashable, Codable, CaseIterable {
  /// Adds to the logits of named symbols.
  case bias
  /// Makes what has just been written less probable.
  case penalties
  /// Divides the logits.
  case temperature
  /// Keeps so many symbols.
  case topK = "top-k"
  /// Keeps the symbols whose cost is nearest to what is expected.
  case typical
  /// Keeps the most probable symbols up to a sum.
  case topP = "top-p"
  /// Keeps what is not much less probable than the most probable symbol.
  case minP = "min-p"

  /// The order in which they are applied unless another is asked for.
  ///
  /// The temperature stands before the filters, as in Hugging Face's `generate`; llama.cpp puts it
  /// last, after penalties, top-k, typical, top-p and min-p in this order.
  public static let defaultOrder = allCases
}
