public import RondoNumerics

/// Labels of the steps of series by the nearest neighbour of the window around each.
///
///     let tagger = WindowNeighborTagger(
///       training: [[0, 1, 0, 1, 5, 5, 5, 5]], labels: [[0, 0, 0, 0, 1, 1, 1, 1]], channels: 1)
///     tagger.labels(of: [[0, 1, 5, 5]])  // [[0, 0, 1, 1]]
///
/// - A window is 2w + 1 steps with the labelled step in the middle; beyond the ends of a series its
///   first and last step are repeated.
/// - Channels are standardised by the mean and deviation of the training part; a missing value is
///   the mean.
/// - w is the one of 0, 1, 2, 4, 8, 16 and 32 with the most right labels in every fourth training
///   series, predicted by the others; of fewer than four series in the last one, and of a single
///   one in its last quarter. Of equally good ones it is the smallest.
/// - At most 5,000 windows are stored, at even distances. Of equally near ones the first counts.
///
/// The same input gives the same bits for any number of threads. O(T · 5,000 · w · C) time for T
/// steps. `Sendable`.
public struct WindowNeighborTagger: Sendable {
  /// w, the number of steps on each side of the labelled one.
  public let radius: Int

  /// The number of stored windows.
  public var count: Int { store.count }

  private let scaling: ChannelScaling
  private let store: WindowStore

  /// The values of w to choose from.
  static let radii = [0, 1, 2, 4, 8, 16, 32]

  /// The largest number of held-out steps that choose w.
  private static let choosingSteps = 1000

  /// Stores windows of the training part, and chooses w.
  ///
  /// - Parameters:
  ///   - training: The series, each flat, `[T, C]`, with NaN for a missing value; at least one step.
  ///   - labels: The label of each step.
  ///   - channels: C, at least 1.
  ///   - maximumWindows: The largest number of stored windows.
  ///   - workers: The threads that share the choice.
  public init(
    training: [[Float]], labels: [[Int]], channels: Int, maximumWindows: Int = 5000,
    workers: any WorkSharing = SerialWork()
  ) {
    precondition(
      zip(training, labels).allSatisfy { $0.count == $1.count * channels }
        && training.count == labels.count && labels.contains { !$0.isEmpty } && maximumWindows > 0,
      "WindowNeighborTagger: expected a label for each step of each series, and at least one step")
    scaling = ChannelScaling(training, channels: channels)
    let series = zip(training, labels).map { [scaling] in
      StepSeries(values: scaling.scaled($0), labels: $1, channels: channels)
    }
    let parts = Self.parts(of: series)
    let queries = StepPlace.spread(over: parts.held, maximum: Self.choosingSteps)
    var (best, mostRight) = (0, -1)
    for radius in Self.radii where !queries.isEmpty && !parts.rest.isEmpty {
      let store = WindowStore(parts.rest, radius: radius, maximum: maximumWindows)
      let found = store.labels(of: queries, in: parts.held, on: workers)
      let right = zip(queries, found).count { parts.held[$0.series].labels[$0.step] == $1 }
      if right > mostRight { (best, mostRight) = (radius, right) }
    }
    radius = best
    store = WindowStore(series, radius: best, maximum: maximumWindows)
  }

  /// The labels of the steps of other series, each flat, `[T, C]`.
  public func labels(
    of series: [[Float]], on workers: any WorkSharing = SerialWork()
  ) -> [[Int]] {
    let scaled = series.map {
      StepSeries(values: scaling.scaled($0), labels: [], channels: scaling.channels)
    }
    let places = StepPlace.spread(over: scaled, maximum: .max)
    let found = store.labels(of: places, in: scaled, on: workers)
    var start = 0
    return scaled.map { item in
      defer { start += item.count }
      return Array(found[start..<start + item.count])
    }
  }

  /// The series that choose w, and those that predict them.
  private static func parts(of series: [StepSeries]) -> (held: [StepSeries], rest: [StepSeries]) {
    let used = series.filter { $0.count > 0 }
    guard used.count > 1 else {
      let border = used[0].count - used[0].count / 4
      return ([used[0][border..<used[0].count]], [used[0][0..<border]])
    }
    let held = used.count < 4 ? [used.count - 1] : used.indices.filter { $0 % 4 == 3 }
    return (held.map { used[$0] }, used.indices.filter { !held.contains($0) }.map { used[$0] })
  }
}

