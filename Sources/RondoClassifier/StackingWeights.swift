import RondoEngine
import RondoModels
import RondoNumerics

/// Weights of a classifier's networks and of other methods in the sum of their log-probabilities
/// (stacking: Wolpert 1992, "Stacked generalization"; networks with naive Bayes: Mesnil et al.
/// 2014, "Ensemble of Generative and Discriminative Techniques for Sentiment Analysis of Movie
/// Reviews").
///
/// With the networks' logits z and the log-probabilities o₁ … o_J of J methods, the logits of a
/// case are w₀ z + w₁ o₁ + … + w_J o_J. The weights w ≥ 0 minimize, over cases with known labels,
///
/// ```text
/// Σ −ln softmax(w₀ z + Σ wⱼ oⱼ)[label] + 2 |w − c|²
/// ```
///
/// The second term keeps a few cases from changing the weights much: it is a normal prior with
/// standard deviation ½ around usual weights c, such as (1, 0, …, 0) for the networks alone. The function is convex and is minimized by
/// Newton's method.
struct StackingWeights {
  /// Weight of the networks, and of each other method.
  private(set) var values: [Double]

  private let center: [Double]
  private let classes: Int
  private let truth: [Int]
  /// Logits of the networks and log-probabilities of the other methods, [1 + J][N, K].
  private let answers: [[Double]]

  /// Half of the prior's contribution to the second derivatives.
  private static let strength = 2.0

  /// Finds the weights from cases with known labels.
  ///
  /// - Parameters:
  ///   - logits: Logits of the networks, [N, K], all finite.
  ///   - opinions: Log-probabilities of the other methods for each case, [N][J, K], all finite.
  ///   - truth: Id of the label of each case, [N].
  ///   - classes: K, number of labels.
  ///   - center: Usual weights c, [1 + J]; nil for the networks alone.
  init(
    logits: [Float], opinions: [[Double]], truth: [Int], classes: Int, center: [Double]? = nil
  ) {
    let count = (opinions.first?.count ?? 0) / max(classes, 1)
    (self.classes, self.truth) = (classes, truth)
    self.center = center ?? [1] + Array(repeating: 0, count: count)
    values = self.center
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

  /// Weights as a parameter of a model.
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
      let distance = weights[j] - center[j]
      result.loss += Self.strength * distance * distance
      result.first[j] += 2 * Self.strength * distance
      result.second[j][j] += 2 * Self.strength
      for i in 0..<j { result.second[i][j] = result.second[j][i] }
    }
    return result
  }

  /// Newton step over the weights that are not held at 0, shortened until the loss decreases; nil
  /// if it does not.
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

  /// Solves A x = b for a symmetric positive definite A by elimination without pivoting.
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
