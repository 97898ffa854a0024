private import CKernels
import RondoNumerics

/// The cases of a ridge regression with few cases and many features, standardized.
///
/// A feature that does not vary is ignored. The same bits for any number of threads.
struct RidgeProblem {
  /// N, the number of cases.
  let count: Int
  /// F, the number of features.
  let features: Int
  /// The standardized features, `[N, F]`.
  private(set) var values: [Float]
  private let means: [Double]
  /// 1 / standard deviation of each feature; 0 if it does not vary.
  private let factors: [Double]
  private let workers: any WorkSharing

  /// Standardizes features, `[N, F]`.
  init(_ values: consuming [Float], count: Int, workers: any WorkSharing = SerialWork()) {
    precondition(count >= 1 && values.count.isMultiple(of: count))
    let features = values.count / count
    (means, factors) = Self.moments(values, count, features)
    (self.count, self.features, self.workers) = (count, features, workers)
    self.values = values
    standardize()
  }

  private static func moments(
    _ values: [Float], _ count: Int, _ features: Int
  ) -> ([Double], [Double]) {
    var means = Array(repeating: 0.0, count: features)
    var squares = means
    values.withUnsafeBufferPointer { values in
      for row in 0..<count {
        for index in 0..<features { means[index] += Double(values[row * features + index]) }
      }
      for index in 0..<features { means[index] /= Double(count) }
      for row in 0..<count {
        for index in 0..<features {
          let difference = Double(values[row * features + index]) - means[index]
          squares[index] += difference * difference
        }
      }
    }
    let factors = zip(means, squares).map { mean, square in
      let deviation = (square / Double(count)).squareRoot()
      // Less than this is rounding.
      return deviation > 1e-7 * abs(mean) && deviation > 1e-30 ? 1 / deviation : 0
    }
    return (means, factors)
  }

  private mutating func standardize() {
    let (count, features, means, factors) = (count, features, means, factors)
    values.withUnsafeMutableBufferPointer { values in
      for row in 0..<count {
        for index in 0..<features {
          let place = row * features + index
          values[place] = Float((Double(values[place]) - means[index]) * factors[index])
        }
      }
    }
  }

  /// The product of each two cases, `[N, N]`: sums of 256 products in single precision, added up in
  /// double precision.
  func products() -> [Double] {
    let (count, features) = (count, features)
    var result = Array(repeating: 0.0, count: count * count)
    var sums = Array(repeating: Float(0), count: count * count)
    var panels = Array(repeating: Float(0), count: rondo_packed_count(256, count))
    values.withUnsafeBufferPointer { values in
      result.withUnsafeMutableBufferPointer { result in
        sums.withUnsafeMutableBufferPointer { sums in
          panels.withUnsafeMutableBufferPointer { panels in
            for start in stride(from: 0, to: features, by: 256) {
              addProducts(
                values.baseAddress! + start, min(256, features - start), panels.baseAddress!,
                sums.baseAddress!, to: result.baseAddress!)
            }
          }
        }
      }
    }
    return result
  }

  private func addProducts(
    _ values: UnsafePointer<Float>, _ depth: Int, _ panels: UnsafeMutablePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>, to result: UnsafeMutablePointer<Double>
  ) {
    let (count, features) = (count, features)
    rondo_pack_transposed(depth, count, values, features, panels)
    workers.split(count, grain: 16, cost: count * depth) { range in
      let place = range.lowerBound * count
      var call = rondo_product_call()
      (call.rows, call.columns, call.depth) = (range.count, count, depth)
      (call.a, call.a_stride) = (values + range.lowerBound * features, features)
      call.panels = UnsafePointer(panels)
      (call.c, call.c_stride) = (sums + place, count)
      rondo_product(&call)
      for index in place..<place + range.count * count { result[index] += Double(sums[index]) }
    }
  }

  /// Fits targets, `[K]` of `[N]` each.
  ///
  /// - Returns: The regression of the features as they were given, the prediction for each case by
  ///   all others, `[K]` of `[N]`, and the squared error of these.
  func fitted(
    _ targets: [[Double]]
  ) -> (regression: RidgeRegression, heldOut: [[Double]], error: Double) {
    let fit = LeaveOneOut(products(), targets: targets, workers: workers)
    var weights: [Float] = []
    weights.reserveCapacity(targets.count * features)
    var intercepts: [Double] = []
    for (coefficients, target) in zip(fit.coefficients, targets) {
      let sums = sums(coefficients)
      var intercept = target.reduce(0) { $0 + $1 / Double(count) }
      for index in 0..<features {
        let weight = Float(sums[index] * factors[index])
        weights.append(weight)
        intercept -= Double(weight) * means[index]
      }
      intercepts.append(intercept)
    }
    let regression = RidgeRegression(features: features, weights: weights, intercepts: intercepts)
    return (regression, fit.heldOut, fit.error)
  }

  /// Xᵀ·α, `[F]`.
  private func sums(_ coefficients: [Double]) -> [Double] {
    let (count, features) = (count, features)
    return [Double](unsafeUninitializedCapacity: features) { buffer, initialized in
      buffer.initialize(repeating: 0)
      let sums = buffer.baseAddress!
      values.withUnsafeBufferPointer { values in
        let values = values.baseAddress!
        workers.split(features, grain: 1024, cost: count) { range in
          for row in 0..<count {
            let (a, x) = (coefficients[row], values + row * features)
            for index in range { sums[index] += a * Double(x[index]) }
          }
        }
      }
      initialized = features
    }
  }
}
