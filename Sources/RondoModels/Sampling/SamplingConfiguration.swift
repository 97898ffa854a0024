/// How the next symbol is chosen from a model's logits.
///
/// The samplers are applied one after another in `order`; each acts on what those before it have
/// left. With the default order the probabilities are softmax((logits + bias, penalized) /
/// temperature), of which `topK`, `typical`, `topP` and `minP` keep a part. Ties go to the lower
/// id. A value that changes nothing (1 for `topP`, `typical` and `repetitionPenalty`, 0 for `minP`
/// and the other penalties) gives the same bits as no sampler. `Sendable`.
public struct SamplingConfiguration: Sendable, Hashable, Codable {
  /// 1 is the model's own distribution, less is safer, more is wilder; 0, and what is
  /// below 10⁻⁶ and could not be told from it, always takes the most probable symbol.
  public var temperature = 1.0
  /// Keeps so many symbols.
  public var topK: Int?
  /// Keeps the most probable symbols up to this sum (Holtzman et al. 2020).
  public var topP: Double?
  /// Keeps the symbols at least so probable, as a part of the highest probability.
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
  /// How many symbols, of the prompt too, the penalties look back.
  public var penaltyWindow = 64
  /// Added to the logits of these ids; −∞ forbids a symbol.
  public var bias: [Int32: Float] = [:]
  /// Which samplers are applied, in this order; none stands there twice.
  public var order = SamplerName.defaultOrder
  /// What the draws depend on, with the number of the sample.
  public var seed: UInt64 = 1

  /// The defaults.
  public init() {}
}

extension SamplingConfiguration {
  /// The samplers that do something, in order.
  var chain: [any Sampler] {
    order.compactMap { name -> (any Sampler)? in
      switch name {
      case .bias: bias.isEmpty ? nil : LogitBias(bias)
      case .penalties: Penalties(self)
      case .temperature: Temperature(value: temperature)
      case .topK: topK.map(TopK.init)
      case .typical: typical < 1 ? LocallyTypical(mass: typical) : nil
      case .topP: topP.flatMap { $0 < 1 ? TopP(mass: $0) : nil }
      case .minP: minP > 0 ? MinP(part: minP) : nil
      }
    }
  }
}

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
