/// Series of one or more channels in `Double`, without missing values.
struct PlainSeries: Sendable {
  /// C, the number of channels.
  let channels: Int
  /// The values of all series, each `[T, C]`.
  let values: [Double]
  /// The start of each series in ``values``, and the end of the last.
  let starts: [Int]

  /// Takes series, each flat, `[T, C]`, with NaN or an infinity for a missing value.
  ///
  /// A missing value is interpolated linearly between the nearest values before and after it in its
  /// channel, or is the nearest one if there is none on one side; in a channel without values it is
  /// 0.
  init(_ series: [[Float]], channels: Int) {
    precondition(channels >= 1, "found \(channels) channels, expected at least 1")
    var values: [Double] = []
    values.reserveCapacity(series.reduce(0) { $0 + $1.count })
    var starts = [0]
    for (index, series) in series.enumerated() {
      precondition(
        series.count.isMultiple(of: channels),
        "found \(series.count) values in series \(index), expected a multiple of its \(channels) "
          + "channels")
      values += Self.completed(series, channels: channels)
      starts.append(values.count)
    }
    (self.channels, self.values, self.starts) = (channels, values, starts)
  }

  /// The number of series.
  var count: Int { starts.count - 1 }

  /// The length T of a series.
  func length(_ index: Int) -> Int { (starts[index + 1] - starts[index]) / channels }

  /// The length T of the longest series; 0 if there are none.
  var greatestLength: Int { (0..<count).reduce(0) { max($0, length($1)) } }

  private static func completed(_ series: [Float], channels: Int) -> [Double] {
    var result = series.map(Double.init)
    if result.allSatisfy(\.isFinite) { return result }
    for channel in 0..<channels {
      let places = Array(stride(from: channel, to: result.count, by: channels))
      let known = places.indices.filter { result[places[$0]].isFinite }
      guard let first = known.first, let last = known.last else {
        for place in places { result[place] = 0 }
        continue
      }
      for time in 0..<first { result[places[time]] = result[places[first]] }
      for time in last..<places.count { result[places[time]] = result[places[last]] }
      for (before, after) in zip(known, known.dropFirst()) {
        let (start, end) = (result[places[before]], result[places[after]])
        for time in before + 1..<after {
          let weight = Double(time - before) / Double(after - before)
          result[places[time]] = start + (end - start) * weight
        }
      }
    }
    return result
  }
}
