public import RondoNumerics

/// Classification of series by their nearest neighbour in the training part.
///
///     let baseline = NearestNeighborBaseline(
///       training: [[0, 0, 1], [1, 0, 0]], labels: [0, 1], channels: 1, distance: .euclidean)
///     baseline.predictions(for: [[0, 0, 2]]).labels  // [0]
///
/// With dynamic time warping this is the standard baseline for new methods (Bagnall, Lines,
/// Bostrom, Large & Keogh 2017, "The great time series classification bake off").
///
/// - Series are not scaled, and time stamps are ignored.
/// - Lengths may differ. For the Euclidean distance the shorter series is padded with zeros;
///   dynamic time warping aligns the two.
/// - Missing values are interpolated in their channel; a channel without values is 0.
/// - Of equally near training series the first is used.
/// - The nearest neighbour of an empty series is another empty one, else the first.
///
/// The same input gives the same bits for any number of threads. A comparison costs O(T · C), or
/// O(T · window · C) with warping; memory 16 bytes a training value, with warping 48. `Sendable`.
public struct NearestNeighborBaseline: Sendable {
  /// The distance between series.
  public let distance: SeriesDistance

  /// The window learned from the training part, in percent of its longest series; nil for other
  /// distances.
  public let learnedPercentage: Int?

  private let labels: [Int]
  private let channels: Int
  private let steps: Int?
  private let neighbors: SeriesNeighbors

  /// Stores the training part, and learns the window if the distance requires it.
  ///
  /// - Parameters:
  ///   - training: The series, at least one, each flat, `[T, C]`, with NaN for a missing value.
  ///   - labels: The label id of each.
  ///   - channels: C, at least 1.
  ///   - distance: The distance between series. A window is learned from at most 1,000 evenly
  ///     spaced series.
  ///   - workers: The threads that share the search for a window.
  public init(
    training: [[Float]], labels: [Int], channels: Int, distance: SeriesDistance,
    workers: any WorkSharing = SerialWork()
  ) {
    precondition(
      !training.isEmpty && training.count == labels.count,
      "NearestNeighborBaseline: found \(training.count) series and \(labels.count) labels, expected "
        + "as many and at least one")
    let set = PlainSeries(training, channels: channels)
    var percentage: Int?
    switch distance {
    case .euclidean: steps = nil
    case .dynamicTimeWarping(.full): steps = .max
    case .dynamicTimeWarping(.steps(let count)):
      precondition(count >= 0, "NearestNeighborBaseline: found a window of \(count) steps")
      steps = count
    case .dynamicTimeWarping(.learned):
      let learned = Self.learnedPercentage(training, labels, channels, workers)
      percentage = learned
      steps = WarpingWindowSearch.steps(learned, of: set.greatestLength)
    }
    learnedPercentage = percentage
    (self.distance, self.labels, self.channels) = (distance, labels, channels)
    neighbors = SeriesNeighbors(set, radius: steps)
  }

  private static func learnedPercentage(
    _ training: [[Float]], _ labels: [Int], _ channels: Int, _ workers: any WorkSharing
  ) -> Int {
    let present = training.indices.filter { !training[$0].isEmpty }
    let count = min(present.count, 1000)
    let chosen = (0..<count).map { present[$0 * present.count / count] }
    var search = WarpingWindowSearch(
      PlainSeries(chosen.map { training[$0] }, channels: channels),
      labels: chosen.map { labels[$0] }, workers: workers)
    return search.percentage()
  }

  /// The index of the nearest training series of each series, each flat, `[T, C]`.
  public func nearestIndices(
    of series: [[Float]], on workers: any WorkSharing = SerialWork()
  ) -> [Int] {
    neighbors.nearest(to: PlainSeries(series, channels: channels), on: workers)
  }

  /// The predictions for other series, each flat, `[T, C]`.
  public func predictions(
    for series: [[Float]], on workers: any WorkSharing = SerialWork()
  ) -> BaselinePredictions {
    let settings: String? =
      switch distance {
      case .euclidean: nil
      case .dynamicTimeWarping(.full): "full window"
      case .dynamicTimeWarping(.steps(let count)): "window of \(count) steps"
      case .dynamicTimeWarping(.learned):
        "learned window of \(learnedPercentage ?? 0) % (\(steps ?? 0) steps)"
      }
    let isEuclidean = distance == .euclidean
    return BaselinePredictions(
      method: isEuclidean ? "1-NN Euclidean" : "1-NN DTW", settings: settings,
      labels: nearestIndices(of: series, on: workers).map { labels[$0] })
  }
}

/// A distance between two series.
public enum SeriesDistance: Sendable, Hashable {
  /// The Euclidean distance; a shorter series is padded with zeros.
  case euclidean

  /// Dynamic time warping with one path for all channels: the smallest Euclidean distance over all
  /// alignments in time.
  case dynamicTimeWarping(WarpingWindow)
}

/// The window of dynamic time warping: the largest distance in time of two aligned steps (Sakoe &
/// Chiba 1978).
public enum WarpingWindow: Sendable, Hashable {
  /// No limit.
  case full

  /// A number of steps, or the difference of the lengths if that is larger.
  case steps(Int)

  /// The percentage of the longest training series, from 0 to 100, with the fewest errors when each
  /// training series is classified by the others; of equally good ones the smallest.
  case learned
}
