import RondoFiles
public import RondoText

/// The loss of a simple model on the same split, as a baseline for the network.
///
/// `Sendable`.
public struct BaselineReport: Sendable, Hashable, Encodable {
  /// The kind of model.
  public var method: String
  /// The order of its n-grams; 0 for symbol frequencies alone.
  public var order: Int
  /// The loss on the validation part.
  public var loss: LossUnits
  /// The number of unknown symbols, each of which costs ln V.
  public var unknownSymbols: Int
  /// A note about omitted parts, which bound time and memory; nil if there are none.
  public var note: String?

  private enum Key: String, CodingKey { case method, order }

  /// The units of the loss are keys beside method and order.
  public func encode(to encoder: any Encoder) throws {
    try loss.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(method, forKey: .method)
    try container.encode(order, forKey: .order)
  }
}

extension BaselineReport {
  /// The baselines of a corpus: symbol frequencies, and the Kneser–Ney n-gram model of the best
  /// order up to 8. Of a large corpus the part nearest to the split is used, with a note.
  public static func all(
    training: IDSequence, validation: IDSequence, extent: TextExtent, vocabularySize: Int,
    border: Int32? = nil, limits: BaselineLimits = BaselineLimits()
  ) -> [BaselineReport] {
    let trained = min(training.count, limits.maximumTrainingSymbols)
    let evaluated = min(validation.count, limits.maximumEvaluationSymbols)
    let near = training.ids(in: training.count - trained..<training.count)
      .map { UInt32(bitPattern: $0) }
    let text = validation.ids(in: 0..<evaluated).map { UInt32(bitPattern: $0) }
    var notes: [String] = []
    if trained < training.count {
      notes.append(
        "both trained on the last \(trained) of \(training.count) symbols of the training part")
    }
    if evaluated < validation.count {
      notes.append("measured on the first \(evaluated) of \(validation.count) symbols")
    }
    let results = [
      UnigramBaseline(training: near, vocabularySize: vocabularySize).evaluate(text),
      NGramBaseline.best(
        training: near, evaluation: text, vocabularySize: vocabularySize,
        border: border, limits: limits),
    ]
    return results.map { result in
      BaselineReport(
        method: result.method, order: result.order,
        loss: LossUnits(
          total: result.natsPerSymbol * Double(extent.symbols), extent: extent),
        unknownSymbols: result.unknownSymbols,
        note: notes.isEmpty ? nil : notes.joined(separator: "; "))
    }
  }
}

/// Limits on the parts of a corpus that an n-gram baseline reads, which bound its cost.
///
///     let quick = BaselineLimits(maximumTrainingSymbols: 1_000_000)
///
/// The parts next to the split are kept: the tail of the training part and the head of the
/// evaluation part. A limited result has a ``BaselineResult/note``.
public struct BaselineLimits: Sendable, Equatable, Codable {
  /// The largest number of training symbols counted.
  public var maximumTrainingSymbols: Int

  /// The largest number of evaluation symbols scored.
  public var maximumEvaluationSymbols: Int

  /// Creates limits, in symbols.
  ///
  /// Memory is about 12 bytes a training symbol and 20 bytes an evaluated symbol: at the
  /// defaults 160 MB, and some seconds of one core.
  ///
  /// - Parameters:
  ///   - maximumTrainingSymbols: The largest number of training symbols counted, not negative.
  ///   - maximumEvaluationSymbols: The largest number of evaluation symbols scored, not negative.
  public init(
    maximumTrainingSymbols: Int = 10_000_000, maximumEvaluationSymbols: Int = 2_000_000
  ) {
    precondition(
      maximumTrainingSymbols >= 0 && maximumEvaluationSymbols >= 0,
      "BaselineLimits: found \(maximumTrainingSymbols) training and \(maximumEvaluationSymbols) "
        + "evaluation symbols, expected neither to be negative")
    self.maximumTrainingSymbols = maximumTrainingSymbols
    self.maximumEvaluationSymbols = maximumEvaluationSymbols
  }
}

extension BaselineLimits {
  /// A note about what the limits omit of parts of these sizes; nil if nothing.
  func note(training: Int, evaluation: Int) -> String? {
    var cuts: [String] = []
    if training > maximumTrainingSymbols {
      cuts.append(
        "trained on the last \(maximumTrainingSymbols.withThousandsSeparators) of \(training.withThousandsSeparators) symbols"
      )
    }
    if evaluation > maximumEvaluationSymbols {
      cuts.append(
        "evaluated the first \(maximumEvaluationSymbols.withThousandsSeparators) of \(evaluation.withThousandsSeparators) "
          + "symbols")
    }
    return cuts.isEmpty ? nil : cuts.joined(separator: "; ")
  }
}

/// The loss of a baseline on the evaluation part, in the units of a language model's loss.
public struct BaselineResult: Sendable, Equatable, Codable {
  /// The method in words, for example "interpolated Kneser-Ney".
  public var method: String

  /// The order scored: the length in symbols of the longest n-gram, 0 for the unigram baseline.
  public var order: Int

  /// The loss over the whole evaluated part at ``order``, in nats.
  public var totalNats: Double

  /// The number of symbols in ``totalNats``, including unknown ones.
  public var evaluatedSymbols: Int

  /// The number of evaluated symbols that cost ln V each, because they have no estimate.
  public var unknownSymbols: Int

  /// The loss of each order tried, in nats per symbol: order 1 first, empty for the unigram
  /// baseline.
  public var lossesByOrder: [Double] = []

  /// The number of training symbols used, including unknown ones.
  public var trainedOn: Int

  /// A note about what the limits omitted; nil if nothing.
  public var note: String? = nil

  /// The loss at ``order`` in nats per symbol; 0 if nothing was evaluated.
  public var natsPerSymbol: Double {
    evaluatedSymbols == 0 ? 0 : totalNats / Double(evaluatedSymbols)
  }
}
