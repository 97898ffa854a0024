import Testing

/// The first four moments of some numbers.
struct Moments {
  let count: Double
  let mean: Double
  let variance: Double
  /// The fourth central moment over the squared variance: 3 for normal numbers, 1.8 for uniform.
  let kurtosis: Double

  init(_ numbers: [Double]) {
    count = Double(numbers.count)
    let mean = numbers.reduce(0, +) / count
    let squares = numbers.map { ($0 - mean) * ($0 - mean) }
    let variance = squares.reduce(0, +) / count
    (self.mean, self.variance) = (mean, variance)
    kurtosis = squares.reduce(0) { $0 + $1 * $1 } / count / (variance * variance)
  }

  /// Fails unless mean and variance are within four standard errors of a law's, and the kurtosis is
  /// within 5/√n of it, where its relative standard error is 1/√n for uniform numbers and 1.6/√n for
  /// normal ones.
  func expect(
    mean: Double, variance: Double, kurtosis: Double, _ location: SourceLocation = #_sourceLocation
  ) {
    let meanError = (variance / count).squareRoot()
    let varianceError = variance * ((kurtosis - 1) / count).squareRoot()
    #expect(abs(self.mean - mean) < 4 * meanError, sourceLocation: location)
    #expect(abs(self.variance - variance) < 4 * varianceError, sourceLocation: location)
    #expect(abs(self.kurtosis / kurtosis - 1) < 5 / count.squareRoot(), sourceLocation: location)
  }
}

/// Pearson's correlation of numbers that belong together.
func correlation(_ x: [Double], _ y: [Double]) -> Double {
  let (a, b) = (Moments(x), Moments(y))
  let products = zip(x, y).map { ($0 - a.mean) * ($1 - b.mean) }
  return products.reduce(0, +) / a.count / (a.variance * b.variance).squareRoot()
}
