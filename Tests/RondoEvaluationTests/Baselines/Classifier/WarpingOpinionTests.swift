import Foundation
import RondoEngine
import RondoFiles
import RondoNumerics
import TestSupport
import Testing

@testable import RondoEvaluation

/// Costs by label, and the opinion made of them.
struct WarpingOpinionTests {
  /// Training series of four labels, of which the last has none, and their channels.
  private struct Problem {
    var training: [[Float]]
    var labels: [Int]
    var others: [[Float]]
    let channels: Int
    let classes = 4

    init(channels: Int, varies: Bool, seed: UInt64, count: Int = 13) {
      var drawn = DrawnSeries(seed: seed)
      self.channels = channels
      training = drawn.set(count: count, length: 11, channels: channels, varies: varies)
      labels = training.map { _ in drawn.random.number(below: 3) }
      others =
        drawn.set(count: 5, length: 12, channels: channels, varies: varies) + training.prefix(2)
    }

    func opinion(
      storedLimit: Int = 500, workers: any WorkSharing = SerialWork()
    ) -> WarpingOpinion {
      WarpingOpinion(
        training: training, labels: labels, classes: classes, channels: channels,
        storedLimit: storedLimit, workers: workers)
    }

    /// The least cost for each label without shortcuts, leaving out one training series.
    func costs(of series: [Float], radius: Int, leavingOut own: Int? = nil) -> [Double] {
      (0..<classes).map { label in
        training.indices.filter { labels[$0] == label && $0 != own }.map {
          warpingCost(series, training[$0], channels: channels, radius: radius)
        }.min() ?? .infinity
      }
    }
  }

  private static let shapes = [(1, false), (1, true), (3, false), (2, true)]

  @Test(arguments: shapes, UInt64(0)..<4)
  func `the nearest of each label are found as without shortcuts`(
    shape: (Int, Bool), seed: UInt64
  ) {
    let problem = Problem(channels: shape.0, varies: shape.1, seed: seed)
    let stored = PlainSeries(problem.training, channels: problem.channels)
    let others = PlainSeries(problem.others, channels: problem.channels)
    var bounds = Array(repeating: 0.0, count: stored.count * stored.count)
    for radius in [20, 3, 1, 0] {
      let distances = LabelDistances(
        stored, labels: problem.labels, classes: problem.classes, radius: radius)
      let plain = problem.others.flatMap { problem.costs(of: $0, radius: radius) }
      #expect(distances.costs(of: others) == plain)
      let plainOfStored = problem.training.indices.flatMap {
        problem.costs(of: problem.training[$0], radius: radius, leavingOut: $0)
      }
      let found = distances.costsOfStored(bounds: &bounds, on: SerialWork())
      #expect(found == plainOfStored, "window \(radius)")
    }
  }

