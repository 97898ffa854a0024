import RondoNumerics

/// A symmetric matrix as Q·T·Qᵀ, with Q orthogonal and T tridiagonal (Householder 1958).
///
/// With it (A + λI)⁻¹ costs little for many λ: (T + λI) is solved in O(N), and the diagonal of the
/// inverse takes O(N²). The form itself takes 8/3 N³ multiplications. The same bits for any number
/// of threads.
struct TridiagonalForm: Sendable {
  /// N.
  let size: Int
  /// Q, `[N, N]`.
  let rotation: [Double]
  /// The diagonal of T, `[N]`, and what stands beside it, `[N − 1]`.
  let diagonal: [Double]
  let besides: [Double]

  /// Reduces a symmetric matrix, `[N, N]`.
  init(_ matrix: [Double], size: Int, workers: any WorkSharing = SerialWork()) {
    precondition(size >= 1 && matrix.count == size * size)
    var reduction = Reduction(matrix: matrix, size: size, workers: workers)
    reduction.reduce()
    (self.size, diagonal, besides) = (size, reduction.diagonal, reduction.besides)
    rotation = reduction.rotation()
  }

  /// T + shift · I as L·D·Lᵀ: D, `[N]`, and what stands below the diagonal of L, `[N − 1]`.
  struct Factors {
    fileprivate(set) var pivots: [Double]
    fileprivate(set) var lower: [Double]
  }

  /// The factors of T + shift · I, which must be positive definite. Pivots that rounding has made
  /// too small are raised.
  func factors(shift: Double) -> Factors {
    let least = 1e-3 * shift
    var factors = Factors(pivots: [max(diagonal[0] + shift, least)], lower: [])
    for index in 0..<size - 1 {
      let lower = besides[index] / factors.pivots[index]
      factors.lower.append(lower)
      factors.pivots.append(max(diagonal[index + 1] + shift - lower * besides[index], least))
    }
    return factors
  }

  /// The diagonal of (A + shift · I)⁻¹ from the factors of T + shift · I.
  func inverseDiagonal(_ factors: Factors) -> [Double] {
    let (size, inverses, lower) = (size, factors.pivots.map { 1 / $0 }, factors.lower)
    return rotation.withUnsafeBufferPointer { rotation in
      (0..<size).map { row in
        var value = rotation[row * size]
        var sum = value * value * inverses[0]
        for index in 1..<size {
          value = rotation[row * size + index] - lower[index - 1] * value
          sum += value * value * inverses[index]
        }
        return sum
      }
    }
  }

  /// Qᵀ·x.
  func rotated(_ x: [Double]) -> [Double] {
    var result = Array(repeating: 0.0, count: size)
    rotation.withUnsafeBufferPointer { rotation in
      result.withUnsafeMutableBufferPointer { result in
        for row in 0..<size {
          axpy(size, x[row], rotation.baseAddress! + row * size, result.baseAddress!)
        }
      }
    }
    return result
  }

  /// Q·x.
  func rotatedBack(_ x: [Double]) -> [Double] {
    rotation.withUnsafeBufferPointer { rotation in
      x.withUnsafeBufferPointer { x in
        (0..<size).map { row in
          var sum = 0.0
          for column in 0..<size { sum += rotation[row * size + column] * x[column] }
          return sum
        }
      }
    }
  }

  /// (T + shift · I)⁻¹·x, from its factors.
  func solved(_ x: [Double], _ factors: Factors) -> [Double] {
    var x = x
    for index in 1..<size { x[index] -= factors.lower[index - 1] * x[index - 1] }
    for index in 0..<size { x[index] /= factors.pivots[index] }
    for index in stride(from: size - 2, through: 0, by: -1) {
      x[index] -= factors.lower[index] * x[index + 1]
    }
    return x
  }
}

extension TridiagonalForm {
  /// The work of the reduction: one reflection I − τ·v·vᵀ for each column.
  struct Reduction {
    /// What is left to reduce, and the vectors v below the diagonal.
    private var matrix: [Double]
    private let size: Int
    private let workers: any WorkSharing
    private(set) var diagonal: [Double]
    private(set) var besides: [Double]
    private var strengths: [Double]
    /// The square of the norm from which a column is more than rounding. Of a matrix of low rank
    /// nothing else is left in the end, down to numbers whose inverse overflows.
    private let least: Double

