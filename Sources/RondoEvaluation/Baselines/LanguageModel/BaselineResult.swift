/// What a baseline scored on the evaluation part, in the units of a language model's own loss.
public struct BaselineResult: Sendable, Equatable, Codable {
  /// The method in words, for example "interpolated Kneser-Ney".
  public var method: String

  /// The order scored: the length in symbols of the longest n-gram, 0 for the unigram baseline.
  public var order: Int

  /// The loss over the whole evaluated part at ``order``, in nats.
  public var totalNats: Double

  /// The number of symbols that ``totalNats`` adds up, unknown ones included.
  public var evaluatedSymbols: Int

  /// The number of evaluated symbols that cost ln V each, because they have no estimate.
  public var unknownSymbols: Int

  /// The loss of each order tried, in nats per symbol: order 1 first, empty for the unigram
  /// baseline.
  public var lossesByOrder: [Double] = []

  /// The number of training symbols used, unknown ones included.
  public var trainedOn: Int

  /// What the limits left out, in one line; nil where nothing.
  public var note: String? = nil

  /// The loss at ``order`` in nats per symbol; 0 where nothing was evaluated.
  public var natsPerSymbol: Double {
    evaluatedSymbols == 0 ? 0 : totalNats / Double(evaluatedSymbols)
  }
}
