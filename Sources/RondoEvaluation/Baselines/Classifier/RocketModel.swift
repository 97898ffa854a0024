import RondoNumerics

/// Random convolution features with one linear score or more.
struct RocketModel: Sendable, Equatable {
  let features: RocketFeatures
  let head: RidgeRegression

  init(features: RocketFeatures, head: RidgeRegression) {
    (self.features, self.head) = (features, head)
  }

  /// Learns from the training part.
  ///
  /// If lengths differ, shorter series are padded with the mean, or with two deviations less if the
  /// squared error of the scores by all other cases is then smaller: some problems are told by the
  /// length of a series, for others its end is only a disturbance.
  ///
  /// - Parameters:
  ///   - training: The series, at least one.
  ///   - targets: The numbers to predict, `[K]` of `[N]` each.
  ///   - settings: The features.
  ///   - seed: The seed of their random choices.
  ///   - workers: The threads to share the work.
  /// - Returns: The model, and the scores of each case by all others, `[K]` of `[N]`.
  static func fitted(
    _ training: PlainSeries, targets: [[Double]], settings: RocketSettings, seed: UInt64,
    workers: any WorkSharing
  ) -> (model: RocketModel, heldOut: [[Double]]) {
    func fit(padding: Float) -> (model: RocketModel, heldOut: [[Double]], error: Double) {
      let features = RocketFeatures(training, settings: settings, seed: seed, padding: padding)
      let problem = RidgeProblem(
        features.matrix(of: training, on: workers), count: training.count, workers: workers)
      let fit = problem.fitted(targets)
      let model = RocketModel(features: features, head: fit.regression)
      return (model, fit.heldOut, fit.error)
    }
    var best = fit(padding: 0)
    let length = training.greatestLength
    if (0..<training.count).contains(where: { training.length($0) < length }) {
      let other = fit(padding: visiblePadding)
      if other.error < best.error { best = other }
    }
    return (best.model, best.heldOut)
  }

  /// The padding of series of unequal lengths with which a kernel sees their ends.
  private static let visiblePadding: Float = -2

  /// The scores of all series of a set, `[N, K]`.
  func scores(of set: PlainSeries, on workers: any WorkSharing) -> [Double] {
    let outputs = head.intercepts.count
    return [Double](unsafeUninitializedCapacity: set.count * outputs) { buffer, count in
      buffer.initialize(repeating: 0)
      let scores = buffer.baseAddress
      workers.split(set.count, grain: 1, cost: .max) { range in
        var scratch = RocketScratch()
        var values = Array(repeating: Float(0), count: features.count)
        for index in range {
          values.withUnsafeMutableBufferPointer { values in
            features.write(set, index, to: values.baseAddress!, &scratch)
            head.write(values.baseAddress!, to: scores! + index * outputs)
          }
        }
      }
      count = set.count * outputs
    }
  }
}

extension RocketFeatures {
  /// The features of all series of a set, `[N, F]`.
  func matrix(of set: PlainSeries, on workers: any WorkSharing) -> [Float] {
    let size = count
    return [Float](unsafeUninitializedCapacity: set.count * size) { buffer, initialized in
      buffer.initialize(repeating: 0)
      let values = buffer.baseAddress
      workers.split(set.count, grain: 1, cost: .max) { range in
        var scratch = RocketScratch()
        for index in range { write(set, index, to: values! + index * size, &scratch) }
      }
      initialized = set.count * size
    }
  }
}

/// The cases of a training part from which a linear model learns: all of a small one, else evenly
/// spaced cases of each label.
enum RocketCases {
  /// The largest number of cases used, except that each label has one: half a minute on one core
  /// for series of 500 steps.
  static let limit = 1_500

  /// The places of the cases to use, ascending.
  static func used(labels: [Int], limit: Int = limit) -> [Int] {
    guard labels.count > limit else { return Array(labels.indices) }
    var places: [Int: [Int]] = [:]
    for (place, label) in labels.enumerated() { places[label, default: []].append(place) }
    return places.values.flatMap { own in
      let count = max(1, own.count * limit / labels.count)
      return (0..<count).map { own[$0 * own.count / count] }
    }.sorted()
  }
}
