public import RondoNumerics

/// Gives a series the label of the training series nearest to it.
///
///     let baseline = NearestNeighborBaseline(
///       training: [[0, 0, 1], [1, 0, 0]], labels: [0, 1], channels: 1, distance: .euclidean)
///     baseline.predictions(for: [[0, 0, 2]]).labels  // [0]
///
/// With dynamic time warping this is the method that new ones are measured against (Bagnall, Lines,
/// Bostrom, Large & Keogh 2017, "The great time series classification bake off").
///
/// - Series are compared as they are: scaling is the caller's, and time stamps do not count.
/// - Lengths may differ. For the Euclidean distance the shorter series goes on with zeros; dynamic
///   time warping stretches the two onto each other.
/// - Missing values are interpolated in their channel; a channel without any value is 0.
/// - Of equally near training series the first counts.
/// - A series without any moments is nearest to another such, else to the first.
///
/// The same input gives the same bits; shortcuts and the number of threads change no result. A
/// comparison costs O(T · C), or O(T · window · C) with warping; 16 bytes and with warping 48 a
/// training value. `Sendable`.
public struct NearestNeighborBaseline: Sendable {
  /// How series are compared.
  public let distance: SeriesDistance

  /// The window learned from the training part, in percent of its longest series; nil for others.
  public let learnedPercentage: Int?

  private let labels: [Int]
  private let channels: Int
  private let steps: Int?
  private let neighbors: SeriesNeighbors

  /// Keeps the training part.
  ///
  /// - Parameters:
  ///   - training: The series, at least one, each flat, `[T, C]`, with NaN for a missing value.
  ///   - labels: The label id of each.
  ///   - channels: C, at least 1.
  ///   - distance: How series are compared. A window is learned from at most 1,000 series, taken at
  ///     even distances.
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

  /// What it says of other series, each flat, `[T, C]`.
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

/// How far two series are apart.
public enum SeriesDistance: Sendable, Hashable {
  /// The Euclidean distance, moment by moment; a shorter series goes on with zeros.
  case euclidean

  /// Dynamic time warping with one path for all channels: the least Euclidean distance over all ways
  /// to stretch the two in time.
  case dynamicTimeWarping(WarpingWindow)
}

/// How far apart in time dynamic time warping may match two moments (Sakoe & Chiba 1978).
public enum WarpingWindow: Sendable, Hashable {
  /// As far as the series reach.
  case full

  /// So many steps; more where the series differ in length by more.
  case steps(Int)

  /// The percentage of the longest training series, from 0 to 100, that makes the fewest mistakes
  /// when each training series is classified by the others; of equally good ones the smallest.
  case learned
}
