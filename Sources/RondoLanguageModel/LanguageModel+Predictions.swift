import RondoData
public import RondoEngine
public import RondoFiles
import RondoModels
import RondoNumerics

extension LanguageModel<Float> {
  /// What the model says of each symbol of a text before it reads it, in one stream from the state
  /// of zeros; the first symbol is predicted from that state alone.
  ///
  /// - Parameters:
  ///   - alternatives: how many of the best symbols are kept for each of about the first `end`.
  ///   - dynamic: if given, the model follows the text. Only a copy of it does.
  ///   - border: the border between documents, if the text consists of such; it comes first then,
  ///     is not predicted there, and the state starts anew before each.
  /// - Returns: costs with the bits of `losses(ofTexts:)` unless `dynamic` is given.
  /// - Throws: `DynamicEvaluationError`.
  public func predictions(
    of ids: [Int32], alternatives: Int = 0, end: Int = .max, dynamic: DynamicEvaluation? = nil,
    border: Int32? = nil, on tape: Tape<Float>
  ) throws(DynamicEvaluationError) -> SymbolPredictions {
    try predictions(
      of: ids, alternatives: alternatives, end: end, segment: dynamic?.segment,
      border: border, on: tape
    ) { model in dynamic?.adaptation(of: &model, on: tape) }
  }

  func predictions(
    of ids: [Int32], alternatives: Int, end: Int, segment: Int?,
    border: Int32? = nil, on tape: Tape<Float>,
    adaptation: (inout LanguageModel) -> Adaptation<Float>?
  ) throws(DynamicEvaluationError) -> SymbolPredictions {
    var result = SymbolPredictions()
    guard let first = ids.first else { return result }
    var model = self
    var state = encoder.rnn.initialState(batch: 1)
    let adaptation = adaptation(&model)
    if border == nil {
      tape.withoutGradients {
        let logits = output(tape.constant(Tensor(zeros: [1, encoder.rnn.outputSize])))
        result.add(logits, [first], alternatives: alternatives, end: end)
      }
    }
    let length = segment ?? max(1, min(64, (4 << 20) / architecture.vocabularySize))
    for begin in stride(from: 0, to: ids.count - 1, by: length) {
      let last = min(begin + length, ids.count - 1)
      let (inputs, targets) = (Array(ids[begin..<last]), Array(ids[begin + 1...last]))
      func read(_ model: borrowing LanguageModel) -> Variable<Float> {
        let resets = DocumentCuts.resets(before: inputs, border: border)
        let (logits, next) = model.logits(inputs, on: tape, from: state, resets: resets)
        state = next.tensors
        result.add(logits, targets, alternatives: alternatives, end: end)
        return logits
      }
      // Nothing is predicted after the last segment, so nothing is learnt from it.
      guard let adaptation, last < ids.count - 1 else {
        tape.withoutGradients { _ = read(model) }
        continue
      }
      let (loss, gradients) = tape.gradient(of: &model) { read($0).crossEntropy(targets) }
      guard loss.isFinite, gradients.norm.isFinite else {
        throw DynamicEvaluationError(symbol: begin + 1)
      }
      adaptation.update(&model, along: gradients)
    }
    return result
  }
}

extension DynamicEvaluation {
  /// The number of texts that the usual size of gradients is found on, and of their segments.
  static var texts: Int { 16 }
  static var segments: Int { 32 }

  /// The adaptation of a model.
  func adaptation(of model: inout LanguageModel<Float>, on tape: Tape<Float>) -> Adaptation<Float> {
    Adaptation(of: &model, statistics(of: &model, on: tape), rate: rate, decay: decay)
  }

  /// The usual gradients of single segments of texts that are drawn from a model.
  ///
  /// Found from batches of 16 segments, one of each text. On such texts the gradients of two
  /// segments are uncorrelated, because that of every symbol is zero in the mean whatever went
  /// before; so the mean square of one is 16 times that of the mean of 16.
  func statistics(
    of model: inout LanguageModel<Float>, on tape: Tape<Float>
  ) -> GradientStatistics<Float> {
    let unknown = Int32(model.architecture.vocabularySize)
    let generator = SymbolGenerator(
      model, prompt: [unknown], count: Self.texts, workers: tape.workers)
    var statistics = GradientStatistics<Float>()
    var state = model.encoder.rnn.initialState(batch: Self.texts)
    var inputs = [Int32](repeating: unknown, count: Self.texts)
    for _ in 0..<Self.segments {
      let targets = (0..<segment).flatMap { _ in generator.next() }
      let (_, gradients) = tape.gradient(of: &model) { model in
        let read = inputs + targets.dropLast(Self.texts)
        let (logits, next) = model.logits(read, on: tape, from: state)
        state = next.tensors
        return logits.crossEntropy(targets)
      }
      inputs = Array(targets.suffix(Self.texts))
      statistics.add(gradients.scaled(by: Double(Self.texts).squareRoot()))
    }
    return statistics
  }
}