/// A series with a label for each step.
private struct StepSeries {
  /// `[T, C]`
  var values: [Float]
  var labels: [Int]
  var channels: Int

  var count: Int { values.count / channels }

  subscript(range: Range<Int>) -> StepSeries {
    StepSeries(
      values: Array(values[range.lowerBound * channels..<range.upperBound * channels]),
      labels: Array(labels[range]), channels: channels)
  }

  /// Appends the window around a step.
  func appendWindow(around step: Int, radius: Int, to window: inout [Float]) {
    for place in step - radius...step + radius {
      let start = min(max(place, 0), count - 1) * channels
      for channel in 0..<channels { window.append(values[start + channel]) }
    }
  }
}

/// A step of one of several series.
private struct StepPlace {
  var series: Int
  var step: Int

  /// All steps in order, or as many at even distances as the maximum permits.
  static func spread(over series: [StepSeries], maximum: Int) -> [StepPlace] {
    let all = series.indices.flatMap { index in
      (0..<series[index].count).map { StepPlace(series: index, step: $0) }
    }
    guard all.count > maximum else { return all }
    return (0..<maximum).map { all[$0 * all.count / maximum] }
  }
}

/// Mean and deviation of each channel.
private struct ChannelScaling {
  let channels: Int
  private let means: [Double]
  private let deviations: [Double]

  init(_ series: [[Float]], channels: Int) {
    self.channels = channels
    (means, deviations) = Self.moments(series, channels)
  }

  private static func moments(_ series: [[Float]], _ channels: Int) -> ([Double], [Double]) {
    var (means, deviations): ([Double], [Double]) = ([], [])
    for channel in 0..<channels {
      let values = series.flatMap { item in
        stride(from: channel, to: item.count, by: channels).lazy.map { Double(item[$0]) }
          .filter(\.isFinite)
      }
      let count = Double(max(values.count, 1))
      let mean = values.reduce(0, +) / count
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      means.append(mean)
      deviations.append(variance > 0 ? variance.squareRoot() : 1)
    }
    return (means, deviations)
  }

  func scaled(_ series: [Float]) -> [Float] {
    series.indices.map { index in
      let channel = index % channels
      let value = (Double(series[index]) - means[channel]) / deviations[channel]
      return value.isFinite ? Float(value) : 0
    }
  }
}

/// Windows with the labels of their middle steps.
private struct WindowStore {
  private let radius: Int
  private let size: Int
  private let values: [Float]
  private let labels: [Int]

  init(_ series: [StepSeries], radius: Int, maximum: Int) {
    let places = StepPlace.spread(over: series, maximum: maximum)
    var values: [Float] = []
    for place in places {
      series[place.series].appendWindow(around: place.step, radius: radius, to: &values)
    }
    (self.radius, self.values, size) = (radius, values, values.count / places.count)
    labels = places.map { series[$0.series].labels[$0.step] }
  }

  var count: Int { labels.count }

  /// The label of the nearest window of each step.
  func labels(
    of places: [StepPlace], in series: [StepSeries], on workers: any WorkSharing
  ) -> [Int] {
    [Int](unsafeUninitializedCapacity: places.count) { buffer, count in
      let result = buffer
      workers.split(places.count, grain: 1, cost: values.count) { range in
        var window: [Float] = []
        for index in range {
          window.removeAll(keepingCapacity: true)
          let place = places[index]
          series[place.series].appendWindow(around: place.step, radius: radius, to: &window)
          result.initializeElement(at: index, to: labels[nearest(to: window)])
        }
      }
      count = places.count
    }
  }

  private func nearest(to window: [Float]) -> Int {
    var (best, nearest) = (Float.infinity, 0)
    for index in labels.indices {
      let start = index * size
      var (sum, place) = (Float(0), 0)
      while place < size && sum < best {
        let difference = window[place] - values[start + place]
        sum += difference * difference
        place += 1
      }
      if sum < best { (best, nearest) = (sum, index) }
    }
    return nearest
  }
}
