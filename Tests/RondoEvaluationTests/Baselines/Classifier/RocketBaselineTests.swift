import CKernels
import Foundation
import RondoEngine
import RondoFiles
import RondoNumerics
import TestSupport
import Testing

@testable import RondoEvaluation

struct RocketBaselineTests {
  /// Fewer features, for debug builds.
  private static func settings(_ base: RocketSettings = .standard) -> RocketSettings {
    var settings = base
    settings.features = 84 * 3 * base.representations.count * base.poolings.count
    return settings
  }

  /// Noise with a narrow or a wide bump at a random place of the first channel; lengths vary.
  private static func cases(
    _ count: Int, channels: Int = 1, seed: UInt64 = 1
  ) -> (series: [[Float]], labels: [Int]) {
    let stream = RandomStream(seed: seed, purpose: .general)
    var series: [[Float]] = []
    for index in 0..<count {
      let start = UInt64(index * 1000)
      let length = 24 + stream.integer(below: 9, at: start)
      var values = (0..<length * channels).map { Float(stream.normal(at: start + UInt64($0))) / 8 }
      let place = 4 + stream.integer(below: 12, at: start + 500)
      for time in place..<place + (index % 2 == 0 ? 2 : 7) { values[time * channels] += 2 }
      series.append(values)
    }
    return (series, (0..<count).map { $0 % 2 })
  }

  private static func baseline(
    _ count: Int = 16, channels: Int = 1, settings: RocketSettings = settings(),
    workers: any WorkSharing = SerialWork()
  ) -> RocketBaseline {
    let cases = cases(count, channels: channels)
    return RocketBaseline(
      training: cases.series, labels: cases.labels, classes: 2, channels: channels, seed: 1,
      settings: settings, workers: workers)
  }

  @Test(arguments: [1, 3])
  func `bumps of different widths are told apart at any place`(channels: Int) {
    let test = Self.cases(12, channels: channels, seed: 2)
    let found = Self.baseline(channels: channels).predictions(for: test.series)
    #expect(found.labels == test.labels)
    #expect(found.method == "MiniRocket")
    #expect(found.settings == "504 features of values and differences")
    let multi = Self.baseline(channels: channels, settings: Self.settings(.multiRocket))
      .predictions(for: test.series)
    #expect(multi.labels == test.labels)
    #expect(multi.method == "MultiRocket")
    #expect(multi.settings == "2,016 features of values and differences")
  }