  @Test(arguments: shapes, [500, 6])
  func `answers on training series are those of an opinion without the series`(
    shape: (Int, Bool), limit: Int
  ) {
    let problem = Problem(channels: shape.0, varies: shape.1, seed: 7)
    let opinion = problem.opinion(storedLimit: limit)
    let used = WarpingOpinion.used(
      problem.training, problem.labels, classes: 4, channels: problem.channels, limit: limit)
    #expect(opinion.stored.count == min(limit, problem.training.count))
    for index in problem.training.indices {
      let rest = used.filter { $0 != index }
      let without = WarpingOpinion(
        stored: rest.map { problem.training[$0] }, labels: rest.map { problem.labels[$0] },
        classes: 4, channels: problem.channels, stride: 1, measures: opinion.measures)
      #expect(
        without.logProbabilities(of: problem.training[index])
          == Array(opinion.heldOutLogProbabilities[index * 4..<(index + 1) * 4]))
    }
  }

  @Test(arguments: shapes, [2, 3, 8])
  func `any number of threads gives the same bits`(shape: (Int, Bool), threads: Int) {
    let problem = Problem(channels: shape.0, varies: shape.1, seed: 3, count: 17)
    let (alone, shared) = (problem.opinion(), problem.opinion(workers: Workers(threads: threads)))
    #expect(alone == shared)
    #expect(alone.heldOutLogProbabilities == shared.heldOutLogProbabilities)
  }

  @Test func `probabilities add up to 1 and the nearest label has the greatest`() {
    let training: [[Float]] = [[0, 0, 1], [0, 0, 2], [1, 0, 0], [3, 0, 0]]
    let opinion = WarpingOpinion(training: training, labels: [0, 0, 1, 1], classes: 3, channels: 1)
    let answer = opinion.logProbabilities(of: [0, 0, 3]).map { ReproducibleMath.exp($0) }
    // Three terms below 1: a few roundings.
    #expect(abs(answer.reduce(0, +) - 1) < 1e-12)
    #expect(answer[0] > 0.5 && answer[0] > answer[1] && answer[1] > answer[2])
    #expect(opinion.logProbabilities(of: [1, 0, 0])[1] > ReproducibleMath.log(0.5), "a repeat")
    // Labels without series have the weight 1/(S + 1) of their frequency (0 + 1)/(S + K).
    #expect(abs(answer[2] - 1.0 / 5 / 7) < 1e-12)
  }

  @Test func `scores do not depend on the unit of the values`() {
    var problem = Problem(channels: 1, varies: false, seed: 5)
    let answers = problem.others.map { problem.opinion().logProbabilities(of: $0) }
    problem.training = problem.training.map { $0.map { $0 * 1024 } }
    for (series, answer) in zip(problem.others, answers) {
      let scaled = problem.opinion().logProbabilities(of: series.map { $0 * 1024 })
      // The logarithms of costs in other units differ by a rounded constant.
      #expect(zip(scaled, answer).allSatisfy { abs($0 - $1) < 1e-9 })
    }
  }

  @Test func `missing values are interpolated`() {
    let problem = Problem(channels: 1, varies: false, seed: 2)
    let opinion = problem.opinion()
    let whole: [Float] = [0, 2, 4, 4, 1, 3, 2, 0, 1, 1, 0]
    var holed = whole
    (holed[1], holed[10]) = (.nan, .infinity)
    #expect(
      opinion.logProbabilities(of: holed)
        == opinion.logProbabilities(of: whole.dropLast() + [whole[9]]))
  }

  @Test func `exact repeats, single series of a label, and no series are no trap`() {
    let repeated = WarpingOpinion(
      training: Array(repeating: [1, 2, 1], count: 6), labels: [0, 0, 0, 1, 1, 1], classes: 2,
      channels: 1)
    #expect(Set(repeated.heldOutLogProbabilities.map(\.isFinite)) == [true])
    #expect(Set(repeated.logProbabilities(of: [1, 2, 1])).count == 1)
    let mostly = WarpingOpinion(
      training: Array(repeating: [1, 2, 1], count: 6) + [[5, 5, 5], [5, 6, 7]],
      labels: [0, 0, 0, 0, 0, 0, 1, 1], classes: 2, channels: 1)
    #expect(mostly.measures.allSatisfy { $0.offset > 0.001 })
    #expect(mostly.logProbabilities(of: [1, 2, 1])[0] > ReproducibleMath.log(0.5))
    let single = WarpingOpinion(
      training: [[0, 0, 1], [1, 0, 0], []], labels: [1, 0, 2], classes: 3, channels: 1)
    let answer = single.logProbabilities(of: [0, 0, 1])
    #expect(answer[1] > answer[0] && answer.allSatisfy { $0.isFinite })
    #expect(single.heldOutLogProbabilities.count == 9)
    #expect(single.heldOutLogProbabilities.allSatisfy { $0.isFinite })
    for training in [[], [[]], [[], []], [[4]]] as [[[Float]]] {
      let opinion = WarpingOpinion(
        training: training, labels: training.map { _ in 1 }, classes: 2, channels: 1)
      for series in [[], [1], [.nan], [1, 2, 3]] as [[Float]] {
        #expect(opinion.logProbabilities(of: series).allSatisfy { $0.isFinite })
      }
      #expect(opinion.heldOutLogProbabilities.count == 2 * training.count)
    }
  }
}

