import RondoNumerics

/// The search for the nearest other series of each series with one window, which records the costs.
///
/// A comparison serves both series of a pair. So that no two threads write to the same entries, the
/// series are divided into twice as many groups as there are threads, and the pairs of groups are
/// scheduled as in a round-robin tournament: in each round a group is paired with one other.
struct WarpingWindowPass {
  let set: PlainSeries
  let values: UnsafePointer<Double>
  let radius: Int
  /// The costs and windows, as in ``WarpingCosts``.
  let costs: UnsafeMutablePointer<Double>
  let reaches: UnsafeMutablePointer<Int32>
  /// The nearest series so far of each series, `[N]`.
  let best: UnsafeMutablePointer<NearestCandidate>
  let workers: any WorkSharing

  /// Finds ``best``; `nearest` is a likely candidate for each series.
  func run(startingFrom nearest: [Int]) {
    workers.split(set.count, grain: 1, cost: .max) { range in
      for index in range { considerKnown(index) }
    }
    compareLikely(nearest)
    let tables = workers.count
    playRound { warping, table in
      for group in [2 * table, 2 * table + 1] {
        for first in members(group) {
          for second in first + 1..<max(first + 1, members(group).upperBound) {
            compare(first, second, &warping)
          }
        }
      }
    }
    let last = 2 * tables - 1
    for round in 0..<last {
      playRound { warping, table in
        let home = table == 0 ? last : (round + table) % last
        let guests = members((round - table + last) % last)
        for first in members(home) {
          for second in guests { compare(first, second, &warping) }
        }
      }
    }
  }

  /// Calls `play` for each pair of groups, with the scratch memory of its thread.
  private func playRound(_ play: (inout DynamicTimeWarping, Int) -> Void) {
    workers.split(workers.count, grain: 1, cost: .max) { tables in
      var warping = DynamicTimeWarping(length: set.greatestLength)
      for table in tables { play(&warping, table) }
    }
  }

  private func members(_ group: Int) -> Range<Int> {
    let groups = 2 * workers.count
    return set.count * group / groups..<set.count * (group + 1) / groups
  }

  private func considerKnown(_ index: Int) {
    for other in 0..<set.count where other != index && isKnown(index, other) {
      best[index].consider(costs[pair(index, other)], other)
    }
  }

  /// Compares each series with its likely candidate, so that later comparisons end early. Threads
  /// keep their results until all have ended.
  private func compareLikely(_ nearest: [Int]) {
    let none = DynamicTimeWarping.Result(cost: 0, isComplete: false, reach: 0)
    var found = Array(repeating: none, count: set.count)
    found.withUnsafeMutableBufferPointer { found in
      let found = found
      workers.split(set.count, grain: 1, cost: .max) { range in
        var warping = DynamicTimeWarping(length: set.greatestLength)
        for first in range where isWanted(first, nearest[first]) {
          found[first] = result(first, nearest[first], &warping)
        }
      }
    }
    for (first, result) in found.enumerated() where result.cost > 0 || result.isComplete {
      note(result, first, nearest[first])
    }
  }

  private func compare(_ first: Int, _ second: Int, _ warping: inout DynamicTimeWarping) {
    if isWanted(first, second) { note(result(first, second, &warping), first, second) }
  }

  /// Whether the cost is unknown and may be the smallest for one of the two.
  private func isWanted(_ first: Int, _ second: Int) -> Bool {
    !isKnown(first, second) && costs[pair(first, second)] <= limit(first, second)
  }

  private func note(_ result: DynamicTimeWarping.Result, _ first: Int, _ second: Int) {
    let pair = pair(first, second)
    costs[pair] = max(costs[pair], result.cost)
    reaches[pair] = result.isComplete ? Int32(result.reach) : .max
    guard result.isComplete else { return }
    best[first].consider(result.cost, second)
    best[second].consider(result.cost, first)
  }

  private func limit(_ first: Int, _ second: Int) -> Double {
    max(best[first].cost, best[second].cost)
  }

  private func pair(_ first: Int, _ second: Int) -> Int {
    first < second ? first * set.count + second : second * set.count + first
  }

  private func widened(_ first: Int, _ second: Int) -> Int {
    max(radius, abs(set.length(first) - set.length(second)))
  }

  private func isKnown(_ first: Int, _ second: Int) -> Bool {
    Int(reaches[pair(first, second)]) <= widened(first, second)
  }

  private func result(
    _ first: Int, _ second: Int, _ warping: inout DynamicTimeWarping
  ) -> DynamicTimeWarping.Result {
    let result = warp(first, second, &warping, findsReach: false)
    // The slower search for the window of a path is made only for costs that matter.
    return result.isComplete ? warp(first, second, &warping, findsReach: true) : result
  }

  private func warp(
    _ first: Int, _ second: Int, _ warping: inout DynamicTimeWarping, findsReach: Bool
  ) -> DynamicTimeWarping.Result {
    warping.compare(
      values + set.starts[first], set.length(first), values + set.starts[second],
      set.length(second), channels: set.channels, radius: widened(first, second),
      limit: limit(first, second), findsReach: findsReach)
  }
}
