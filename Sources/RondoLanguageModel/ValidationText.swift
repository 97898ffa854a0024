import RondoData
public import RondoEngine
public import RondoEvaluation
public import RondoText

/// Validation part of a text, which measures the loss of a model.
///
/// `Sendable`.
public struct ValidationText: Sendable {
  /// Text directly before it: the training part, or nil.
  public let before: IDSequence?
  /// Symbols whose loss is measured.
  public let ids: IDSequence
  /// Length in several units.
  public let extent: TextExtent
  /// Id of the boundary between documents, if any; the state is reset before each document.
  public let border: Int32?

  /// Number of symbols read before the first symbol that counts, and length of a window.
  public static let contextLength = 256

  /// Creates a validation text; `before` is the text that precedes it in the corpus.
  public init(
    _ ids: IDSequence, after before: IDSequence?, extent: TextExtent, border: Int32? = nil
  ) {
    (self.before, self.ids, self.extent, self.border) = (before, ids, extent, border)
  }

  /// Measures the loss of all symbols. The text is divided into `streams` contiguous parts, each
  /// read from a zero state after the 256 symbols before it. Texts of documents are divided like
  /// `TextStreams`, so that parts that start with a document need no symbols before it.
  public func loss(
    of model: LanguageModel<Float>, streams: Int, on tape: Tape<Float>
  ) -> LossUnits { loss(of: model, streams: streams, on: tape, pausing: {}) }

  /// Measures the loss; `pause` is called regularly, and an error that it throws ends the
  /// measurement.
  func loss<Failure: Error>(
    of model: LanguageModel<Float>, streams: Int, on tape: Tape<Float>,
    pausing pause: () throws(Failure) -> Void
  ) throws(Failure) -> LossUnits {
    let starts = starts(of: streams)
    let passages = zip(starts, starts.dropFirst()).filter { $0 < $1 }.map { start, end in
      let isBegun = border == nil || id(start - 1) != border
      return LanguageModel<Float>.Passage(
        start: isBegun ? max(start - Self.contextLength, -context) : start - 1,
        firstTarget: start, end: end)
    }
    let total = try total(of: model, passages, batch: streams, on: tape, pausing: pause)
    return LossUnits(total: total, extent: extent)
  }

  /// Measures the mean cost in nats per symbol over windows of 256 symbols, each read from a zero
  /// state after one symbol before it.
  public func windowedNats(
    of model: LanguageModel<Float>, batch: Int, on tape: Tape<Float>
  ) -> Double { windowedNats(of: model, batch: batch, on: tape, pausing: {}) }

  /// Measures the mean cost over windows; `pause` is called regularly, and an error that it throws
  /// ends the measurement.
  func windowedNats<Failure: Error>(
    of model: LanguageModel<Float>, batch: Int, on tape: Tape<Float>,
    pausing pause: () throws(Failure) -> Void
  ) throws(Failure) -> Double {
    let starts = stride(from: 0, to: ids.count, by: Self.contextLength)
    let total = try total(
      of: model,
      starts.map { start in
        .init(
          start: max(start - 1, -context), firstTarget: start,
          end: min(start + Self.contextLength, ids.count))
      }, batch: batch, on: tape, pausing: pause)
    return total / Double(max(ids.count, 1))
  }

  /// Start of each part, and the end of the last.
  private func starts(of streams: Int) -> [Int] {
    guard let border, ids.count > streams else {
      let length = (ids.count + streams - 1) / max(streams, 1)
      return Array(stride(from: 0, to: ids.count, by: max(length, 1))) + [ids.count]
    }
    // The first symbol of a part follows a document boundary.
    return DocumentCuts(border: border) { id($0 - 1) }.parts(of: 0..<ids.count, streams)
  }

  private var context: Int { before?.count ?? 0 }

  private func id(_ position: Int) -> Int32 {
    if position >= 0 { return ids[position] }
    guard let before else { return 0 }
    return before[before.count + position]
  }

  /// Number of symbols between two pauses.
  static let pauseInterval = 1 << 12

  /// Sum over all symbols, added passage by passage in text order.
  private func total<Failure: Error>(
    of model: LanguageModel<Float>, _ passages: [LanguageModel<Float>.Passage], batch: Int,
    on tape: Tape<Float>, pausing pause: () throws(Failure) -> Void
  ) throws(Failure) -> Double {
    var sums = [Double](repeating: 0, count: passages.count)
    let readable = passages.indices.filter { passages[$0].start < passages[$0].end - 1 }
    var count = 0
    func add(_ passage: Int, _ symbol: Int, _ nats: Double) throws(Failure) {
      sums[readable[passage]] += nats
      count += 1
      if count.isMultiple(of: Self.pauseInterval) { try pause() }
    }
    try model.losses(
      of: readable.map { passages[$0] }, batch: batch, on: tape, border: border, id: id, each: add)
    for (k, passage) in passages.enumerated() where passage.start == passage.firstTarget {
      sums[k] += model.firstLoss(of: id(passage.firstTarget), on: tape)
    }
    return sums.reduce(0, +)
  }
}
