import RondoData
public import RondoEngine
public import RondoEvaluation
public import RondoModels
import RondoNumerics
public import RondoText

/// Cost of a text under a model.
///
/// `Sendable`.
public struct TextScore: Sendable {
  /// Cost of each symbol in nats, given all symbols before it.
  public let nats: [Double]
  /// Text and its symbols.
  public let text: EncodedText
  /// Loss in all units.
  public let loss: LossUnits
  /// Number of symbols that the vocabulary lacks, each of which costs ln V.
  public let unknownSymbols: Int
  /// Symbols that the vocabulary lacks, each once, in order of appearance.
  public let unknown: [[UInt8]]
  /// Alternative spellings of these symbols that the model knows.
  public let knownSpellings: [KnownSpelling]
  /// Predictions for each symbol, if requested.
  public let predictions: SymbolPredictions?
}

extension LanguageModelFile {
  /// Scores a text, read as one stream from a zero state. If the model has documents, the text is
  /// divided into documents like its training text, and each end of a document counts as a symbol.
  ///
  /// The score has the same bits alone as in a batch. Linear in the length of the text.
  public func score(_ utf8: [UInt8], on tape: Tape<Float>) -> TextScore {
    guard let border = tokenizer.vocabulary.borderID else {
      let text = tokenizer.encodeWithRanges(utf8)
      let nats = model.losses(ofTexts: [Array(text.ids)], on: tape)[0]
      return score(
        text, TextExtent(counting: text.utf8, symbols: text.ids.count, unit: tokenizer.unit), nats,
        nil)
    }
    let (text, extent) = tokenizer.encodeDocuments(utf8, settings.documents)
    let ids = [border] + text.ids
    var nats: [Double] = []
    if ids.count > 1 {
      model.losses(
        of: [.init(start: 0, firstTarget: 1, end: ids.count)], batch: 1, on: tape, border: border,
        id: { ids[$0] }, each: { nats.append($2) })
    }
    return score(text, extent, nats, nil)
  }

  /// Scores a text with rank and entropy of each symbol; see `LanguageModel.predictions`.
  ///
  /// - Throws: `DynamicEvaluationError`.
  public func score(
    _ utf8: [UInt8], alternatives: Int, end: Int = .max, dynamic: DynamicEvaluation?,
    on tape: Tape<Float>
  ) throws(DynamicEvaluationError) -> TextScore {
    guard let border = tokenizer.vocabulary.borderID else {
      let text = tokenizer.encodeWithRanges(utf8)
      let predictions = try model.predictions(
        of: Array(text.ids), alternatives: alternatives, end: end, dynamic: dynamic, on: tape)
      let extent = TextExtent(counting: text.utf8, symbols: text.ids.count, unit: tokenizer.unit)
      return score(text, extent, predictions.nats, predictions)
    }
    let (text, extent) = tokenizer.encodeDocuments(utf8, settings.documents)
    let predictions = try model.predictions(
      of: [border] + text.ids, alternatives: alternatives, end: end, dynamic: dynamic,
      border: border, on: tape)
    return score(text, extent, predictions.nats, predictions)
  }

  private func score(
    _ text: EncodedText, _ extent: TextExtent, _ nats: [Double], _ predictions: SymbolPredictions?
  ) -> TextScore {
    let unknown = tokenizer.vocabulary.unknownID
    let symbols = tokenizer.unknownSymbols(of: [text])
    return TextScore(
      nats: nats, text: text, loss: LossUnits(total: nats.reduce(0, +), extent: extent),
      unknownSymbols: text.ids.count { $0 == unknown },
      unknown: symbols, knownSpellings: tokenizer.knownSpellings(of: symbols),
      predictions: predictions)
  }
}

extension LanguageModel {
  /// Part of a text whose symbols are predicted, and the position where reading starts.
  struct Passage {
    /// Position of the first symbol that is read.
    var start: Int
    /// Position of the first symbol that is predicted; after `start`.
    var firstTarget: Int
    /// Position after the last symbol that is predicted.
    var end: Int
  }

