public import RondoText

/// What a network must beat: the loss of a simple model on the same split.
///
/// `Sendable`.
public struct BaselineReport: Sendable, Hashable, Encodable {
  /// The kind of model.
  public var method: String
  /// The length of its n-grams; 0 stands for symbols by their frequencies alone.
  public var order: Int
  /// The loss on the validation part.
  public var loss: LossUnits
  /// The number of symbols that it had not seen, each of which costs ln V.
  public var unknownSymbols: Int
  /// What was left out to bound time and memory, if anything.
  public var note: String?

  private enum Key: String, CodingKey { case method, order }

  /// The loss's units stand beside method and order.
  public func encode(to encoder: any Encoder) throws {
    try loss.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(method, forKey: .method)
    try container.encode(order, forKey: .order)
  }
}

extension BaselineReport {
  /// The baselines of a corpus: symbol frequencies, and the Kneser–Ney n-gram of the best order up
  /// to 8. On a large corpus the part nearest to the border is used, and a note says so.
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
