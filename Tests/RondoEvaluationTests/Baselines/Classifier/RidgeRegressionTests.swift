import RondoEngine
import RondoNumerics
import TestSupport
import Testing

@testable import RondoEvaluation

struct RidgeRegressionTests {
  private static func normal(_ count: Int, seed: UInt64) -> [Double] {
    let stream = RandomStream(seed: seed, purpose: .general)
    return (0..<count).map { stream.normal(at: UInt64($0)) }
  }

  private static func products(_ values: [Double], _ count: Int) -> [Double] {
    let features = values.count / count
    return (0..<count * count).map { place in
      (0..<features).reduce(0) {
        $0 + values[place / count * features + $1] * values[place % count * features + $1]
      }
    }
  }

  /// A matrix of low rank leaves such numbers after a few columns; the inverse of their squares
  /// overflows.
  @Test func `a column that is only rounding counts as zero`() {
    let matrix = (0..<16).map { place in
      place / 4 == place % 4 ? 1 : (place / 4 == 0 || place % 4 == 0) ? 1e-161 : 0.0
    }
    let form = TridiagonalForm(matrix, size: 4)
    #expect(form.diagonal == [1, 1, 1, 1] && form.besides == [0, 0, 0])
    let isFinite = form.rotation.allSatisfy(\.isFinite)
    #expect(isFinite)
  }

  @Test(arguments: [1, 2, 3, 17, 40])
  func `a symmetric matrix is the product of its tridiagonal form`(size: Int) {
    let matrix = Self.products(Self.normal(size * (size + 2), seed: UInt64(size)), size)
    let form = TridiagonalForm(matrix, size: size)
    let q = form.rotation
    for row in 0..<size {
      for column in 0..<size {
        var (unit, value) = (0.0, 0.0)
        for i in 0..<size {
          unit += q[row * size + i] * q[column * size + i]
          var sum = form.diagonal[i] * q[column * size + i]
          if i > 0 { sum += form.besides[i - 1] * q[column * size + i - 1] }
          if i + 1 < size { sum += form.besides[i] * q[column * size + i + 1] }
          value += q[row * size + i] * sum
        }
        #expect(abs(unit - (row == column ? 1 : 0)) < 1e-13)
        // Rounding of sums of up to 40 terms of size 40.
        #expect(abs(value - matrix[row * size + column]) < 1e-11)
      }
    }
    let shared = TridiagonalForm(matrix, size: size, workers: Workers(threads: 3))
    #expect(shared.rotation == q && shared.diagonal == form.diagonal)
  }

  @Test func `threads share the reduction of a large matrix without changing a bit`() {
    let size = 300
    let matrix = Self.products(Self.normal(size * 5, seed: 5), size)
    let form = TridiagonalForm(matrix, size: size)
    let shared = TridiagonalForm(matrix, size: size, workers: Workers(threads: 4))
    #expect(shared.rotation == form.rotation && shared.besides == form.besides)
  }

  @Test func `a shifted matrix is inverted`() {
    let size = 12
    let matrix = Self.products(Self.normal(size * 4, seed: 2), size)
    let form = TridiagonalForm(matrix, size: size)
    let factors = form.factors(shift: 0.3)
    let diagonal = form.inverseDiagonal(factors)
    for column in 0..<size {
      let unit = (0..<size).map { $0 == column ? 1.0 : 0 }
      let inverse = form.rotatedBack(form.solved(form.rotated(unit), factors))
      #expect(abs(inverse[column] - diagonal[column]) < 1e-12)
      for row in 0..<size {
        let product =
          (0..<size).reduce(0.3 * inverse[row]) { $0 + matrix[row * size + $1] * inverse[$1] }
        #expect(abs(product - unit[row]) < 1e-11)
      }
    }
  }