/// What a model said of each symbol of a text before it read it.
///
/// Flat arrays: 24 bytes a symbol, and 8 for each alternative kept. `Sendable`.
public struct SymbolPredictions: Sendable, Hashable {
  /// The cost of each symbol in nats; an unknown one costs ln V.
  public internal(set) var nats: [Double] = []

  private var rows: [RowPrediction] = []
  private var best: [RankedSymbol] = []
  private var kept = 0

  /// The place of a symbol among all, the most probable one being 1; equal ones are ordered by their
  /// ids. Nil for an unknown symbol.
  public func rank(of symbol: Int) -> Int? { rows[symbol].rank > 0 ? Int(rows[symbol].rank) : nil }

  /// The entropy in nats of the distribution in a symbol's place: what it was expected to cost.
  public func entropy(at symbol: Int) -> Double { rows[symbol].entropy }

  /// The most probable symbols in a symbol's place, the best first, as far as they were kept.
  public func best(at symbol: Int) -> ArraySlice<RankedSymbol> {
    let first = symbol * kept
    return first < best.count ? best[first..<first + kept] : []
  }

  /// Adds what logits say of their targets; the `alternatives` best are kept for the first symbols,
  /// up to about the one numbered `end`.
  mutating func add(
    _ logits: Variable<Float>, _ targets: [Int32], alternatives: Int, end: Int = .max
  ) {
    let columns = logits.shape.columns
    let unknownCost = ReproducibleMath.log(Double(columns))
    kept = min(alternatives, columns)
    let found = logits.predictions(targets, best: nats.count < end ? alternatives : 0)
    for (target, cost) in zip(targets, logits.negativeLogLikelihoods(targets)) {
      nats.append(target < columns ? cost : unknownCost)
    }
    rows += found.rows
    best += found.best
  }
}

/// Dynamic evaluation (Krause, Kahembwe, Murray & Renals 2018): after each segment of a text, whose
/// symbols have been scored by then, the model is moved a little towards predicting that segment,
/// and back towards what it was trained to be. The saved model is never touched.
///
/// The usual size of each parameter's gradient, by which the step is measured, is found on texts
/// that are drawn from the model itself, where the paper takes the training text: see
/// `GradientStatistics`. `Sendable`.
public struct DynamicEvaluation: Sendable, Hashable, Codable {
  /// How far a step goes, in usual gradients.
  public var rate: Double = 0.001
  /// The part of the way back to the trained parameters, times the parameter's usual gradient over
  /// the mean of all.
  public var decay: Double = 0.003
  /// The number of symbols between two steps.
  public var segment: Int = 32

  /// The defaults of an LSTM.
  public init() {}

  /// What is usual for a kind of cell: a GRU follows a text best with somewhat smaller steps than an
  /// LSTM, and a network without gates, which goes astray with theirs, with a fifth of them.
  public static func usual(for cell: BuiltInCell) -> DynamicEvaluation {
    var result = DynamicEvaluation()
    switch cell {
    case .tanh: result.rate = 0.0002
    case .gru, .originalGRU: result.rate = 0.0007
    default: break
    }
    return result
  }
}

extension SettingName {
  /// The step size of dynamic evaluation: `DynamicEvaluation.rate`.
  public static let dynamicRate: Self = "rate"
}

/// A model that dynamic evaluation moved so far that its numbers are no longer finite.
public struct DynamicEvaluationError: AdvisingError, Sendable, Hashable {
  /// The place of the segment's first symbol.
  public let symbol: Int

  /// Divergence, always.
  public var category: ErrorCategory { .diverged }

  /// One line: what happened, where, and what to do.
  public var advice: Advice {
    "dynamic evaluation diverged at symbol \(symbol): try a lower \(.dynamicRate)"
  }
}
