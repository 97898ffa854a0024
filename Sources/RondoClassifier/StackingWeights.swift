import RondoEngine
import RondoModels
import RondoNumerics

/// How much a classifier's networks and other methods count when their answers are added up
/// (stacking: Wolpert 1992, "Stacked generalization"; of logarithms of probabilities, as Mesnil et al.
/// 2014 put networks and naive Bayes together, "Ensemble of Generative and Discriminative Techniques
/// for Sentiment Analysis of Movie Reviews").
///
/// For the networks' logits z and what J methods say, o₁ … o_J, a case's logits are
/// w₀ z + w₁ o₁ + … + w_J o_J. Of cases with known labels, weights w ≥ 0 are those with the least
///
///     Σ −ln softmax(w₀ z + Σ wⱼ oⱼ)[label] + 2 |w − (1, 0, …, 0)|²
///
/// whose last part lets few cases change little: it is a normal prior of deviation ½ around the
/// networks alone. The function is convex; Newton's method finds its minimum.
struct StackingWeights {
  /// The networks' weight, and that of each opinion.
  private(set) var values: [Double]

  private let classes: Int
  private let truth: [Int]
  /// The networks' logits and the opinions, [1 + J][N, K].
  private let answers: [[Double]]

  /// Half of what the prior adds to the second derivatives.
  private static let strength = 2.0

  /// Weights for cases of which the labels are known.
  ///
  /// - Parameters:
  ///   - logits: The networks' logits, [N, K], all finite.
  ///   - opinions: What the other methods say of each case, [N, J, K], all finite.
  ///   - truth: The label of each case, [N].
  ///   - classes: K.
  init(logits: [Float], opinions: [[Double]], truth: [Int], classes: Int) {
    let count = (opinions.first?.count ?? 0) / max(classes, 1)
    (self.classes, self.truth) = (classes, truth)
    values = [1] + Array(repeating: 0, count: count)
    answers =
      [logits.map(Double.init)]
      + (0..<count).map { index in
        opinions.flatMap { $0[index * classes..<(index + 1) * classes] }
      }
    var present = derivatives(at: values)
    for _ in 0..<50 {
      guard let next = step(from: present) else { break }
      let distance = zip(next.weights, values).reduce(0) { max($0, abs($1.0 - $1.1)) }
      (values, present) = (next.weights, next.derivatives)
      if distance < 1e-6 { break }
    }
  }

  /// The weights as a model keeps them.
  static func tensor(of values: [Double]) -> Tensor<Float> {
    Tensor(values.map { Float($0) }, shape: [values.count])
  }

  private struct Derivatives {
    var loss = 0.0
    var first: [Double]
    var second: [[Double]]
  }

  /// Loss, gradient and Hessian.
  private func derivatives(at weights: [Double]) -> Derivatives {
    var result = Derivatives(
      first: Array(repeating: 0, count: weights.count),
      second: Array(
        repeating: Array(repeating: 0, count: weights.count), count: weights.count))
    var shares = [Double](repeating: 0, count: classes)
    for (index, label) in truth.enumerated() {
      let start = index * classes
      for k in 0..<classes {
        shares[k] = weights.indices.reduce(0) { $0 + weights[$1] * answers[$1][start + k] }
      }
      let (own, greatest) = (shares[label], shares.reduce(-.infinity, max))
      var sum = 0.0
      for k in 0..<classes {
        shares[k] = ReproducibleMath.exp(shares[k] - greatest)
        sum += shares[k]
      }
      result.loss += ReproducibleMath.log(sum) + greatest - own
      let means = weights.indices.map { j in
        (0..<classes).reduce(0) { $0 + shares[$1] * answers[j][start + $1] } / sum
      }
      for j in weights.indices {
        result.first[j] += means[j] - answers[j][start + label]
        for i in 0...j {
          let product = (0..<classes).reduce(0) {
            $0 + shares[$1] * answers[i][start + $1] * answers[j][start + $1]
          }
          result.second[j][i] += product / sum - means[i] * means[j]
        }
      }
    }
    for j in weights.indices {
      let distance = weights[j] - (j == 0 ? 1 : 0)
      result.loss += Self.strength * distance * distance
      result.first[j] += 2 * Self.strength * distance
      result.second[j][j] += 2 * Self.strength
      for i in 0..<j { result.second[i][j] = result.second[j][i] }
    }
    return result
  }

  /// A step of Newton's method among the weights that are not held at 0, shortened until it helps;
  /// nil where none does.
  private func step(
    from present: Derivatives
  ) -> (weights: [Double], derivatives: Derivatives)? {
    let free = values.indices.filter { values[$0] > 0 || present.first[$0] < 0 }
    let direction = Self.solution(
      free.map { row in free.map { present.second[row][$0] } }, free.map { -present.first[$0] })
    var length = 1.0
    for _ in 0..<30 {
      var weights = values
      for (index, change) in zip(free, direction) {
        weights[index] = max(0, values[index] + length * change)
      }
      let found = derivatives(at: weights)
      if found.loss < present.loss { return (weights, found) }
      length /= 2
    }
    return nil
  }

  /// x of A x = b for a symmetric positive definite A: elimination without exchanges.
  private static func solution(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var (a, b) = (matrix, right)
    for pivot in b.indices {
      for row in b.indices where row > pivot {
        let factor = a[row][pivot] / a[pivot][pivot]
        for column in pivot..<b.count { a[row][column] -= factor * a[pivot][column] }
        b[row] -= factor * b[pivot]
      }
    }
    for row in b.indices.reversed() {
      for column in b.indices where column > row { b[row] -= a[row][column] * b[column] }
      b[row] /= a[row][row]
    }
    return b
  }
}
