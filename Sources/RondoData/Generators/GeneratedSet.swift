import RondoNumerics

/// A training and a test part of series drawn from one law.
///
///     let set = GeneratedSet(CylinderBellFunnel(), training: 30, test: 900, seed: 1)
///     let files = try set.write(to: "cbf")
///
/// Series are not held: each is a function of the seed and its number. `Sendable`.
public struct GeneratedSet: Sendable {
  /// The law.
  public let generator: any SeriesGenerator
  /// What every random number depends on.
  public let seed: UInt64
  /// The label of each series of the training part.
  public let training: [Int]
  /// The label of each series of the test part.
  public let test: [Int]

  /// A set of as many series in each part, at least one for each class.
  public init(_ generator: any SeriesGenerator, training: Int, test: Int, seed: UInt64) {
    self.generator = generator
    self.seed = seed
    (self.training, self.test) = generator.split.labels(
      classes: generator.classes.count, training: training, test: test, seed: seed)
  }

  /// A series of the training part.
  public func trainingSeries(_ index: Int) -> GeneratedSeries { series(training[index], index) }

  /// A series of the test part.
  public func testSeries(_ index: Int) -> GeneratedSeries {
    series(test[index], training.count + index)
  }

  private func series(_ label: Int, _ number: Int) -> GeneratedSeries {
    let stream = RandomStream(seed: seed, purpose: .general, index: UInt64(number))
    return generator.series(label: label, from: stream)
  }
}
