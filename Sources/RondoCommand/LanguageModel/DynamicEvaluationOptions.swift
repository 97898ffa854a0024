import ArgumentParser
import Rondo

/// The options of dynamic evaluation.
struct DynamicEvaluationOptions: ParsableArguments {
  @Flag(
    help: """
      Let a copy of the model follow the text: learn from each segment after it has been scored \
      (dynamic evaluation, Krause et al. 2018).
      """)
  var dynamic = false

  @Option(
    help: """
      How far a step of --dynamic goes, in usual gradients. (default: \(Self.usualRates))
      """)
  var dynamicRate: Double?

  @Option(
    help: """
      How strongly --dynamic is pulled back to the trained model after each segment. \
      (default: \(Self.standard.decay))
      """)
  var dynamicDecay: Double?

  @Option(help: "The symbols of a segment of --dynamic. (default: \(Self.standard.segment))")
  var dynamicSegment: Int?

  private static var standard: DynamicEvaluation { DynamicEvaluation() }

  private static var usualRates: String {
    BuiltInCell.allCases.map {
      "\($0.rawValue) \(DynamicEvaluation.usual(for: $0).rate)"
    }.joined(separator: ", ")
  }

  func validate() throws {
    guard dynamic || (dynamicRate == nil && dynamicDecay == nil && dynamicSegment == nil) else {
      throw ValidationError(
        "--dynamic-rate, --dynamic-decay and --dynamic-segment have no meaning without --dynamic")
    }
    guard dynamicRate.map({ $0 >= 0 && $0 <= 1 }) ?? true else {
      throw ValidationError("--dynamic-rate is from 0 to 1")
    }
    guard dynamicDecay.map({ $0 >= 0 && $0 <= 1 }) ?? true else {
      throw ValidationError("--dynamic-decay is from 0 to 1")
    }
    guard (1...4096).contains(dynamicSegment ?? 1) else {
      throw ValidationError("--dynamic-segment is from 1 to 4096")
    }
  }

  /// Refuses what only language models do.
  func refuse(for kind: String) throws {
    if dynamic { throw ValidationError("--dynamic has no meaning for \(kind)") }
  }

  /// How a model follows the text; nil where it does not.
  func evaluation(of file: LanguageModelFile) -> DynamicEvaluation? {
    guard dynamic else { return nil }
    var result = DynamicEvaluation.usual(for: file.model.architecture.cell)
    result.rate = dynamicRate ?? result.rate
    result.decay = dynamicDecay ?? result.decay
    result.segment = dynamicSegment ?? result.segment
    return result
  }
}
