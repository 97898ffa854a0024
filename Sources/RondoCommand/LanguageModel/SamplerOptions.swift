import ArgumentParser
import Rondo

/// The options for the samplers that choose among the symbols.
struct SamplerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Number of most probable symbols to sample from. (default: no limit)", valueName: "number"))
  var topK: Int?

  @Option(
    help: ArgumentHelp(
      """
      Nucleus sampling: sample from the fewest most probable symbols whose total probability is at \
      least this. (default: 1)
      """, valueName: "probability"))
  var topP: Double?

  @Option(
    help: ArgumentHelp(
      "Minimum probability of a symbol, as a fraction of the highest probability. (default: 0)",
      valueName: "fraction"))
  var minP: Double?

  @Option(
    help: ArgumentHelp(
      """
      Locally typical sampling: sample from the fewest symbols with information content closest to \
      the entropy whose total probability is at least this. (default: 1)
      """, valueName: "probability"))
  var typical: Double?

  @Option(
    help: ArgumentHelp(
      """
      Factor by which positive logits of recent symbols are divided and negative ones multiplied. \
      (default: 1)
      """, valueName: "factor"))
  var repetitionPenalty: Double?

  @Option(
    help: ArgumentHelp(
      "Amount subtracted from the logits of recent symbols. (default: 0)", valueName: "penalty"))
  var presencePenalty: Double?

  @Option(
    help: ArgumentHelp(
      """
      Amount subtracted from the logit of a recent symbol for each of its occurrences. (default: 0)
      """, valueName: "penalty"))
  var frequencyPenalty: Double?

  @Option(
    help: ArgumentHelp(
      """
      Number of preceding symbols, including those of the prompt, that penalties treat as recent. \
      (default: 64)
      """, valueName: "number"))
  var penaltyWindow: Int?

  @Option(
    help: ArgumentHelp(
      "Value added to the logit of a symbol; -inf excludes it. May be given several times.",
      valueName: "symbol=value"))
  var bias: [String] = []

  @Option(
    help: ArgumentHelp(
      "Samplers to apply, in this order, separated by commas. (default: "
        + SamplerName.defaultOrder.map(\.rawValue).joined(separator: ",") + ")",
      valueName: "names"))
  var samplers: String?

  func validate() throws {
    guard topK ?? 1 > 0 else { throw ValidationError("--top-k must be 1 or more") }
    try check("--top-p", topP, "above 0 and at most 1") { $0 > 0 && $0 <= 1 }
    try check("--min-p", minP, "from 0 to 1") { $0 >= 0 && $0 <= 1 }
    try check("--typical", typical, "above 0 and at most 1") { $0 > 0 && $0 <= 1 }
    let isNormal = { (value: Double) in Float(value).isFinite }
    try check("--repetition-penalty", repetitionPenalty, "above 0") {
      Float($0) > 0 && isNormal($0)
    }
    try check("--presence-penalty", presencePenalty, "a number", isNormal)
    try check("--frequency-penalty", frequencyPenalty, "a number", isNormal)
    guard penaltyWindow ?? 1 > 0 else {
      throw ValidationError("--penalty-window must be 1 or more")
    }
    guard penaltyWindow == nil || hasPenalty else {
      throw ValidationError("--penalty-window has no meaning without a penalty")
    }
    for text in bias { _ = try parsedBias(text) }
  }

  private func check(
    _ name: String, _ value: Double?, _ range: String, _ isGood: (Double) -> Bool
  ) throws {
    guard let value else { return }
    guard value.isFinite && isGood(value) else { throw ValidationError("\(name) must be \(range)") }
  }

  private var hasPenalty: Bool {
    repetitionPenalty != nil || presencePenalty != nil || frequencyPenalty != nil
  }

  /// The options that were given, with the sampler that each belongs to.
  private var given: [(option: String, sampler: SamplerName)] {
    let all: [(String, SamplerName, Bool)] = [
      ("--top-k", .topK, topK != nil), ("--top-p", .topP, topP != nil),
      ("--min-p", .minP, minP != nil),
      ("--typical", .typical, typical != nil),
      ("--repetition-penalty", .penalties, repetitionPenalty != nil),
      ("--presence-penalty", .penalties, presencePenalty != nil),
      ("--frequency-penalty", .penalties, frequencyPenalty != nil),
      ("--bias", .bias, !bias.isEmpty),
    ]
    return all.filter(\.2).map { ($0.0, $0.1) }
  }

  /// The first option here that was given.
  var firstGiven: String? { samplers == nil ? given.first?.option : "--samplers" }

  private var order: [SamplerName] {
    get throws {
      guard let samplers else { return SamplerName.defaultOrder }
      return try samplers.split(separator: ",", omittingEmptySubsequences: false).map { name in
        guard let known = SamplerName(rawValue: String(name)) else {
          throw ValidationError(
            "--samplers knows no '\(name)'; it is a list of "
              + SamplerName.allCases.map(\.rawValue).joined(separator: ","))
        }
        return known
      }
    }
  }

  /// Refuses an order of samplers that names one twice, or lacks one whose option is given.
  func check(temperature: Double?) throws {
    let order = try order
    let given = (temperature == nil ? [] : [("--temperature", .temperature)]) + given
    for (place, name) in order.enumerated() where order[..<place].contains(name) {
      throw ValidationError("--samplers names '\(name.rawValue)' twice")
    }
    for (option, sampler) in given where !order.contains(sampler) {
      throw ValidationError(
        "\(option) is given, but --samplers does not name '\(sampler.rawValue)'")
    }
  }

  private func parsedBias(_ text: String) throws -> (symbol: String, value: Float) {
    guard let sign = text.lastIndex(of: "="), sign > text.startIndex,
      let value = Float(text[text.index(after: sign)...]), value.isFinite || value == -.infinity
    else {
      throw ValidationError("--bias must be a symbol, '=' and a number or -inf, not '\(text)'")
    }
    return (String(text[..<sign]), value)
  }

  /// The configuration for sampling from a model.
  func configuration(
    for tokenizer: Tokenizer, temperature: Double?, seed: UInt64
  ) throws -> SamplingConfiguration {
    var result = SamplingConfiguration.recommended
    result.temperature = temperature ?? result.temperature
    (result.topK, result.topP) = (topK ?? result.topK, topP ?? result.topP)
    (result.minP, result.typical) = (minP ?? result.minP, typical ?? result.typical)
    result.repetitionPenalty = repetitionPenalty ?? result.repetitionPenalty
    result.presencePenalty = presencePenalty ?? result.presencePenalty
    result.frequencyPenalty = frequencyPenalty ?? result.frequencyPenalty
    result.penaltyWindow = penaltyWindow ?? result.penaltyWindow
    (result.order, result.seed) = (try order, seed)
    for text in bias {
      let (symbol, value) = try parsedBias(text)
      let bytes = tokenizer.normalization.normalized(Array(symbol.utf8))
      guard let id = tokenizer.vocabulary.id(of: bytes) else {
        throw ValidationError("--bias: '\(symbol)' is not a symbol of this model")
      }
      guard result.bias.updateValue(value, forKey: id) == nil else {
        throw ValidationError("--bias is given twice for '\(symbol)'")
      }
    }
    return result
  }
}
