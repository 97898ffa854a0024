import RondoEngine
import TestSupport
import Testing

@testable import RondoEvaluation

/// Nearest neighbours and the search for a window, shared by threads.
struct SharedNeighborTests {
  @Test(arguments: [(1, false), (1, true), (2, true)], [2, 3, 8])
  func `any number of threads finds the same`(shape: (Int, Bool), threads: Int) {
    let (channels, varies) = shape
    let workers = Workers(threads: threads)
    for seed in 0..<4 as Range<UInt64> {
      var drawn = DrawnSeries(seed: seed)
      let training = drawn.set(count: 17, length: 14, channels: channels, varies: varies)
      let others = drawn.set(count: 9, length: 14, channels: channels, varies: varies)
      let labels = training.map { _ in drawn.random.number(below: 2) }
      for distance in [
        SeriesDistance.euclidean, .dynamicTimeWarping(.full), .dynamicTimeWarping(.learned),
      ] {
        let alone = NearestNeighborBaseline(
          training: training, labels: labels, channels: channels, distance: distance)
        let shared = NearestNeighborBaseline(
          training: training, labels: labels, channels: channels, distance: distance,
          workers: workers)
        #expect(alone.learnedPercentage == shared.learnedPercentage, "seed \(seed)")
        #expect(
          alone.nearestIndices(of: others) == shared.nearestIndices(of: others, on: workers),
          "\(distance), seed \(seed)")
      }
    }
  }

  @Test(arguments: 2...5)
  func `few series are no trap for many threads`(count: Int) {
    let workers = Workers(threads: 8)
    var drawn = DrawnSeries(seed: UInt64(count))
    let training = drawn.set(count: count, length: 6, channels: 1, varies: true)
    let baseline = NearestNeighborBaseline(
      training: training, labels: Array(training.indices), channels: 1,
      distance: .dynamicTimeWarping(.learned), workers: workers)
    // Every series has its own label, so all windows are equally bad.
    #expect(baseline.learnedPercentage == 0)
    #expect(baseline.predictions(for: [], on: workers).labels == [])
  }
}
