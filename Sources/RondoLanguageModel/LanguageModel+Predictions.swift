import RondoData
public import RondoEngine
public import RondoFiles
import RondoModels
import RondoNumerics

extension LanguageModel<Float> {
  /// Predicts each symbol of a text from those before it, in one stream from a zero state; the
  /// first symbol is predicted from that state alone.
  ///
  /// - Parameters:
  ///   - alternatives: Number of most probable symbols kept for each of about the first `end`
  ///     symbols.
  ///   - dynamic: Dynamic evaluation, which adapts a copy of the model to the text; nil for none.
  ///   - border: Boundary between documents, if the text consists of documents. It is then the
  ///     first symbol, which is not predicted, and the state is reset before each document.
  /// - Returns: Predictions, whose costs have the bits of `losses(ofTexts:)` unless `dynamic` is
  ///   given.
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
      // No symbols follow the last segment, so the model need not adapt to it.
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
  /// Numbers of texts, and of segments of each, from which gradient statistics are estimated.
  static var texts: Int { 16 }
  static var segments: Int { 32 }

  /// Adaptation of a model.
  func adaptation(of model: inout LanguageModel<Float>, on tape: Tape<Float>) -> Adaptation<Float> {
    Adaptation(of: &model, statistics(of: &model, on: tape), rate: rate, decay: decay)
  }

  /// Root mean square gradients of single segments of texts sampled from a model.
  ///
  /// Estimated from batches of 16 segments, one of each text. On such texts the gradients of two
  /// segments are uncorrelated, because the expected gradient of every symbol is zero given the
  /// symbols before it; so the mean square of one gradient is 16 times that of the mean of 16.
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

/// Predictions of a model for each symbol of a text, made before reading it.
///
/// Stored in flat arrays: 24 bytes per symbol and 8 for each alternative. `Sendable`.
public struct SymbolPredictions: Sendable, Hashable {
  /// Cost of each symbol in nats; an unknown symbol costs ln V.
  public internal(set) var nats: [Double] = []

  private var rows: [RowPrediction] = []
  private var best: [RankedSymbol] = []
  private var kept = 0

  /// Rank of a symbol, 1 for the most probable; equally probable symbols are ordered by id. Nil for
  /// an unknown symbol.
  public func rank(of symbol: Int) -> Int? { rows[symbol].rank > 0 ? Int(rows[symbol].rank) : nil }

  /// Entropy in nats of the predicted distribution at a symbol's position, its expected cost.
  public func entropy(at symbol: Int) -> Double { rows[symbol].entropy }

  /// Most probable symbols at a symbol's position, best first; empty if they were not kept.
  public func best(at symbol: Int) -> ArraySlice<RankedSymbol> {
    let first = symbol * kept
    return first < best.count ? best[first..<first + kept] : []
  }

  /// Adds the predictions of logits for their targets; keeps the `alternatives` best symbols for
  /// about the first `end` symbols.
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

/// Dynamic evaluation (Krause, Kahembwe, Murray & Renals 2018): after each segment of a text has
/// been scored, a small gradient step adapts the model to it, and a decay pulls the parameters back
/// to the trained ones. The saved model is not changed.
///
/// Steps are scaled by the root mean square of each parameter's gradient, estimated on texts
/// sampled from the model itself, while the paper uses the training text: see `GradientStatistics`.
/// `Sendable`.
public struct DynamicEvaluation: Sendable, Hashable, Codable {
  /// Learning rate, in units of root mean square gradients.
  public var rate: Double = 0.001
  /// Decay rate towards the trained parameters, scaled for each parameter by its root mean square
  /// gradient relative to the mean of all.
  public var decay: Double = 0.003
  /// Number of symbols between two steps.
  public var segment: Int = 32

  /// Creates the default settings for an LSTM.
  public init() {}

  /// Default settings for a kind of cell: a GRU works best with slightly smaller steps than an
  /// LSTM, and a network without gates, which diverges with those, with a fifth of them.
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
