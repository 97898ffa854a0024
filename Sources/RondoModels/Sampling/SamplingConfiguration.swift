/// Built-in samplers by name. `Sendable`.
public enum SamplerName: String, Sendable, Hashable, Codable, CaseIterable {
  /// Adds values to the logits of some symbols.
  case bias
  /// Makes recent symbols less probable.
  case penalties
  /// Divides the logits by the temperature.
  case temperature
  /// Keeps the K most probable symbols.
  case topK = "top-k"
  /// Keeps the symbols with the costs nearest to the entropy.
  case typical
  /// Keeps the most probable symbols up to a sum of probabilities.
  case topP = "top-p"
  /// Keeps symbols above a fraction of the highest probability.
  case minP = "min-p"

  /// Default order of application.
  ///
  /// The temperature comes before the filters, as in Hugging Face's `generate`; llama.cpp applies
  /// it last, after penalties, top-k, typical, top-p and min-p.
  public static let defaultOrder = allCases
}

/// Settings of the built-in samplers, and the random seed of the draws.
///
/// Samplers are applied in `order`; each acts on the result of the previous one. In the default
/// order the probabilities are softmax(penalized(logits + bias) / temperature), filtered by `topK`,
/// `typical`, `topP` and `minP`. Of equally probable symbols the lower id comes first. A neutral
/// value (1 for `topP`, `typical` and `repetitionPenalty`, 0 for `minP` and the other penalties)
/// gives the same bits as no sampler. `Sendable`.
public struct SamplingConfiguration: Sendable, Hashable, Codable {
  /// Temperature: 1 samples from the model's own distribution, lower values give more conservative
  /// and higher values more varied text; values below 10⁻⁶ always take the most probable symbol.
  public var temperature = 1.0
  /// Number of symbols that top-k keeps; nil for no limit.
  public var topK: Int?
  /// Sum of probabilities up to which the most probable symbols are kept (Holtzman et al. 2020);
  /// nil for no limit.
  public var topP: Double?
  /// Fraction of the highest probability that a symbol must have (Nguyen et al. 2024).
  public var minP = 0.0
  /// Sum of probabilities up to which the symbols with costs nearest to the entropy are kept
  /// (Meister et al. 2023).
  public var typical = 1.0
  /// Divisor of positive logits, and factor of other logits, of symbols in the penalty window
  /// (Keskar et al. 2019).
  public var repetitionPenalty = 1.0
  /// Value subtracted from the logits of symbols in the penalty window.
  public var presencePenalty = 0.0
  /// Value subtracted from the logit of a symbol for each occurrence in the penalty window.
  public var frequencyPenalty = 0.0
  /// Length of the penalty window: number of recent symbols, including the prompt.
  public var penaltyWindow = 64
  /// Values added to the logits of these ids; −∞ excludes a symbol.
  public var bias: [Int32: Float] = [:]
  /// Samplers in order of application; none twice.
  public var order = SamplerName.defaultOrder
  /// Random seed; draws depend on it and on the index of the sample.
  public var seed: UInt64 = 1

  /// Creates the default settings.
  public init() {}
}

extension SamplingConfiguration {
  /// Samplers that have an effect, in order, with the seed.
  public var chain: SamplerChain { SamplerChain(order.compactMap(sampler), seed: seed) }

  private func sampler(_ name: SamplerName) -> (any Sampler)? {
    switch name {
    case .bias: bias.isEmpty ? nil : LogitBias(bias)
    case .penalties: penalties
    case .temperature: Temperature(temperature)
    case .topK: topK.map(TopK.init)
    case .typical: typical < 1 ? LocallyTypical(typical) : nil
    case .topP: topP.flatMap { $0 < 1 ? TopP($0) : nil }
    case .minP: minP > 0 ? MinP(minP) : nil
    }
  }

  private var penalties: Penalties? {
    let isIdle = (repetitionPenalty, presencePenalty, frequencyPenalty) == (1, 0, 0)
    guard !isIdle, penaltyWindow > 0 else { return nil }
    return Penalties(
      repetition: repetitionPenalty, presence: presencePenalty, frequency: frequencyPenalty,
      window: penaltyWindow)
  }
}
