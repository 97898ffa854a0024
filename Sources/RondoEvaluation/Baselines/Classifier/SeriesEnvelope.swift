/// The minimum and maximum near each step of a series, which give a lower bound on the cost of
/// warping (Keogh & Ratanamahatana 2005, "Exact indexing of dynamic time warping").
struct SeriesEnvelope: Sendable {
  private let lower: [Double]
  private let upper: [Double]
  private let length: Int
  private let channels: Int
  private let isFull: Bool

  /// The envelope of a series, `[T, C]` with T ≥ 1, within `radius` steps to each side.
  init(_ series: ArraySlice<Double>, channels: Int, radius: Int) {
    let length = series.count / channels
    (self.length, self.channels, isFull) = (length, channels, radius >= length - 1)
    lower = Self.extreme(series, channels, min(radius, length - 1), .infinity) { min($0, $1) }
    upper = Self.extreme(series, channels, min(radius, length - 1), -.infinity) { max($0, $1) }
  }

  /// The extreme of the 2 · radius + 1 steps around each step, in O(T log radius): from the
  /// extremes of runs of 1, 2, 4, … steps, of which two cover any run.
  @inline(__always)
  private static func extreme(
    _ series: ArraySlice<Double>, _ channels: Int, _ radius: Int, _ neutral: Double,
    _ choose: (Double, Double) -> Double
  ) -> [Double] {
    let border = Array(repeating: neutral, count: radius * channels)
    var stretches = border + series + border
    let size = 2 * radius + 1
    var stretch = 1
    while 2 * stretch <= size {
      for place in 0..<stretches.count - stretch * channels {
        stretches[place] = choose(stretches[place], stretches[place + stretch * channels])
      }
      stretch *= 2
    }
    return series.indices.map { index in
      let place = index - series.startIndex
      return choose(stretches[place], stretches[place + (size - stretch) * channels])
    }
  }

  /// A lower bound on the cost of warping another series, `[n, C]`, onto this one: the sum of the
  /// costs of each step when matched with the nearest value in the window.
  ///
  /// 0 for series of another length, unless the window covers the whole series.
  func bound(_ other: UnsafePointer<Double>, _ n: Int) -> Double {
    guard n == length || isFull else { return 0 }
    var sum = 0.0
    for time in 0..<n { sum = add(sum, other, time) }
    // Rounding may raise this sum above the cost, which is added up in another order.
    return sum * (1 - 1e-9)
  }

  /// The same bound for the steps of the other series from each one on, `[n + 1]`.
  func fillRests(_ rests: UnsafeMutablePointer<Double>, _ other: UnsafePointer<Double>, _ n: Int) {
    rests[n] = 0
    let isKnown = n == length || isFull
    for time in (0..<n).reversed() { rests[time] = isKnown ? add(rests[time + 1], other, time) : 0 }
  }

  /// Adds the cost of one step of another series.
  @inline(__always)
  private func add(_ start: Double, _ other: UnsafePointer<Double>, _ time: Int) -> Double {
    var sum = start
    let place = min(time, length - 1) * channels
    for channel in 0..<channels {
      let value = other[time * channels + channel]
      let above = value - upper[place + channel]
      let below = lower[place + channel] - value
      let distance = max(above, below, 0)
      sum += distance * distance
    }
    return sum
  }
}