/// What an opinion stores, and its files.
struct WarpingOpinionStorageTests {
  @Test func `each label has its part of the stored series, and at least one`() {
    let labels = Array(repeating: 0, count: 60) + [1] + Array(repeating: 2, count: 30) + [3]
    let series = labels.indices.map { $0 == 91 ? [] : [Float($0)] }
    let used = WarpingOpinion.used(series, labels, classes: 4, channels: 1, limit: 12)
    #expect(used == [0, 8, 17, 25, 34, 42, 51, 60, 61, 68, 76, 83])
    #expect(WarpingOpinion.used(series, labels, classes: 4, channels: 1, limit: 2) == [0, 60])
    #expect(
      WarpingOpinion.used(series, labels, classes: 4, channels: 1, limit: 500) == Array(0..<91))
  }

  @Test func `fewer series are stored where they are long`() {
    let long = Array(repeating: Array(repeating: Float(1), count: 2000 * 40), count: 90)
    let used = WarpingOpinion.used(
      long, long.indices.map { $0 % 2 }, classes: 2, channels: 40, limit: 500)
    #expect(used.count == 8)
  }

  @Test func `long series are averaged`() {
    #expect(
      WarpingOpinion.averaged([1, 5, 3, .nan, .nan, .nan, 4, 6, 8, 9], over: 2, channels: 2)
        .map { $0.isNaN ? -1 : $0 } == [2, 5, 4, 6, 8, 9])
    let steps = WarpingOpinion.lengthLimit + 1
    let training = (0..<4).map { index in (0..<steps).map { Float($0 / 1000 * index) } }
    let opinion = WarpingOpinion(
      training: training, labels: [0, 0, 1, 1], classes: 2, channels: 1)
    #expect(opinion.stride == 2 && opinion.stored.allSatisfy { $0.count == (steps + 1) / 2 })
    let answer = opinion.logProbabilities(of: training[3])
    #expect(answer[1] > answer[0])
  }

  @Test func `slopes are those of the definition`() {
    let slopes = SeriesView.slopes.of(
      PlainSeries([[0, 10, 1, 20, 4, 30], [1, 2, 5, 7], [8, 9], []], channels: 2))
    // ((1 − 0) + (4 − 0) / 2) / 2 and ((20 − 10) + (30 − 10) / 2) / 2.
    #expect(slopes.values == [1.5, 10, 4, 5, 0, 0])
    #expect(slopes.starts == [0, 2, 4, 6, 6])
  }

  private func opinion() -> WarpingOpinion {
    var drawn = DrawnSeries(seed: 4)
    let training = drawn.set(count: 12, length: 9, channels: 2, varies: true) + [[.nan, 1]]
    return WarpingOpinion(
      training: training, labels: training.indices.map { $0 % 3 }, classes: 4, channels: 2)
  }

  @Test func `an opinion from a file answers with the same bits`() throws {
    let opinion = opinion()
    let tensors = Dictionary(
      uniqueKeysWithValues: opinion.tensors(prefix: "dtw.").map { ($0.name, $0) })
    #expect(Set(tensors.keys) == ["dtw.values", "dtw.steps", "dtw.labels"])
    let record = try JSONDecoder().decode(
      WarpingOpinion.Record.self, from: JSONEncoder().encode(opinion.record))
    let read = try #require(try WarpingOpinion(record, prefix: "dtw.") { tensors[$0] })
    #expect(read == opinion && read.heldOutLogProbabilities.isEmpty)
    for series in opinion.stored + [[], [1, .nan, 2, 5]] {
      #expect(read.logProbabilities(of: series) == opinion.logProbabilities(of: series))
    }
  }

  @Test func `damaged files are refused`() throws {
    let opinion = opinion()
    let tensors = Dictionary(
      uniqueKeysWithValues: opinion.tensors(prefix: "").map { ($0.name, $0) })
    func isRead(
      _ record: WarpingOpinion.Record? = nil, _ changed: SafetensorsTensor? = nil,
      without missing: String? = nil
    ) throws -> Bool {
      try WarpingOpinion(record ?? opinion.record, prefix: "") { name in
        name == missing ? nil : name == changed?.name ? changed : tensors[name]
      } != nil
    }
    #expect(try isRead())
    for name in tensors.keys { #expect(try !isRead(without: name)) }
    let changes: [(inout WarpingOpinion.Record) -> Void] = [
      { $0.classes = 2 }, { $0.classes = 0 }, { $0.channels = 3 }, { $0.channels = 0 },
      { $0.channels = .max }, { $0.stride = 0 }, { $0.measures = [] },
      { $0.measures[0].radius = -1 },
      { $0.measures[0].radius = .max }, { $0.measures[0].sharpness = .nan },
      { $0.measures[0].sharpness = 0 }, { $0.measures[0].offset = 0 },
      { $0.measures[0].offset = .infinity }, { $0.measures += $0.measures },
    ]
    for (index, change) in changes.enumerated() {
      var record = opinion.record
      change(&record)
      #expect(try !isRead(record), "change \(index)")
    }
    let count = opinion.stored.count
    for (name, counts) in [
      ("steps", Array(repeating: Int32(1), count: count)), ("steps", [1]), ("labels", [0]),
      ("labels", Array(repeating: 4, count: count)),
    ] {
      #expect(try !isRead(nil, SafetensorsTensor(name: name, counts: counts)))
    }
    #expect(throws: CheckpointError.self) {
      try isRead(nil, SafetensorsTensor(name: "values", counts: [1]))
    }
  }
}
