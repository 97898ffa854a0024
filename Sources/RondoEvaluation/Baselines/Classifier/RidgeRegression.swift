import RondoNumerics

/// Linear regression with a penalty on the squared weights (Hoerl & Kennard 1970), of one target or
/// more.
///
/// `Sendable`.
struct RidgeRegression: Sendable, Equatable {
  /// F, the number of features.
  let features: Int
  /// The weight of each feature for each target, `[K, F]`.
  let weights: [Float]
  /// The score of each target where all features are 0, `[K]`.
  let intercepts: [Double]

  init(features: Int, weights: [Float], intercepts: [Double]) {
    (self.features, self.weights, self.intercepts) = (features, weights, intercepts)
  }

  /// Writes the score of each target, `[K]`, for features, `[F]`.
  func write(_ values: UnsafePointer<Float>, to scores: UnsafeMutablePointer<Double>) {
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      for target in intercepts.indices {
        scores[target] =
          intercepts[target] + Self.dot(features, weights + target * features, values)
      }
    }
  }

  /// The sum of products in 4 lanes, which are added pairwise.
  private static func dot(
    _ count: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>
  ) -> Double {
    var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
    var index = 0
    while index + 4 <= count {
      first += Double(a[index]) * Double(b[index])
      second += Double(a[index + 1]) * Double(b[index + 1])
      third += Double(a[index + 2]) * Double(b[index + 2])
      fourth += Double(a[index + 3]) * Double(b[index + 3])
      index += 4
    }
    while index < count {
      first += Double(a[index]) * Double(b[index])
      index += 1
    }
    return (first + third) + (second + fourth)
  }
}

/// The choice of a penalty by leave-one-out error, in closed form.
///
/// With the products of centered cases G, the penalty λ and centered targets y, the coefficients are
/// α = (G + λI)⁻¹·y, and case i is predicted by all others, intercept included, as
/// yᵢ − αᵢ / ((G + λI)⁻¹ᵢᵢ − 1 / (λN)) (Allen 1974).
struct LeaveOneOut {
  /// The penalties tried, in units of the mean of the diagonal of G: 10⁻⁵ to 10.
  static let penalties = (0..<13).map { place in
    ReproducibleMath.exp(2.302_585_092_994_046 * (Double(place) / 2 - 5))
  }

  /// α of each target, `[K]` of `[N]`.
  private(set) var coefficients: [[Double]] = []
  /// The prediction for each case by all others, `[K]` of `[N]`.
  private(set) var heldOut: [[Double]] = []
  /// λ, of equally good ones the largest.
  private(set) var penalty = Double.infinity
  /// The squared error of all predictions; infinite if there is nothing to choose from.
  private(set) var error = Double.infinity

  /// Chooses the penalty with the least squared error of all predictions.
  ///
  /// - Parameters:
  ///   - products: The products of the cases, `[N, N]`, centered or not.
  ///   - targets: `[K]` of `[N]`, at least one.
  ///   - workers: The threads to share the work.
  init(_ products: [Double], targets: [[Double]], workers: any WorkSharing = SerialWork()) {
    let count = targets[0].count
    let means = targets.map { $0.reduce(0) { $0 + $1 / Double(count) } }
    let products = Self.centered(products, count)
    let scale = (0..<count).reduce(0) { $0 + products[$1 * count + $1] } / Double(count)
    guard count > 1, scale > 0 else {
      coefficients = targets.map { $0.map { _ in 0 } }
      heldOut = zip(targets, means).map { target, mean in
        target.map { count > 1 ? (mean * Double(count) - $0) / Double(count - 1) : 0 }
      }
      return
    }
    let form = TridiagonalForm(
      products.map { $0 + scale / Double(count) }, size: count, workers: workers)
    let rotated = zip(targets, means).map { target, mean in form.rotated(target.map { $0 - mean }) }
    for penalty in Self.penalties.reversed().map({ $0 * scale }) {
      let found = Self.predictions(form, rotated, targets, penalty, scale)
      if found.error < error || coefficients.isEmpty {
        (error, self.penalty) = (found.error, penalty)
        (coefficients, heldOut) = (found.coefficients, found.heldOut)
      }
    }
  }

  /// The products of cases without their mean.
  ///
  /// They map the vector of ones to 0 only up to rounding. Therefore `scale` / N is added to each
  /// before the inversion, which makes `scale` its eigenvalue and changes nothing else: small
  /// penalties would lose their precision otherwise.
  private static func centered(_ products: [Double], _ count: Int) -> [Double] {
    let means = (0..<count).map { row in
      products[row * count..<(row + 1) * count].reduce(0, +) / Double(count)
    }
    let mean = means.reduce(0, +) / Double(count)
    var result = products
    for row in 0..<count {
      for column in 0..<count {
        result[row * count + column] += mean - (means[row] + means[column])
      }
    }
    return result
  }

  private static func predictions(
    _ form: TridiagonalForm, _ rotated: [[Double]], _ targets: [[Double]], _ penalty: Double,
    _ scale: Double
  ) -> (error: Double, coefficients: [[Double]], heldOut: [[Double]]) {
    let factors = form.factors(shift: penalty)
    let diagonal = form.inverseDiagonal(factors)
    // The part of the diagonal that comes from the vector of ones.
    let constant = 1 / ((scale + penalty) * Double(form.size))
    var error = 0.0
    var (coefficients, heldOut): ([[Double]], [[Double]]) = ([], [])
    for (target, rotated) in zip(targets, rotated) {
      let solved = form.rotatedBack(form.solved(rotated, factors))
      let predictions = target.indices.map { row in
        // 0 where nothing but this case tells its score from the others'.
        let rest = max(diagonal[row] - constant, 1e-12 * diagonal[row])
        return target[row] - solved[row] / rest
      }
      for (prediction, wanted) in zip(predictions, target) {
        error += (prediction - wanted) * (prediction - wanted)
      }
      coefficients.append(solved)
      heldOut.append(predictions)
    }
    return (error, coefficients, heldOut)
  }
}
