import RondoEngine
import RondoNumerics

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
