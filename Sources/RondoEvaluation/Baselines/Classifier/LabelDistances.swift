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
    var unused: [Double] = []
    return costs(of: others, isStored: false, bounds: &unused, on: workers)
  }

  /// The least cost for each label, `[S, K]`, of each stored series among the others.
  ///
  /// - Parameter bounds: A lower bound on the cost of each pair, `[S, S]`, such as the costs with a
  ///   wider window; replaced by those found.
  func costsOfStored(bounds: inout [Double], on workers: any WorkSharing) -> [Double] {
    precondition(bounds.count == stored.count * stored.count)
    return costs(of: stored, isStored: true, bounds: &bounds, on: workers)
  }

  private func costs(
    of others: PlainSeries, isStored: Bool, bounds: inout [Double], on workers: any WorkSharing
  ) -> [Double] {
    let length = max(stored.greatestLength, others.greatestLength)
    var costs = Array(repeating: Double.infinity, count: others.count * classes)
    bounds.withUnsafeMutableBufferPointer { bounds in
      costs.withUnsafeMutableBufferPointer { costs in
        let (costs, bounds) = (costs, bounds)
        workers.split(others.count, grain: 1, cost: .max) { range in
          var warping = DynamicTimeWarping(length: length)
          for index in range where others.length(index) > 0 && !stored.values.isEmpty {
            search(
              others, index, isStored, costs.baseAddress! + index * classes,
              isStored ? bounds.baseAddress! + index * stored.count : nil, &warping)
          }
        }
      }
    }
    return costs
  }

  /// Fills `best`, `[K]`, for one series; `known`, `[S]`, has bounds and receives better ones.
  private func search(
    _ others: PlainSeries, _ index: Int, _ isStored: Bool, _ best: UnsafeMutablePointer<Double>,
    _ known: UnsafeMutablePointer<Double>?, _ warping: inout DynamicTimeWarping
  ) {
    let n = others.length(index)
    others.values.withUnsafeBufferPointer { values in
      stored.values.withUnsafeBufferPointer { storedValues in
        let series = values.baseAddress! + others.starts[index]
        let order = envelopes.indices.compactMap { place -> (bound: Double, place: Int)? in
          guard let envelope = envelopes[place], !isStored || place != index else { return nil }
          return (max(envelope.bound(series, n), known?[place] ?? 0), place)
        }.sorted { ($0.bound, $0.place) < ($1.bound, $1.place) }
        for (bound, place) in order where bound <= best[labels[place]] {
          let m = stored.length(place)
          let result = warping.compare(
            series, n, storedValues.baseAddress! + stored.starts[place], m,
            channels: stored.channels, radius: max(radius, abs(n - m)), limit: best[labels[place]])
          known?[place] = max(bound, result.cost)
          if result.isComplete { best[labels[place]] = min(best[labels[place]], result.cost) }
        }
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
