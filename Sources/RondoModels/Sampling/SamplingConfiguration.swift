/// The built-in samplers, by the names that users put in order. `Sendable`.
public enum SamplerName: String, Sendable, Hashable, Codable, CaseIterable {
  /// Adds to the logits of named symbols.
  case bias
  /// Makes recent symbols less probable.
  case penalties
  /// Divides the logits.
  case temperature
  /// Keeps the K most probable symbols.
  case topK = "top-k"
  /// Keeps the symbols whose cost is nearest to the entropy.
  case typical
  /// Keeps the most probable symbols up to a sum.
  case topP = "top-p"
  /// Keeps symbols by their probability relative to the highest one.
  case minP = "min-p"

  /// The order in which they are applied unless another is asked for.
  ///
  /// The temperature stands before the filters, as in Hugging Face's `generate`; llama.cpp puts it
  /// last, after penalties, top-k, typical, top-p and min-p in this order.
  public static let defaultOrder = allCases
}

/// The settings of the built-in samplers, and the seed of the draws.
///
/// The samplers are applied one after another in `order`; each acts on what those before it have
/// left. With the default order the probabilities are softmax((logits + bias, penalized) /
/// temperature), of which `topK`, `typical`, `topP` and `minP` keep a part. Ties go to the lower
/// id. A value that changes nothing (1 for `topP`, `typical` and `repetitionPenalty`, 0 for `minP`
/// and the other penalties) gives the same bits as no sampler. `Sendable`.
public struct SamplingConfiguration: Sendable, Hashable, Codable {
  /// 1 is the model's own distribution, less is safer, more is wilder; 0, like any value below 10⁻⁶,
  /// always takes the most probable symbol.
  public var temperature = 1.0
  /// The number of symbols that top-k keeps.
  public var topK: Int?
  /// Keeps the most probable symbols up to this sum (Holtzman et al. 2020).
  public var topP: Double?
  /// Keeps the symbols with at least this fraction of the highest probability (Nguyen et al. 2024).
  public var minP = 0.0
  /// Keeps the symbols whose cost is nearest to the entropy, up to this sum of probabilities
  /// (Meister et al. 2023).
  public var typical = 1.0
  /// Divides positive logits of symbols in the window, and multiplies others (Keskar et al. 2019).
  public var repetitionPenalty = 1.0
  /// Subtracted from the logits of symbols in the window.
  public var presencePenalty = 0.0
  /// Subtracted from the logit of a symbol for each time that it stands in the window.
  public var frequencyPenalty = 0.0
  /// The number of recent symbols, the prompt's included, that the penalties look at.
  public var penaltyWindow = 64
  /// Added to the logits of these ids; −∞ excludes a symbol.
  public var bias: [Int32: Float] = [:]
  /// The samplers that are applied, in this order; none twice.
  public var order = SamplerName.defaultOrder
  /// The seed that the draws depend on, with the number of the sample.
  public var seed: UInt64 = 1

  /// The defaults.
  public init() {}
}

extension SamplingConfiguration {
  /// The samplers that have an effect, in order, with the seed.
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