  /// Computes the cost in nats of each predicted symbol of each passage. Every passage is read from
  /// a zero state, and the state is reset to zero before each document boundary. An unknown symbol
  /// costs ln V.
  ///
  /// Passages are read in batches of `batch`; each has the same bits as alone. An error thrown by
  /// `each` ends the computation.
  func losses<Failure: Error>(
    of passages: [Passage], batch: Int, on tape: Tape<Scalar>, border: Int32? = nil,
    id: (Int) -> Int32,
    each: (_ passage: Int, _ symbol: Int, _ nats: Double) throws(Failure) -> Void
  ) throws(Failure) {
    for first in stride(from: 0, to: passages.count, by: batch) {
      let group = passages[first..<min(first + batch, passages.count)]
      try lossesSideBySide(of: group, on: tape, border, id: id, each: each)
    }
  }

  private func lossesSideBySide<Failure: Error>(
    of passages: ArraySlice<Passage>, on tape: Tape<Scalar>, _ border: Int32?,
    id: (Int) -> Int32,
    each: (_ passage: Int, _ symbol: Int, _ nats: Double) throws(Failure) -> Void
  ) throws(Failure) {
    let (rows, unknown) = (passages.count, Int32(architecture.vocabularySize))
    let length = passages.map { $0.end - 1 - $0.start }.max() ?? 0
    // At most 64 time steps at once, fewer if the logits would fill more than 16 MiB.
    let chunk = max(1, min(64, (4 << 20) / (rows * architecture.vocabularySize)))
    let unknownCost = ReproducibleMath.log(Double(architecture.vocabularySize))
    var state = encoder.rnn.initialState(batch: rows)
    for begin in stride(from: 0, to: length, by: chunk) {
      var inputs: [Int32] = []
      var targets: [Int32] = []
      for t in begin..<min(begin + chunk, length) {
        for passage in passages {
          let position = passage.start + t
          inputs.append(position < passage.end - 1 ? id(position) : unknown)
          let isWanted = position + 1 >= passage.firstTarget && position + 1 < passage.end
          targets.append(isWanted ? id(position + 1) : -1)
        }
      }
      let found = tape.withoutGradients {
        let resets = DocumentCuts.resets(before: inputs, border: border)
        let (logits, next) = logits(inputs, on: tape, from: state, resets: resets)
        state = next.tensors
        return logits.negativeLogLikelihoods(targets)
      }
      for (i, target) in targets.enumerated() where target >= 0 {
        let row = passages.startIndex + i % rows
        let symbol = passages[row].start + begin + i / rows + 1
        try each(row, symbol, target == unknown ? unknownCost : found[i])
      }
    }
  }

  /// Cost in nats of each symbol of each text, read from a zero state; the first symbol is
  /// predicted from that state alone. An unknown symbol costs ln V.
  ///
  /// A text has the same bits alone as in a batch, so the costs of ab are the costs of a followed
  /// by those of b given a.
  public func losses(
    ofTexts texts: [[Int32]], on tape: Tape<Scalar>, batch: Int = 64
  ) -> [[Double]] {
    let starts = texts.reduce(into: [0]) { $0.append($0.last! + $1.count) }
    let all = texts.flatMap { $0 }
    var result = texts.map { text in text.isEmpty ? [] : [firstLoss(of: text[0], on: tape)] }
    let indices = texts.indices.filter { texts[$0].count > 1 }
    let passages = indices.map {
      Passage(start: starts[$0], firstTarget: starts[$0] + 1, end: starts[$0 + 1])
    }
    func add(_ passage: Int, _ symbol: Int, _ nats: Double) {
      result[indices[passage]].append(nats)
    }
    losses(of: passages, batch: batch, on: tape, id: { all[$0] }, each: add)
    return result
  }

  /// Cost of a symbol before which nothing has been read.
  func firstLoss(of id: Int32, on tape: Tape<Scalar>) -> Double {
    guard id < architecture.vocabularySize else {
      return ReproducibleMath.log(Double(architecture.vocabularySize))
    }
    return tape.withoutGradients {
      output(tape.constant(Tensor(zeros: [1, encoder.rnn.outputSize]))).negativeLogLikelihoods([id]
      )[0]
    }
  }
}
