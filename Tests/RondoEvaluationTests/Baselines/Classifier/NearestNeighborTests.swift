import TestSupport
import Testing

@testable import RondoEvaluation

struct NearestNeighborTests {
  private func squared(_ a: [Float], _ b: [Float]) -> Double {
    (0..<max(a.count, b.count)).reduce(0.0) { sum, place in
      let difference =
        Double(place < a.count ? a[place] : 0) - Double(place < b.count ? b[place] : 0)
      return sum + difference * difference
    }
  }

  /// The first of the candidates with the least cost.
  private func first(_ costs: [Double]) -> Int { costs.firstIndex(of: costs.min()!)! }

  @Test(arguments: [(1, false), (1, true), (3, false), (2, true)], UInt64(0)..<5)
  func `the nearest are found as without shortcuts`(shape: (Int, Bool), seed: UInt64) {
    let (channels, varies) = shape
    var drawn = DrawnSeries(seed: seed)
    let training = drawn.set(count: 14, length: 12, channels: channels, varies: varies)
    let others =
      drawn.set(count: 6, length: 12, channels: channels, varies: varies) + training.prefix(3)
    func nearest(_ distance: SeriesDistance) -> [Int] {
      NearestNeighborBaseline(
        training: training, labels: Array(training.indices), channels: channels,
        distance: distance
      ).nearestIndices(of: others)
    }
    #expect(
      nearest(.euclidean) == others.map { other in first(training.map { squared(other, $0) }) })
    for (window, radius) in [(WarpingWindow.full, Int.max), (.steps(0), 0), (.steps(3), 3)] {
      #expect(
        nearest(.dynamicTimeWarping(window))
          == others.map { other in
            first(
              training.map { warpingCost(other, $0, channels: channels, radius: radius) })
          })
    }
  }

  @Test(arguments: [(1, false), (1, true), (2, false)], UInt64(0)..<3)
  func `the learned window makes the fewest mistakes`(shape: (Int, Bool), seed: UInt64) {
    let (channels, varies) = shape
    var drawn = DrawnSeries(seed: seed)
    let training = drawn.set(count: 8, length: 12, channels: channels, varies: varies)
    let labels = training.map { _ in drawn.random.number(below: 2) }
    let length = training.map { $0.count / channels }.max()!
    let byRadius = (0...length).map { radius in
      training.indices.count { index in
        let rest = training.indices.filter { $0 != index }
        let costs = rest.map {
          warpingCost(training[index], training[$0], channels: channels, radius: radius)
        }
        return labels[rest[first(costs)]] != labels[index]
      }
    }
    let mistakes = (0...100).map { byRadius[($0 * length + 99) / 100] }
    let baseline = NearestNeighborBaseline(
      training: training, labels: labels, channels: channels,
      distance: .dynamicTimeWarping(.learned))
    #expect(baseline.learnedPercentage == mistakes.firstIndex(of: mistakes.min()!))
  }

  @Test func `a window of no steps is the Euclidean distance`() {
    var drawn = DrawnSeries(seed: 2)
    let training = drawn.set(count: 10, length: 9, channels: 2, varies: false)
    let others = drawn.set(count: 10, length: 9, channels: 2, varies: false)
    let indices = [SeriesDistance.euclidean, .dynamicTimeWarping(.steps(0))].map {
      NearestNeighborBaseline(
        training: training, labels: Array(0..<10), channels: 2, distance: $0
      ).nearestIndices(of: others)
    }
    #expect(indices[0] == indices[1])
  }

  @Test func `of equally near series the first gives its label`() {
    for distance in [SeriesDistance.euclidean, .dynamicTimeWarping(.full)] {
      let baseline = NearestNeighborBaseline(
        training: [[9, 9], [2, 0], [0, 2], [2, 0]], labels: [0, 3, 1, 2], channels: 1,
        distance: distance)
      #expect(baseline.predictions(for: [[2, 0], [0, 2]]).labels == [3, 1])
    }
  }

  @Test(arguments: [
    SeriesDistance.euclidean, .dynamicTimeWarping(.full), .dynamicTimeWarping(.steps(1)),
    .dynamicTimeWarping(.learned),
  ])
  func `series without moments are no trap`(distance: SeriesDistance) {
    for training in [[[]], [[], []], [[1, 2], []], [[1, 2]]] as [[[Float]]] {
      let baseline = NearestNeighborBaseline(
        training: training, labels: Array(training.indices), channels: 1, distance: distance)
      let labels = baseline.predictions(for: [[], [1], [.nan, .nan]]).labels
      #expect(labels.count == 3)
      #expect(labels[0] == (training.firstIndex(of: []) ?? 0))
    }
    let none = NearestNeighborBaseline(
      training: [[1]], labels: [4], channels: 1, distance: distance)
    #expect(none.predictions(for: []).labels == [])
  }

  @Test func `a report says how series were compared`() {
    func predictions(_ distance: SeriesDistance) -> BaselinePredictions {
      NearestNeighborBaseline(
        training: [[1, 2, 3], [3, 2, 1]], labels: [0, 1], channels: 1, distance: distance
      ).predictions(for: [[1, 2, 2]])
    }
    #expect(predictions(.euclidean).method == "1-NN Euclidean")
    #expect(predictions(.euclidean).settings == nil)
    #expect(predictions(.dynamicTimeWarping(.full)).method == "1-NN DTW")
    #expect(predictions(.dynamicTimeWarping(.full)).settings == "full window")
    #expect(predictions(.dynamicTimeWarping(.steps(2))).settings == "window of 2 steps")
    #expect(
      predictions(.dynamicTimeWarping(.learned)).settings == "learned window of 0 % (0 steps)")
  }
}
