import RondoNumerics

/// The cost of warping a series onto the nearest stored series of each label.
///
/// Stored series are visited in the order of their lower bounds, and a comparison is abandoned once
/// it costs more than the nearest so far of the same label. The costs are those of comparing all,
/// to the bit, for any number of threads.
struct LabelDistances: Sendable {
  let stored: PlainSeries
  /// The label of each stored series, in 0..<classes.
  let labels: [Int]
  let classes: Int
  /// The window in steps.
  let radius: Int
  private let envelopes: [SeriesEnvelope?]

  init(_ stored: PlainSeries, labels: [Int], classes: Int, radius: Int) {
    (self.stored, self.labels, self.classes, self.radius) = (stored, labels, classes, radius)
    envelopes = (0..<stored.count).map { index in
      guard stored.length(index) > 0 else { return nil }
      return SeriesEnvelope(
        stored.values[stored.starts[index]..<stored.starts[index + 1]],
        channels: stored.channels, radius: radius)
    }
  }

  /// The least cost for each label, `[N, K]`, of other series; infinite for a label without stored
  /// series and for an empty series.
  func costs(of others: PlainSeries, on workers: any WorkSharing = SerialWork()) -> [Double] {
    var costs = Array(repeating: Double.infinity, count: others.count * classes)
    costs.withUnsafeMutableBufferPointer { costs in
      let costs = costs
      workers.split(others.count, grain: 1, cost: .max) { range in
        var scratch = Scratch(length: max(stored.greatestLength, others.greatestLength))
        for index in range {
          search(others, index, costs.baseAddress! + index * classes, nil, &scratch)
        }
      }
    }
    return costs
  }

  /// The least cost for each label, `[S, K]`, of each stored series among the others.
  ///
  /// A comparison serves both series of a pair, unless they are in the same block of rows.
  ///
  /// - Parameter bounds: A lower bound on the cost of each pair, `[S, S]`, such as the costs with a
  ///   wider window; replaced by those found.
  func costsOfStored(bounds: inout [Double], on workers: any WorkSharing) -> [Double] {
    let count = stored.count
    precondition(bounds.count == count * count)
    var costs = Array(repeating: Double.infinity, count: count * classes)
    var isComplete = Array(repeating: false, count: count * count)
    bounds.withUnsafeMutableBufferPointer { bounds in
      costs.withUnsafeMutableBufferPointer { costs in
        isComplete.withUnsafeMutableBufferPointer { isComplete in
          let (bounds, costs, isComplete) = (bounds, costs, isComplete)
          for block in stride(from: 0, to: count, by: 4 * workers.count) {
            let rows = block..<min(count, block + 4 * workers.count)
            workers.split(rows.count, grain: 1, cost: .max) { range in
              var scratch = Scratch(length: stored.greatestLength)
              for row in range.lazy.map({ rows.lowerBound + $0 }) {
                let known = Known(
                  own: row, bounds: bounds.baseAddress! + row * count,
                  isComplete: isComplete.baseAddress! + row * count)
                search(stored, row, costs.baseAddress! + row * classes, known, &scratch)
              }
            }
            for row in rows { mirror(row, bounds, costs, isComplete) }
          }
        }
      }
    }
    return costs
  }

  /// Hands what was found for one stored series to the rows of the others.
  private func mirror(
    _ row: Int, _ bounds: UnsafeMutableBufferPointer<Double>,
    _ costs: UnsafeMutableBufferPointer<Double>, _ isComplete: UnsafeMutableBufferPointer<Bool>
  ) {
    for other in 0..<stored.count {
      let (pair, mirrored) = (row * stored.count + other, other * stored.count + row)
      bounds[mirrored] = max(bounds[mirrored], bounds[pair])
      guard isComplete[pair] else { continue }
      isComplete[mirrored] = true
      let place = other * classes + labels[row]
      costs[place] = min(costs[place], bounds[pair])
    }
  }

