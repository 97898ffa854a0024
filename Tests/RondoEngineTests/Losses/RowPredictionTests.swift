import Foundation
import RondoNumerics
import Testing
@testable import RondoEngine

struct RowPredictionTests {
  /// Logits drawn from few values, so that many are equal.
  private static func logits(rows: Int, columns: Int, seed: UInt64 = 1) -> [Float] {
    let stream = RandomStream(seed: seed, purpose: .general)
    return (0..<rows * columns).map { Float(stream.integer(below: 7, at: UInt64($0))) - 3 }
  }

  /// All symbols of a row, the most probable first, equal ones by their ids.
  private static func order(_ row: ArraySlice<Float>) -> [Int] {
    let numbers = Array(row)
    return numbers.indices.sorted {
      numbers[$0] != numbers[$1] ? numbers[$0] > numbers[$1] : $0 < $1
    }
  }

  private func find(
    _ logits: [Float], rows: Int, _ targets: [Int32], best: Int, threads: Int = 1
  ) -> (rows: [RowPrediction], best: [RankedSymbol]) {
    let tape = Tape<Float>(workers: Workers(threads: threads))
    let shape = Shape([rows, logits.count / rows])
    return tape.constant(Tensor(logits, shape: shape)).predictions(targets, best: best)
  }

  @Test(arguments: [1, 2, 5, 16, 65, 130], [0, 1, 3, 200])
  func `rank, entropy and the best symbols are those of sorting`(columns: Int, best: Int) {
    let rows = 9
    let logits = Self.logits(rows: rows, columns: columns)
    let targets = (0..<rows).map { Int32($0 * 31 % columns) }
    let found = find(logits, rows: rows, targets, best: best)
    let kept = min(best, columns)
    #expect(found.best.count == rows * kept)
    for row in 0..<rows {
      let x = logits[row * columns..<(row + 1) * columns]
      let order = Self.order(x)
      #expect(Int(found.rows[row].rank) == 1 + order.firstIndex(of: Int(targets[row]))!)
      let sum = x.reduce(0.0) { $0 + exp(Double($1)) }
      let p = x.map { exp(Double($0)) / sum }
      let entropy = p.reduce(0) { $0 - $1 * log($1) }
      // Probabilities in single precision, times costs of less than 12.
      #expect(abs(found.rows[row].entropy - entropy) < 2e-6)
      let symbols = found.best[row * kept..<(row + 1) * kept]
      #expect(symbols.map { Int($0.id) } == Array(order.prefix(kept)))
      for symbol in symbols {
        #expect(abs(Double(symbol.probability) - p[Int(symbol.id)]) < 1e-6)
      }
    }
  }

  @Test func `a target outside the vocabulary has no rank, but its place has an entropy`() {
    let found = find([0, 0, 0, 0], rows: 2, [2, -1], best: 0).rows
    #expect(found.map(\.rank) == [0, 0])
    #expect(found.allSatisfy { abs($0.entropy - log(2)) < 1e-7 })
  }

  @Test func `certainty has no entropy, however large the logits are`() {
    let found = find([-3e38, 3e38, 0], rows: 1, [0], best: 3)
    #expect(found.rows == [RowPrediction(rank: 3, entropy: 0)])
    #expect(found.best.map(\.id) == [1, 2, 0] && found.best[0].probability == 1)
  }

  @Test(arguments: [2, 3, 8]) func `any number of threads gives the same bits`(threads: Int) {
    let (rows, columns) = (257, 300)
    let logits = Self.logits(rows: rows, columns: columns, seed: 2)
    let targets = (0..<rows).map { Int32($0) }
    let alone = find(logits, rows: rows, targets, best: 4)
    let shared = find(logits, rows: rows, targets, best: 4, threads: threads)
    #expect(shared.rows == alone.rows && shared.best == alone.best)
  }
}
