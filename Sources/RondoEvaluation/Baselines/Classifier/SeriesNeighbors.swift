import RondoNumerics

/// The search for the nearest training series of another, by one distance.
///
/// Candidates are visited in the order of their lower bounds and abandoned once they are farther
/// than the nearest so far, so that few are compared completely; the result is that of comparing
/// all. Of equally near ones it is the first.
struct SeriesNeighbors: Sendable {
  private let training: PlainSeries
  /// The window in steps; nil for the Euclidean distance.
  private let radius: Int?
  private let envelopes: [SeriesEnvelope?]

  init(_ training: PlainSeries, radius: Int?) {
    (self.training, self.radius) = (training, radius)
    envelopes = (0..<training.count).map { index in
      guard let radius, training.length(index) > 0 else { return nil }
      return SeriesEnvelope(
        training.values[training.starts[index]..<training.starts[index + 1]],
        channels: training.channels, radius: radius)
    }
  }

  /// The index of the nearest training series of each series, which the threads share.
  func nearest(to others: PlainSeries, on workers: any WorkSharing = SerialWork()) -> [Int] {
    let length = max(training.greatestLength, others.greatestLength)
    return [Int](unsafeUninitializedCapacity: others.count) { buffer, count in
      let result = buffer
      training.values.withUnsafeBufferPointer { values in
        others.values.withUnsafeBufferPointer { otherValues in
          workers.split(others.count, grain: 1, cost: .max) { range in
            var warping = DynamicTimeWarping(length: length)
            for index in range {
              // An empty series has no address; nothing is read from it.
              let start = otherValues.baseAddress.map { $0 + others.starts[index] }
              result.initializeElement(
                at: index,
                to: nearest(start, others.length(index), values.baseAddress, &warping))
            }
          }
        }
      }
      count = others.count
    }
  }

  private func nearest(
    _ other: UnsafePointer<Double>?, _ n: Int, _ base: UnsafePointer<Double>?,
    _ warping: inout DynamicTimeWarping
  ) -> Int {
    guard let other, let base else { return 0 }
    return radius == nil
      ? nearestEuclidean(other, n * training.channels, base)
      : nearestWarped(other, n, base, &warping)
  }

  private func nearestEuclidean(
    _ other: UnsafePointer<Double>, _ count: Int, _ base: UnsafePointer<Double>
  ) -> Int {
    var (best, nearest) = (Double.infinity, 0)
    for index in 0..<training.count {
      let candidate = base + training.starts[index]
      let candidateCount = training.starts[index + 1] - training.starts[index]
      let common = min(count, candidateCount)
      var sum = 0.0
      for place in 0..<common where sum <= best {
        sum += (other[place] - candidate[place]) * (other[place] - candidate[place])
      }
      for place in common..<count where sum <= best { sum += other[place] * other[place] }
      for place in common..<candidateCount where sum <= best {
        sum += candidate[place] * candidate[place]
      }
      if sum < best { (best, nearest) = (sum, index) }
    }
    return nearest
  }

  private func nearestWarped(
    _ other: UnsafePointer<Double>, _ n: Int, _ base: UnsafePointer<Double>,
    _ warping: inout DynamicTimeWarping
  ) -> Int {
    guard n > 0 else { return (0..<training.count).first { training.length($0) == 0 } ?? 0 }
    let bounds = envelopes.map { $0?.bound(other, n) ?? .infinity }
    let order = bounds.indices.sorted { (bounds[$0], $0) < (bounds[$1], $1) }
    var nearest = NearestCandidate(index: order[0])
    for index in order {
      let m = training.length(index)
      if m == 0 || bounds[index] > nearest.cost { break }
      let result = warping.compare(
        other, n, base + training.starts[index], m, channels: training.channels,
        radius: max(radius ?? 0, abs(n - m)), limit: nearest.cost)
      if result.isComplete { nearest.consider(result.cost, index) }
    }
    return nearest.index
  }
}

/// The nearest series so far: of equal costs the one with the lowest index.
struct NearestCandidate {
  private(set) var cost = Double.infinity
  private(set) var index: Int

  init(index: Int) { self.index = index }

  mutating func consider(_ cost: Double, _ index: Int) {
    if (cost, index) < (self.cost, self.index) { (self.cost, self.index) = (cost, index) }
  }
}
