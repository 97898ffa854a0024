import ArgumentParser
import Rondo

/// The options of dynamic evaluation.
struct DynamicEvaluationOptions: ParsableArguments {
  @Flag(
    help: """
      Use dynamic evaluation (Krause et al. 2018): after each segment is scored, adapt a copy of \
      the model to it by a gradient step.
      """)
  var dynamic = false

  @Option(
    help: ArgumentHelp(
      """
      Learning rate of dynamic evaluation, relative to the typical size of each parameter's \
      gradient. (default: \(Self.usualRates))
      """, valueName: "rate"))
  var dynamicRate: Double?

  @Option(
    help: ArgumentHelp(
      """
      Rate at which the adapted parameters decay towards the trained ones after each segment. \
      (default: \(Self.standard.decay))
      """, valueName: "decay"))
  var dynamicDecay: Double?

  @Option(
    help: ArgumentHelp(
      "Segment length of dynamic evaluation, in symbols. (default: \(Self.standard.segment))",
      valueName: "number"))
  var dynamicSegment: Int?

  private static var standard: DynamicEvaluation { DynamicEvaluation() }

  private static var usualRates: String {
    let others = BuiltInCell.allCases.map { ($0, DynamicEvaluation.usual(for: $0).rate) }
      .filter { $0.1 != standard.rate }
    return "\(standard.rate); " + others.map { "\($0) models: \($1)" }.joined(separator: ", ")
  }

  func validate() throws {
    guard dynamic || (dynamicRate == nil && dynamicDecay == nil && dynamicSegment == nil) else {
      throw ValidationError(
        "--dynamic-rate, --dynamic-decay and --dynamic-segment need --dynamic")
    }
    guard dynamicRate.map({ $0 >= 0 && $0 <= 1 }) ?? true else {
      throw ValidationError("--dynamic-rate must be from 0 to 1")
    }
    guard dynamicDecay.map({ $0 >= 0 && $0 <= 1 }) ?? true else {
      throw ValidationError("--dynamic-decay must be from 0 to 1")
    }
    guard (1...4096).contains(dynamicSegment ?? 1) else {
      throw ValidationError("--dynamic-segment must be from 1 to 4096")
    }
  }

  /// Refuses dynamic evaluation, which is for language models.
  func refuse(for kind: String) throws {
    if dynamic { throw ValidationError("--dynamic has no meaning for \(kind)") }
  }

  /// The adaptation of a model to the text; nil for none.
  func evaluation(of file: LanguageModelFile) -> DynamicEvaluation? {
    guard dynamic else { return nil }
    var result = DynamicEvaluation.usual(for: file.model.architecture.cell)
    result.rate = dynamicRate ?? result.rate
    result.decay = dynamicDecay ?? result.decay
    result.segment = dynamicSegment ?? result.segment
    return result
  }
}