  /// Fills `best`, `[K]`, for one series; it may begin with the costs of complete pairs.
  private func search(
    _ others: PlainSeries, _ index: Int, _ best: UnsafeMutablePointer<Double>, _ known: Known?,
    _ scratch: inout Scratch
  ) {
    let n = others.length(index)
    guard n > 0, !stored.values.isEmpty else { return }
    others.values.withUnsafeBufferPointer { values in
      stored.values.withUnsafeBufferPointer { storedValues in
        let series = values.baseAddress! + others.starts[index]
        for (bound, place) in order(series, n, known) where bound <= best[labels[place]] {
          let m = stored.length(place)
          let result = scratch.compare(
            series, n, storedValues.baseAddress! + stored.starts[place], m, envelopes[place]!,
            channels: stored.channels, radius: radius, limit: best[labels[place]])
          known?.bounds[place] = result.isComplete ? result.cost : max(bound, result.cost)
          known?.isComplete[place] = result.isComplete
          if result.isComplete { best[labels[place]] = min(best[labels[place]], result.cost) }
        }
      }
    }
  }

  /// The stored series to compare with and their lower bounds, least first.
  private func order(
    _ series: UnsafePointer<Double>, _ n: Int, _ known: Known?
  ) -> [(bound: Double, place: Int)] {
    envelopes.indices.compactMap { place -> (bound: Double, place: Int)? in
      guard let envelope = envelopes[place], place != known?.own,
        known?.isComplete[place] != true
      else { return nil }
      return (max(envelope.bound(series, n), known?.bounds[place] ?? 0), place)
    }.sorted { ($0.bound, $0.place) < ($1.bound, $1.place) }
  }
}

extension LabelDistances {
  /// What is known of the pairs of one stored series, `[S]` each.
  private struct Known {
    let own: Int
    let bounds: UnsafeMutablePointer<Double>
    /// Whether a bound is the cost itself, which the row of costs contains.
    let isComplete: UnsafeMutablePointer<Bool>
  }

  /// The memory of a thread.
  private struct Scratch {
    private var warping: DynamicTimeWarping
    private var rests: [Double]

    init(length: Int) {
      warping = DynamicTimeWarping(length: length)
      rests = Array(repeating: 0, count: length + 1)
    }

    /// Compares two series of `n` and `m` steps, the second of which has the envelope.
    mutating func compare(
      _ a: UnsafePointer<Double>, _ n: Int, _ b: UnsafePointer<Double>, _ m: Int,
      _ envelope: SeriesEnvelope, channels: Int, radius: Int, limit: Double
    ) -> DynamicTimeWarping.Result {
      rests.withUnsafeMutableBufferPointer { rests in
        envelope.fillRests(rests.baseAddress!, a, n)
        return warping.compare(
          a, n, b, m, channels: channels, radius: max(radius, abs(n - m)), limit: limit,
          rests: rests.baseAddress!)
      }
    }
  }
}

/// What is compared of two series: their values, or how steeply these rise and fall.
enum SeriesView: String, Codable, Hashable, Sendable, CaseIterable {
  /// The values.
  case values
  /// The slopes of Keogh & Pazzani (2001), "Derivative dynamic time warping":
  /// ((x_t − x_{t−1}) + (x_{t+1} − x_{t−1}) / 2) / 2, for all steps but the first and the last.
  case slopes

  /// This view of series that are given by their values.
  func of(_ series: PlainSeries) -> PlainSeries { self == .values ? series : series.slopes }
}

extension PlainSeries {
  /// The slopes of each series: of T − 2 steps; of two steps the difference, of one step 0.
  fileprivate var slopes: PlainSeries {
    var slopes: [Double] = []
    var starts = [0]
    for index in 0..<count {
      let series = values[self.starts[index]..<self.starts[index + 1]]
      let (start, steps) = (series.startIndex, length(index))
      switch steps {
      case 0: break
      case 1: slopes += Array(repeating: 0, count: channels)
      case 2: slopes += (start..<start + channels).map { series[$0 + channels] - series[$0] }
      default:
        slopes += (start + channels..<series.endIndex - channels).map { place in
          let before = series[place - channels]
          return ((series[place] - before) + (series[place + channels] - before) / 2) / 2
        }
      }
      starts.append(slopes.count)
    }
    return PlainSeries(channels: channels, values: slopes, starts: starts)
  }

  private init(channels: Int, values: [Double], starts: [Int]) {
    (self.channels, self.values, self.starts) = (channels, values, starts)
  }
}