    init(matrix: [Double], size: Int, workers: any WorkSharing) {
      (self.matrix, self.size, self.workers) = (matrix, size, workers)
      diagonal = Array(repeating: 0, count: size)
      besides = Array(repeating: 0, count: size - 1)
      strengths = besides
      let greatest = (0..<size).reduce(0) { max($0, abs(matrix[$1 * size + $1])) }
      least = max(1e-30 * greatest * greatest, 1e-280)
    }

    mutating func reduce() {
      var v = Array(repeating: 0.0, count: size)
      var w = v
      for column in 0..<size - 1 {
        diagonal[column] = matrix[column * size + column]
        let strength = reflection(column, &v)
        strengths[column] = strength
        if strength > 0 { update(column, &v, &w, strength) }
        for row in column + 1..<size { matrix[row * size + column] = v[row] }
      }
      diagonal[size - 1] = matrix[size * size - 1]
    }

    /// Finds the vector that reflects the column below the diagonal onto its first element.
    private mutating func reflection(_ column: Int, _ v: inout [Double]) -> Double {
      let first = column + 1
      var sum = 0.0
      for row in first..<size {
        v[row] = matrix[row * size + column]
        sum += v[row] * v[row]
      }
      if sum < least {
        for row in first..<size { v[row] = 0 }
        return 0
      }
      let norm = sum.squareRoot()
      let value = v[first]
      guard sum > value * value else {
        besides[column] = value
        return 0
      }
      besides[column] = value > 0 ? -norm : norm
      v[first] = value - besides[column]
      return 2 / (sum - value * value + v[first] * v[first])
    }

    /// Applies the reflection from both sides: A −= v·wᵀ + w·vᵀ with w = p − τ/2·(p·v)·v, p = τ·A·v.
    private mutating func update(
      _ column: Int, _ v: inout [Double], _ w: inout [Double], _ strength: Double
    ) {
      let (first, size, workers) = (column + 1, size, workers)
      let count = size - first
      matrix.withUnsafeMutableBufferPointer { matrix in
        v.withUnsafeMutableBufferPointer { v in
          w.withUnsafeMutableBufferPointer { w in
            let (base, v, w) = (matrix.baseAddress!, v.baseAddress!, w.baseAddress!)
            workers.split(count, grain: 64, cost: 2 * count) { range in
              let start = first + range.lowerBound
              (w + start).update(repeating: 0, count: range.count)
              for row in first..<size {
                axpy(range.count, v[row], base + row * size + start, w + start)
              }
            }
            var product = 0.0
            for row in first..<size {
              w[row] *= strength
              product += w[row] * v[row]
            }
            for row in first..<size { w[row] -= strength / 2 * product * v[row] }
            workers.split(count, grain: 16, cost: 4 * count) { range in
              for row in first + range.lowerBound..<first + range.upperBound {
                let target = base + row * size + first
                subtract(count, v[row], w + first, w[row], v + first, target)
              }
            }
          }
        }
      }
    }

    /// The product of all reflections, the last applied first.
    func rotation() -> [Double] {
      var result = Array(repeating: 0.0, count: size * size)
      for row in 0..<size { result[row * size + row] = 1 }
      let (size, matrix, strengths) = (size, matrix, strengths)
      result.withUnsafeMutableBufferPointer { result in
        let base = result.baseAddress!
        workers.split(size, grain: 64, cost: 2 * size * size) { range in
          var sums = Array(repeating: 0.0, count: range.count)
          for column in stride(from: size - 2, through: 0, by: -1) where strengths[column] > 0 {
            // Rows up to `column` and columns before are still those of the unit matrix.
            let start = max(range.lowerBound, column + 1)
            guard start < range.upperBound else { continue }
            let count = range.upperBound - start
            sums.withUnsafeMutableBufferPointer { sums in
              let sums = sums.baseAddress!
              sums.update(repeating: 0, count: count)
              for row in column + 1..<size {
                axpy(count, matrix[row * size + column], base + row * size + start, sums)
              }
              for row in column + 1..<size {
                axpy(
                  count, -strengths[column] * matrix[row * size + column], sums,
                  base + row * size + start)
              }
            }
          }
        }
      }
      return result
    }
  }
}

/// y += a·x.
@inline(never)
func axpy(
  _ count: Int, _ a: Double, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
) {
  for index in 0..<count { y[index] += a * x[index] }
}

/// y −= a·x + b·z.
@inline(never)
private func subtract(
  _ count: Int, _ a: Double, _ x: UnsafePointer<Double>, _ b: Double, _ z: UnsafePointer<Double>,
  _ y: UnsafeMutablePointer<Double>
) {
  for index in 0..<count { y[index] -= a * x[index] + b * z[index] }
}
