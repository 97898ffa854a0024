import RondoData
public import RondoEngine
public import RondoEvaluation
public import RondoModels
import RondoNumerics
public import RondoText

/// The cost of a text under a model.
///
/// `Sendable`.
public struct TextScore: Sendable {
  /// The cost of each symbol in nats, given all before it.
  public let nats: [Double]
  /// The text and its symbols.
  public let text: EncodedText
  /// The loss in all units.
  public let loss: LossUnits
  /// The number of symbols that the vocabulary lacks, each of which costs ln V.
  public let unknownSymbols: Int
  /// Which they are, each once, in order of appearance.
  public let unknown: [[UInt8]]
  /// How else they could be written for the model to know them.
  public let knownSpellings: [KnownSpelling]
  /// What else was said of each symbol, if it was asked for.
  public let predictions: SymbolPredictions?
}

extension LanguageModelFile {
  /// The cost of a text, read as one stream from the state of zeros. Where the model has documents,
  /// the text is divided as its training text was, and each end of one counts as a symbol.
  ///
  /// A text gets the same bits alone as among others. Linear in the text.
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

  /// The cost of a text with rank and entropy of each symbol; see `LanguageModel.predictions`.
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
  /// A part of a text whose symbols are to be predicted, and where reading begins.
  struct Passage {
    /// The first symbol fed.
    var start: Int
    /// The first symbol predicted; after `start`.
    var firstTarget: Int
    /// After the last symbol predicted.
    var end: Int
  }

  /// The cost in nats of each symbol predicted in each passage, every passage read from the state
  /// of zeros, which it has again before each border. An unknown symbol costs ln V.
  ///
  /// Passages are read side by side, `batch` at a time; each gets the bits that it gets alone. An
  /// error of `each` ends it.
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
    // At most 64 steps at once, fewer if the logits would fill more than 16 MiB.
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

  /// The cost in nats of each symbol of each text, read from the state of zeros; the first symbol
  /// is predicted from that state alone. An unknown symbol costs ln V.
  ///
  /// A text gets the same bits alone as among others, so the costs of ab are the costs of a
  /// followed by those of b given a.
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

  /// The cost of a symbol before which nothing has been read.
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
