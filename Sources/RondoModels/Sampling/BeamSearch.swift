import RondoEngine
import RondoNumerics
public import RondoText

/// Finds probable texts by beam search: each step keeps the `width` most probable beginnings.
///
///     let search = BeamSearch(model, tokenizer, width: 8, limits)
///     let best = search.texts(after: Array("The ferry".utf8))[0]
///
/// Nothing is drawn, so the result depends on prompt, width and limits alone. Of equally probable
/// beginnings the one from the better parent is kept, then the one with the lower id. A width of 1
/// takes the most probable symbol each time; one that holds all beginnings finds the most probable
/// text. Time grows with width · length. Weights are prepared once. Not `Sendable`.
public struct BeamSearch {
  /// A text that was found.
  public struct Result: Sendable, Hashable {
    /// The text as well-formed UTF-8, or bytes where these are the model's symbols.
    public let text: [UInt8]
    /// The symbols that begin in the text, with their probabilities.
    public let symbols: [DrawnSymbol]
    /// The natural logarithm of the text's probability after the prompt, with what ended it.
    public let logProbability: Double
    /// Why it ended.
    public let ending: SampleEnding
  }

  private let stepper: any SymbolStepper
  /// V.
  private let columns: Int
  private let tokenizer: Tokenizer
  private let width: Int
  private let lengthPenalty: Double
  private let limits: TextLimits
  private let alternatives: Int
  private let tables: TextLimits.Tables
  private let stops: StopStrings

  /// A search; texts are compared by their log-probability over the number of their symbols, those
  /// that end them included, to the power of `lengthPenalty`, which is 0 or more: 0 leaves the
  /// log-probability as it is, 1 is the mean for a symbol (Wu et al. 2016).
  public init(
    _ model: any NextSymbolModel, _ tokenizer: Tokenizer, width: Int, lengthPenalty: Double = 0,
    _ limits: TextLimits = .init(), alternatives: Int = 0
  ) {
    precondition(width > 0 && lengthPenalty >= 0, "width \(width), penalty \(lengthPenalty)")
    tokenizer.checkVocabulary(of: model)
    stepper = model.stepper(workers: .single)
    (columns, self.tokenizer) = (model.symbolCount, tokenizer)
    (self.width, self.lengthPenalty, self.alternatives) = (width, lengthPenalty, alternatives)
    self.limits = limits.ending(with: tokenizer)
    tables = limits.tables(for: tokenizer)
    stops = StopStrings(limits.stops, tokenizer)
  }

  /// At most `width` texts after a prompt, the best first; those that ran into a dead end last.
  public func texts(after prompt: [UInt8]) -> [Result] {
    let ids = tokenizer.read([prompt]).ids[0]
    stepper.read([ids], copies: [1])
    var first = Beam(
      text: GrowingText(
        stops: stops, minimumLength: limits.minimumLength, kind: .init(tokenizer.unit)),
      rules: limits.rules(tables))
    if !prompt.isEmpty { first.read(tokenizer.text(of: ids)) }
    var found = Found(width: width, lengthPenalty: lengthPenalty, length: limits.length)
    var beams = [first]
    for step in 0..<limits.length {
      if step > 0 {
        stepper.select(beams.map { $0.row })
        stepper.advance(beams.map(\.last))
      }
      beams = expand(beams, &found)
      if beams.isEmpty || !found.canImprove(on: beams) { return found.results }
    }
    for beam in beams { found.add(beam, .length) }
    return found.results
  }

  /// The symbols of prompts that the vocabulary lacks, in order of appearance.
  public func unknownSymbols(in prompts: [[UInt8]]) -> [[UInt8]] {
    tokenizer.read(prompts).unknown
  }

