import RondoEngine
import RondoNumerics
public import RondoText

/// Finds probable texts by beam search: each step keeps the `width` most probable prefixes.
///
///     let (file, _) = try LanguageModelFile.load("checkpoints/pretrained/model.safetensors")
///     let search = BeamSearch(file.model, file.tokenizer, width: 8)
///     let best = search.texts(after: Array("The ferry".utf8))[0]
///
/// The search is deterministic: its result depends on prompt, width and limits alone. Of equally
/// probable prefixes the one with the better parent is kept, then the one with the lower id. A
/// width of 1 takes the most probable symbol at each step; a width that holds all prefixes finds
/// the most probable text. Time grows with width · length. Weights are packed once. Not `Sendable`.
public struct BeamSearch {
  /// Text found by the search.
  public struct Result: Sendable, Hashable {
    /// Text as well-formed UTF-8, or bytes if these are the model's symbols.
    public let text: [UInt8]
    /// Symbols that begin in the text, with their probabilities.
    public let symbols: [DrawnSymbol]
    /// Natural logarithm of the probability of the text after the prompt, including the symbols
    /// that ended it.
    public let logProbability: Double
    /// Reason for the end of the text.
    public let ending: SampleEnding
  }

  private let stepper: any SymbolStepper
  /// V, number of symbols.
  private let columns: Int
  private let tokenizer: Tokenizer
  private let width: Int
  private let lengthPenalty: Double
  private let limits: TextLimits
  private let alternatives: Int
  private let tables: TextLimits.Tables
  private let stops: StopStrings

  /// Creates a search. Texts are ranked by log-probability / n^`lengthPenalty`, where n is the
  /// number of symbols including those that end the text. An exponent of 0 ranks by
  /// log-probability, 1 by its mean over symbols (Wu et al. 2016); negative values are not allowed.
  public init(
    _ model: any NextSymbolModel, _ tokenizer: Tokenizer, width: Int, lengthPenalty: Double = 0,
    _ limits: TextLimits = .init(), alternatives: Int = 0
  ) {
    precondition(
      width > 0 && lengthPenalty >= 0,
      "a beam of width \(width) with length penalty \(lengthPenalty)")
    tokenizer.checkVocabulary(of: model)
    stepper = model.stepper(workers: .single)
    (columns, self.tokenizer) = (model.symbolCount, tokenizer)
    (self.width, self.lengthPenalty, self.alternatives) = (width, lengthPenalty, alternatives)
    self.limits = limits.ending(with: tokenizer)
    tables = limits.tables(for: tokenizer)
    stops = StopStrings(limits.stops, tokenizer)
  }

  /// Finds at most `width` texts after a prompt, best first; texts that ran into a dead end come
  /// last.
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

  /// Symbols of prompts that the vocabulary lacks, in order of appearance.
  public func unknownSymbols(in prompts: [[UInt8]]) -> [[UInt8]] {
    tokenizer.read(prompts).unknown
  }

  /// Extends prefixes by one symbol and returns the best; texts that end before or among these are
  /// added to `found`.
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

  /// Candidate symbol after a beam; sorts with the best first.
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
  /// Prefix of a text.
  struct Beam {
    var text: GrowingText
    private var rules: [any Sampler]
    private var bytes: [UInt8] = []
    private var candidates = Candidates()
    /// Natural logarithm of its probability after the prompt.
    var logProbability = 0.0
    /// Number of its symbols, including those that end it.
    var length = 0
    /// Row of the state to which its last symbol has yet to be fed.
    var row = 0

    init(text: GrowingText, rules: [any Sampler]) { (self.text, self.rules) = (text, rules) }

    /// Last symbol.
    var last: Int32 { text.symbols.last?.id ?? 0 }

    mutating func read(_ prompt: [Int32]) {
      for k in rules.indices { rules[k].read(prompt) }
    }

    /// Most probable symbols that the limits allow, at most `count`.
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

  /// Best texts so far.
  struct Found {
    let width: Int
    let lengthPenalty: Double
    let length: Int
    private var all: [(score: Double, result: Result)] = []

    init(width: Int, lengthPenalty: Double, length: Int) {
      (self.width, self.lengthPenalty, self.length) = (width, lengthPenalty, length)
    }

    var results: [Result] { all.map(\.result) }

    /// Adds a text after those with an equal score.
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

    /// True if an unfinished text could beat the worst text found: its probability cannot rise, and
    /// its length is limited.
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
