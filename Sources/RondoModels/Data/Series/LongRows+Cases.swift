extension LongRows {
  /// The cases in the order in which they first occur.
  func cases(_ text: SourceText) throws(DataError) -> [SeriesCase] {
    var cases: [SeriesCase] = []
    cases.reserveCapacity(items.count)
    for (index, item) in items.enumerated() {
      var one =
        columns.single == nil ? try wide(item, text) : try long(item, channelIndexes.count, text)
      if !one.values.contains(where: { !$0.isNaN }) {
        throw text.error(.noValues, at: item.starts[0])
      }
      one.name = item.name == "\(index + 1)" ? nil : item.name
      cases.append(one)
    }
    return cases
  }

  /// The names of the channels; nil where they are those that the writer gives.
  var channelNames: [String]? {
    let names =
      columns.single == nil
      ? columns.channels.map { columns.names[$0] }
      : channelIndexes.sorted { $0.value < $1.value }.map(\.key.name)
    return names == SeriesOutput.defaultChannelNames(names.count) ? nil : names
  }

  /// The rows of a case by time, the file's order where times are equal or absent.
  private func order(_ item: Rows) -> [Int] {
    let rows = Array(item.starts.indices)
    let isSorted = zip(item.stamps, item.stamps.dropFirst()).allSatisfy { $0 <= $1 }
    if isSorted { return rows }
    return rows.sorted { (item.stamps[$0], $0) < (item.stamps[$1], $1) }
  }

  private func wide(_ item: Rows, _ text: SourceText) throws(DataError) -> SeriesCase {
    let order = order(item)
    let width = columns.channels.count
    for (row, next) in zip(order, order.dropFirst()) where !item.stamps.isEmpty {
      if item.stamps[row] == item.stamps[next] {
        throw text.error(.repeatedTime, at: item.starts[next])
      }
    }
    return SeriesCase(
      order.flatMap { item.values[$0 * width..<($0 + 1) * width] }, channels: width,
      times: item.stamps.isEmpty ? nil : order.map { item.stamps[$0] }, target: item.target,
      line: item.line)
  }

  /// Gives each value its step: its time's place among the times, or its number in its channel.
  private func long(
    _ item: Rows, _ width: Int, _ text: SourceText
  ) throws(DataError) -> SeriesCase {
    var times: [Double] = []
    var counts = [Int](repeating: 0, count: width)
    var values: [Double] = []
    var isTaken: [Bool] = []
    for row in order(item) {
      let channel = item.channels[row]
      let step: Int
      if item.stamps.isEmpty {
        step = counts[channel]
        counts[channel] += 1
      } else {
        if times.last != item.stamps[row] { times.append(item.stamps[row]) }
        step = times.count - 1
      }
      while values.count < (step + 1) * width {
        values.append(.nan)
        isTaken.append(false)
      }
      if isTaken[step * width + channel] {
        throw text.error(.repeatedTime, at: item.starts[row])
      }
      values[step * width + channel] = item.values[row]
      isTaken[step * width + channel] = true
    }
    if item.stamps.isEmpty {
      let length = values.count / width
      for (channel, count) in counts.enumerated() where count != length {
        throw text.error(
          .raggedChannel(channel + 1, found: count, expected: length), at: item.starts[0])
      }
    }
    return SeriesCase(
      values, channels: width, times: item.stamps.isEmpty ? nil : times, target: item.target,
      line: item.line)
  }
}