  @Test func `threads and company do not change a bit`() {
    let test = Self.cases(7, channels: 2, seed: 2).series
    let baseline = Self.baseline(channels: 2)
    let shared = Self.baseline(channels: 2, workers: Workers(threads: 4))
    #expect(shared == baseline)
    #expect(shared.heldOutLogProbabilities == baseline.heldOutLogProbabilities)
    let together = baseline.predictions(for: test, on: Workers(threads: 3)).probabilities
    #expect(together == baseline.predictions(for: test).probabilities)
    for (index, series) in test.enumerated() {
      let alone = baseline.predictions(for: [series]).probabilities?.logProbabilities
      #expect(alone == Array(together?.logProbabilities[2 * index..<2 * index + 2] ?? []))
      let single = baseline.logProbabilities(of: series)
      #expect(zip(single, alone ?? []).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    #expect(baseline.predictions(for: []).labels.isEmpty)
  }

  @Test func `predictions by the other cases are like those of a baseline without the case`() {
    let cases = Self.cases(16)
    let baseline = Self.baseline()
    #expect(baseline.heldOutCases == Array(0..<16))
    #expect(baseline.heldOutLogProbabilities.count == 32)
    var difference = 0.0
    for left in 0..<16 {
      let others = (0..<16).filter { $0 != left }
      let other = RocketBaseline(
        training: others.map { cases.series[$0] }, labels: others.map { cases.labels[$0] },
        classes: 2, channels: 1, seed: 1, settings: Self.settings())
      let expected = other.logProbabilities(of: cases.series[left])
      let found = Array(baseline.heldOutLogProbabilities[2 * left..<2 * left + 2])
      difference += abs(ReproducibleMath.exp(found[0]) - ReproducibleMath.exp(expected[0])) / 16
    }
    // Scaling, biases, penalty and sharpness are those of all cases.
    #expect(difference < 0.1)
  }

  @Test func `odd series have finite probabilities`() {
    let odd: [[Float]] = [
      [], [1], [.nan, .nan], [3, .nan, 5, .infinity, 2], Array(repeating: 7, count: 40),
      [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0], Array(repeating: 0.1, count: 300),
    ]
    for settings in [Self.settings(), Self.settings(.multiRocket)] {
      for channels in [1, 2] {
        let series = channels == 1 ? odd : odd.map { $0.flatMap { [$0, 1] } }
        let trained = RocketBaseline(
          training: series, labels: [0, 1, 0, 1, 0, 1, 1], classes: 2, channels: channels, seed: 1,
          settings: settings)
        #expect(trained.heldOutLogProbabilities.allSatisfy { $0.isFinite })
        for baseline in [trained, Self.baseline(channels: channels, settings: settings)] {
          let found = baseline.predictions(for: series)
          #expect(found.probabilities?.logProbabilities.allSatisfy { $0.isFinite } == true)
        }
      }
    }
  }

  @Test(arguments: [(1, 1), (1, 4), (2, 2), (3, 3), (3, 60), (60, 60)])
  func `few cases and many labels are enough`(count: Int, classes: Int) {
    let cases = Self.cases(count)
    let labels = (0..<count).map { $0 % classes }
    let baseline = RocketBaseline(
      training: cases.series, labels: labels, classes: classes, channels: 1, seed: 1,
      settings: Self.settings())
    #expect(baseline.sharpness.isFinite && baseline.sharpness >= 0)
    #expect(baseline.heldOutLogProbabilities.count == count * classes)
    #expect(baseline.heldOutLogProbabilities.allSatisfy { $0.isFinite })
    let found = baseline.predictions(for: cases.series)
    #expect(found.probabilities?.logProbabilities.allSatisfy { $0.isFinite } == true)
    // With a case a label, held-out scores are all wrong, and the probabilities stay even.
    if count == classes && count > 1 { #expect(baseline.sharpness == 0) }
  }

  @Test func `only empty series give the frequencies of the labels their order`() {
    let baseline = RocketBaseline(
      training: [[], [], []], labels: [1, 1, 0], classes: 2, channels: 1, seed: 1,
      settings: Self.settings())
    let found = baseline.predictions(for: [[], [1, 2, 3]])
    #expect(found.probabilities?.logProbabilities.allSatisfy { $0.isFinite } == true)
    #expect(baseline.model.head.intercepts[1] > baseline.model.head.intercepts[0])
  }

  @Test func `many cases are thinned out evenly, but no label vanishes`() {
    let labels = (0..<1000).map { $0 == 777 ? 2 : $0 % 2 }
    let used = RocketCases.used(labels: labels, limit: 100)
    #expect(used.contains(777) && used == used.sorted() && Set(used).count == used.count)
    #expect(used.count { labels[$0] == 0 } == 50 && used.count { labels[$0] == 1 } == 49)
    #expect(used.count { $0 < 500 } == 50)
    #expect(RocketCases.used(labels: labels, limit: 1000) == Array(0..<1000))
  }

  @Test func `the sharpness minimizes the log-loss and is finite for perfect scores`() {
    let rows: [[Double]] = [[1, 0], [0.2, 0.9], [0.4, 0.5], [0.7, 0.1]]
    let labels = [0, 1, 0, 0]
    func loss(_ sharpness: Double) -> Double {
      zip(rows, labels).reduce(0) { sum, pair in
        let logs = ScoreSharpness.logProbabilities(pair.0[...], sharpness)
        return sum - (1 - 1.0 / 6) * logs[pair.1] - (1.0 / 12) * (logs[0] + logs[1])
      }
    }
    let best = ScoreSharpness.best(rows, labels: labels)
    #expect(best > 0 && loss(best) < loss(best * 1.01) && loss(best) < loss(best * 0.99))
    let perfect = ScoreSharpness.best([[1, -1], [-1, 1]], labels: [0, 1])
    // Two cases and a quarter shared by both labels: odds of 7 to 1 over a difference of 2.
    #expect(abs(perfect - ReproducibleMath.log(7) / 2) < 1e-9)
    #expect(ScoreSharpness.best([[1, -1], [-1, 1]], labels: [1, 0]) == 0)
  }

  @Test func `numbers are predicted from the shape of a series`() {
    let cases = Self.cases(20)
    let values = cases.labels.map { Double($0) * 1e300 - 5e299 }
    let baseline = RocketRegressionBaseline(
      training: cases.series, values: values, channels: 1, seed: 1, settings: Self.settings())
    let test = Self.cases(8, seed: 2)
    let found = baseline.predictions(for: test.series)
    #expect(found.method == "MiniRocket")
    for (value, label) in zip(found.values, test.labels) { #expect((value > 0) == (label == 1)) }
    #expect(baseline.heldOutValues.allSatisfy { $0.isFinite })
    let constant = RocketRegressionBaseline(
      training: cases.series, values: Array(repeating: 7, count: 20), channels: 1, seed: 1,
      settings: Self.settings())
    #expect(constant.predictions(for: test.series).values.allSatisfy { abs($0 - 7) < 1e-12 })
  }

  @Test func `the end of shorter series is visible where that helps`() {
    let stream = RandomStream(seed: 5, purpose: .general)
    func noise(_ index: Int, _ length: Int) -> [Float] {
      (0..<length).map { Float(stream.normal(at: UInt64(index * 100 + $0))) }
    }
    // Noise of two lengths, and noise of any length beside bumps.
    let series = (0..<20).map { noise($0, $0 % 2 == 0 ? 30 : 40) }
    let told = RocketBaseline(
      training: series, labels: (0..<20).map { $0 % 2 }, classes: 2, channels: 1, seed: 1,
      settings: Self.settings())
    #expect(told.model.features.padding == -2)
    let test = [noise(30, 30), noise(31, 40), noise(32, 30)]
    #expect(told.predictions(for: test).labels == [0, 1, 0])
    #expect(Self.baseline().model.features.padding == 0)
  }

  // MARK: Files

  private static func read(
    _ record: RocketBaseline.Record, _ tensors: [SafetensorsTensor]
  ) throws -> RocketBaseline? {
    try RocketBaseline(record, prefix: "x.") { name in tensors.first { $0.name == name } }
  }

  @Test(arguments: [1, 3])
  func `a file gives back the same predictions`(channels: Int) throws {
    let baseline = Self.baseline(channels: channels, settings: Self.settings(.multiRocket))
    let text = try JSONEncoder().encode(baseline.record)
    let record = try JSONDecoder().decode(RocketBaseline.Record.self, from: text)
    let found = try #require(try Self.read(record, baseline.tensors(prefix: "x.")))
    #expect(found == baseline && found.record == record)
    let test = Self.cases(5, channels: channels, seed: 3).series
    #expect(
      found.predictions(for: test).probabilities == baseline.predictions(for: test).probabilities)
    #expect(found.heldOutLogProbabilities.isEmpty)
  }

  @Test func `damaged files are refused`() throws {
    let baseline = Self.baseline(channels: 2)
    let (record, tensors) = (baseline.record, baseline.tensors(prefix: "x."))
    #expect(try Self.read(record, tensors) != nil)
    for change: (inout RocketBaseline.Record) -> Void in [
      { $0.settings.representations = [.values, .values] }, { $0.settings.poolings = [] },
      { $0.settings.representations = [.values] }, { $0.settings.poolings = [.run, .time] },
      { $0.padding = .infinity }, { $0.channels = 1 }, { $0.channels = 0 }, { $0.length = -1 },
      { $0.length = 9 },
      { $0.classes = 3 }, { $0.classes = 0 }, { $0.sharpness = -1 }, { $0.sharpness = .nan },
    ] {
      var changed = record
      change(&changed)
      #expect(try Self.read(changed, tensors) == nil, "\(changed)")
    }
    for (index, tensor) in tensors.enumerated() {
      #expect(try Self.read(record, tensors.filter { $0.name != tensor.name }) == nil)
      var changed = tensors
      let size = tensor.shape.reduce(1, *)
      let width = tensor.bytes.count / size
      changed[index] = SafetensorsTensor(
        name: tensor.name, type: tensor.type, shape: [size - 1],
        bytes: Array(tensor.bytes.dropLast(width)))
      #expect(try Self.read(record, changed) == nil, "\(tensor.name) too short")
      // No bits set but the first: NaN for a number, too many or too large for an integer.
      let wrong = Array(repeating: UInt8(255), count: width) + tensor.bytes.dropFirst(width)
      changed[index] = SafetensorsTensor(
        name: tensor.name, type: tensor.type, shape: tensor.shape, bytes: wrong)
      #expect(try Self.read(record, changed) == nil, "\(tensor.name) out of range")
    }
  }
}

/// The pooling of a row, in every version of the kernels.
struct PoolingKernelTests {
  /// The definition, element by element.
  private static func plain(_ x: [Float], _ threshold: Float) -> (Int, Int, Int, Double) {
    let above = x.indices.filter { x[$0] > threshold }
    var (run, longest) = (0, 0)
    for value in x {
      run = value > threshold ? run + 1 : 0
      longest = max(longest, run)
    }
    let excess = above.reduce(0) { $0 + Double(x[$1]) - Double(threshold) }
    return (above.count, above.reduce(0, +), longest, excess)
  }

  @Test(arguments: ["portable", "avx2", "avx512"])
  func `counts, positions, runs and excess follow their definitions`(version: String) {
    let present = String(cString: rondo_kernels_name())
    guard rondo_kernels_select(version) else { return }
    defer { _ = rondo_kernels_select(present) }
    var random = SeededIDs(seed: 1)
    for length in [0, 1, 15, 16, 17, 63, 64, 65, 127, 128, 129, 200, 300] {
      for spread in [2, 3, 40] {
        var x = (0..<length).map { _ in Float(random.number(below: spread)) }
        if length > 20 { x[7] = .nan }
        let thresholds: [Float] = [-1, 0, 0.5, 1, 30]
        var results = Array(repeating: rondo_pooling(), count: 5)
        rondo_pool(length, x, 5, thresholds, true, &results)
        var counts = Array(repeating: rondo_pooling(), count: 5)
        rondo_pool(length, x, 5, thresholds, false, &counts)
        for (index, threshold) in thresholds.enumerated() {
          let (count, positions, longest, excess) = Self.plain(x, threshold)
          let found = results[index]
          #expect(Int(found.count) == count && counts[index].count == found.count)
          #expect(Int(found.positions) == positions && Int(found.longest) == longest)
          // Sums of small multiples of one half are exact.
          #expect(Double(found.excess) == excess)
        }
      }
    }
  }
}