  /// Solves a system of equations, `[n, n + 1]`, by elimination.
  private static func solved(_ system: [[Double]]) -> [Double] {
    var rows = system
    let size = rows.count
    for pivot in 0..<size {
      let best = (pivot..<size).max { abs(rows[$0][pivot]) < abs(rows[$1][pivot]) } ?? pivot
      rows.swapAt(pivot, best)
      for row in 0..<size where row != pivot {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        for column in pivot...size { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    return (0..<size).map { rows[$0][size] / rows[$0][$0] }
  }

  /// The weights and the intercept, last, that minimize squared errors plus penalty · |weights|².
  private static func refit(_ x: [[Double]], _ y: [Double], penalty: Double) -> [Double] {
    let rows = x.map { $0 + [1] }
    let size = rows[0].count
    var system = Array(repeating: Array(repeating: 0.0, count: size + 1), count: size)
    for i in 0..<size {
      if i < size - 1 { system[i][i] = penalty }
      for (row, target) in zip(rows, y) {
        for j in 0..<size { system[i][j] += row[i] * row[j] }
        system[i][size] += row[i] * target
      }
    }
    return solved(system)
  }

  @Test(arguments: [2, 5, 9, 30])
  func `predictions by all other cases are those of explicit fits`(features: Int) {
    let count = 9
    let values = Self.normal(count * features, seed: UInt64(features))
    let x = (0..<count).map { Array(values[$0 * features..<($0 + 1) * features]) }
    let linear = x.map { row -> Double in row[0] + 0.1 * row[1] + 3 }
    let targets: [[Double]] = [linear, (0..<count).map { $0 % 3 == 0 ? 1 : -1 }]
    let fit = LeaveOneOut(Self.products(values, count), targets: targets)
    for (target, found) in zip(targets, fit.heldOut) {
      for left in 0..<count {
        let others = (0..<count).filter { $0 != left }
        let weights = Self.refit(
          others.map { x[$0] }, others.map { target[$0] }, penalty: fit.penalty)
        let expected = zip(x[left] + [1], weights).reduce(0.0) { sum, pair in
          sum + pair.0 * pair.1
        }
        // Elimination loses digits to the smallest penalties.
        #expect(abs(found[left] - expected) < 1e-8 * max(1, abs(expected)), "case \(left)")
      }
    }
  }

  @Test func `small penalties keep their precision for centered cases`() {
    // More features than cases, and a target that the features give without any noise.
    let (count, features) = (20, 60)
    let values = Self.normal(count * features, seed: 8)
    let x = (0..<count).map { Array(values[$0 * features..<($0 + 1) * features]) }
    let target = x.map { row in row.prefix(3).reduce(0, +) }
    let moved = values.map { $0 + 1000 }
    let plain = LeaveOneOut(Self.products(values, count), targets: [target])
    let shifted = LeaveOneOut(Self.products(moved, count), targets: [target])
    for (first, second) in zip(plain.heldOut[0], shifted.heldOut[0]) {
      // A product of 6·10⁷ loses eight digits when it is centered.
      #expect(abs(first - second) < 1e-5)
    }
  }

  @Test func `a regression scores features as they were given`() throws {
    let (count, features) = (12, 5)
    let stream = RandomStream(seed: 3, purpose: .general)
    var values = (0..<count * features).map { Float(stream.normal(at: UInt64($0)) * 7 + 100) }
    for row in 0..<count { values[row * features + 4] = 2.5 }
    let target = (0..<count).map { row in
      Double(values[row * features]) - 2 * Double(values[row * features + 2])
    }
    let fit = RidgeProblem(values, count: count).fitted([target, target.map { -$0 }])
    #expect(fit.regression.weights[4] == 0, "a constant feature")
    var scores = [0.0, 0.0]
    for row in 0..<count {
      values.withUnsafeBufferPointer {
        fit.regression.write($0.baseAddress! + row * features, to: &scores)
      }
      // The smallest penalty is 10⁻⁵ of the squares; single precision has seven digits.
      #expect(abs(scores[0] - target[row]) < 0.01 && abs(scores[1] + target[row]) < 0.01)
      #expect(abs(fit.heldOut[0][row] - target[row]) < 0.02)
    }
  }

  @Test func `products of cases are sums in one order`() {
    let (count, features) = (37, 700)
    let stream = RandomStream(seed: 4, purpose: .general)
    let values = (0..<count * features).map { Float(stream.normal(at: UInt64($0))) }
    let problem = RidgeProblem(values, count: count)
    let products = problem.products()
    let shared = RidgeProblem(values, count: count, workers: Workers(threads: 4)).products()
    #expect(products == shared)
    let expected = Self.products(problem.values.map(Double.init), count)
    for (place, (found, wanted)) in zip(products, expected).enumerated() {
      #expect(found == products[place % count * count + place / count])
      // Sums of 256 products of size 1 in single precision.
      #expect(abs(found - wanted) < 1e-3)
    }
  }
}
