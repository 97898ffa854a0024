import Rondo
import Testing

// Extension begins
/// Mirostat 2 (Basu et al. 2021): excludes symbols with a surprise −log₂ p above a limit, which
/// moves so that the mean surprise of what is drawn becomes the target.
struct Mirostat: Sampler {
  /// τ, in bits.
  let target: Double
  /// η.
  let rate: Double
  private var limit: Double
  private var surprises: [Double] = []

  init(target: Double, rate: Double = 0.1) {
    (self.target, self.rate, limit) = (target, rate, 2 * target)
  }

  mutating func apply(to candidates: inout Candidates) {
    candidates.normalize()
    let bit = ReproducibleMath.log(2)
    surprises = candidates.probabilities.map { -ReproducibleMath.log(Double($0)) / bit }
    for id in surprises.indices where id != candidates.best && surprises[id] > limit {
      candidates.exclude(id)
    }
  }

  mutating func take(_ id: Int32) { limit -= rate * (surprises[Int(id)] - target) }
}
// Extension ends

/// A sampler that remembers what was drawn.
struct SamplerTests {
  /// Symbols with the probabilities ½, ¼, … whatever came before.
  struct Halves: NextSymbolModel {
    let symbolCount = 8

    func stepper(workers: Workers) -> any SymbolStepper { Stepper() }

    final class Stepper: SymbolStepper {
      private var rows = 1
      func select(_ rows: [Int?]) { self.rows = rows.count }
      func advance(_ ids: [Int32]) {}
      func writeLogits(into result: inout [Float]) {
        for i in 0..<8 * rows { result[i] = -Float(i % 8) * Float(ReproducibleMath.log(2)) }
      }
    }
  }

  private func ids(_ samplers: [any Sampler], _ workers: Workers = .single) -> [[Int32]] {
    let generator = SymbolGenerator(
      Halves(), prompt: [], count: 3, SamplerChain(samplers, seed: 5), workers: workers)
    return (0..<400).map { _ in generator.next() }
  }

  /// Symbol k has a surprise of about k + 1 bits: the mean is nearly 2, and with the first two
  /// symbols alone 1.33, so that 1.5 needs a limit that moves.
  @Test func `the mean surprise becomes the target`() {
    let drawn = ids([Mirostat(target: 1.5)])
    for sample in 0..<3 {
      let mean = drawn.reduce(0.0) { $0 + Double($1[sample] + 1) } / 400
      #expect(abs(mean - 1.5) < 0.05)
    }
    let plain = ids([]).reduce(0.0) { $0 + Double($1[0] + 1) } / 400
    #expect(plain > 1.75)
  }

  @Test func `samples have memories of their own, whatever the threads`() {
    let drawn = ids([Mirostat(target: 1.5)])
    #expect(ids([Mirostat(target: 1.5)], Workers(threads: 2)) == drawn)
    #expect(drawn.map { $0[0] } != drawn.map { $0[1] })
  }
}
