/// How the next symbol is chosen from a model's logits.
///
/// The probabilities are softmax(logits / temperature); then `topK` keeps the K most probable
/// symbols and `topP` the fewest whose probabilities sum to P (Holtzman et al. 2020). Ties go to
/// the lower id. `Sendable`.
public struct SamplingConfiguration: Sendable, Hashable, Codable {
  /// 1 is the model's own distribution, less is safer, more is wilder; 0, and what is
  /// below 10⁻⁶ and could not be told from it, always takes the most probable symbol.
  public var temperature = 1.0
  /// Keeps so many symbols.
  public var topK: Int?
  /// Keeps the most probable symbols up to this sum.
  public var topP: Double?
  /// What the draws depend on, with the number of the sample.
  public var seed: UInt64 = 1

  /// The defaults.
  public init() {}
}