  /// The best beginnings that are a symbol longer; texts that end before or among them are found.
  private func expand(_ beams: [Beam], _ found: inout Found) -> [Beam] {
    var beams = beams
    var logits = [Float](repeating: 0, count: beams.count * columns)
    stepper.writeLogits(into: &logits)
    let rows = beams.indices.map { logits[$0 * columns..<($0 + 1) * columns] }
    let own = rows.map { LogProbabilities($0) }
    var steps: [Step] = []
    for k in beams.indices {
      let symbols = beams[k].best(2 * width, of: rows[k])
      if symbols.isEmpty { found.add(beams[k], .deadEnd) }
      for id in symbols {
        steps.append(
          Step(beam: k, id: Int32(id), logProbability: beams[k].logProbability + own[k][id]))
      }
    }
    steps.sort()
    var result: [Beam] = []
    for step in steps where result.count < width {
      var beam = beams[step.beam]
      (beam.logProbability, beam.row) = (step.logProbability, step.beam)
      beam.length += 1
      if step.id == limits.endOfDocument {
        found.add(beam, .endOfDocument)
        continue
      }
      beam.take(
        own[step.beam].drawn(step.id, alternatives: alternatives),
        tokenizer.vocabulary.bytes(of: step.id))
      if beam.text.hasEnded { found.add(beam, .stop) } else { result.append(beam) }
    }
    return result
  }

  /// A symbol that may follow a beam; the best stands first.
  private struct Step: Comparable {
    let beam: Int
    let id: Int32
    let logProbability: Double

    static func < (a: Step, b: Step) -> Bool {
      a.logProbability != b.logProbability
        ? a.logProbability > b.logProbability : (a.beam, a.id) < (b.beam, b.id)
    }
  }
}

extension BeamSearch {
  /// The beginning of a text.
  struct Beam {
    var text: GrowingText
    private var rules: [any Sampler]
    private var bytes: [UInt8] = []
    private var candidates = Candidates()
    /// ln of its probability after the prompt.
    var logProbability = 0.0
    /// The number of its symbols, with those that ended it.
    var length = 0
    /// The row of the state that its last symbol is still to be fed to.
    var row = 0

    init(text: GrowingText, rules: [any Sampler]) { (self.text, self.rules) = (text, rules) }

    /// The last symbol.
    var last: Int32 { text.symbols.last?.id ?? 0 }

    mutating func read(_ prompt: [Int32]) {
      for k in rules.indices { rules[k].read(prompt) }
    }

    /// The most probable symbols that the limits allow, at most `count`.
    mutating func best(_ count: Int, of logits: ArraySlice<Float>) -> ArraySlice<Int> {
      candidates.load(logits)
      for k in rules.indices { rules[k].apply(to: &candidates) }
      return candidates.ranked().prefix(count)
    }

    mutating func take(_ symbol: DrawnSymbol, _ symbolBytes: [UInt8]) {
      for k in rules.indices { rules[k].take(symbol.id) }
      text.note(symbol)
      bytes += text.push(symbolBytes)
    }

    func result(_ ending: SampleEnding) -> Result {
      var text = text
      let whole = bytes + (text.hasEnded ? [] : text.finish())
      return Result(
        text: whole, symbols: text.symbols, logProbability: logProbability, ending: ending)
    }
  }

  /// The best texts so far.
  struct Found {
    let width: Int
    let lengthPenalty: Double
    let length: Int
    private var all: [(score: Double, result: Result)] = []

    init(width: Int, lengthPenalty: Double, length: Int) {
      (self.width, self.lengthPenalty, self.length) = (width, lengthPenalty, length)
    }

    var results: [Result] { all.map(\.result) }

    /// Adds a text behind those that are as good.
    mutating func add(_ beam: Beam, _ ending: SampleEnding) {
      let score = score(beam.logProbability, beam.length)
      let isDead = ending == .deadEnd
      let place = all.firstIndex { other in
        let otherIsDead = other.result.ending == .deadEnd
        return isDead == otherIsDead ? score > other.score : otherIsDead
      }
      all.insert((score, beam.result(ending)), at: place ?? all.count)
      if all.count > width { all.removeLast() }
    }

    /// Whether a text that goes on could be better than the worst found: no more probable than now,
    /// and at most as long as it may be.
    func canImprove(on beams: [Beam]) -> Bool {
      guard all.count == width, let worst = all.last, worst.result.ending != .deadEnd else {
        return true
      }
      return beams.contains { score($0.logProbability, length) > worst.score }
    }

    private func score(_ logProbability: Double, _ count: Int) -> Double {
      guard lengthPenalty > 0, count > 1 else { return logProbability }
      let power = ReproducibleMath.exp(lengthPenalty * ReproducibleMath.log(Double(count)))
      return logProbability / power
    }
  }
}
