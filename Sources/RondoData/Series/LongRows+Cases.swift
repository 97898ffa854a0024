extension LongRows {
  /// The cases in the order in which they first occur.
  ///
  /// Their times are those of the file, or relative to the first of each case if `Double` cannot
  /// distinguish those of the file (`StampedCases`).
  mutating func cases(_ text: SourceText) throws(DataError) -> [SeriesCase] {
    guard readsValues else {
      return items.map { SeriesCase([], target: $0.target, line: $0.line) }
    }
    let order = try channelOrder(text)
    var cases: [SeriesCase] = []
    var stamped = StampedCases()
    cases.reserveCapacity(items.count)
    for (index, item) in items.enumerated() {
      try reader.keepingPlace(line: item.line, in: &cases) { () throws(DataError) in
        if let fault = item.fault { throw fault }
        let one = columns.single == nil ? try wide(item, text) : try long(item, order, text)
        if !one.values.contains(where: { !$0.isNaN }) {
          throw text.error(.noValues, at: item.starts[0])
        }
        return one
      }
      if columns.time != nil { stamped.add(cases[index].fault == nil ? times(of: item) : []) }
      cases[index].name = item.name == "\(index + 1)" ? nil : item.name
    }
    if columns.time != nil { times = stamped.setTimes(of: &cases, kind: times) }
    return cases
  }

  /// The place of each channel, in the order of their first rows.
  private func channelOrder(_ text: SourceText) throws(DataError) -> [Int] {
    let found = foundChannels
    guard columns.single != nil, let known = channels.table else { return Array(found.indices) }
    do throws(ChannelMismatch) {
      var order = Array(repeating: 0, count: found.count)
      for (place, index) in try known.places(in: found).enumerated() { order[index] = place }
      return order
    } catch { throw .unfit(path: text.path, .otherChannelNames(error, inRows: true)) }
  }

  private var foundChannels: [String] {
    channelIndexes.sorted { $0.value < $1.value }.map(\.key.name)
  }

  /// The names of all channels, in the order of the values.
  var allChannelNames: [String] {
    if columns.single == nil { return columns.channels.map { columns.names[$0] } }
    return channels.table?.channels ?? foundChannels
  }

  /// The names of the channels; nil if they are the default names.
  var channelNames: [String]? {
    let names = allChannelNames
    return names == SeriesOutput.defaultChannelNames(names.count) ? nil : names
  }

  /// The rows of a case in order of time, or of the file if times are equal or missing.
  func order(_ item: Rows) -> [Int] {
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
      target: item.target, line: item.line)
  }

  /// The time stamps of a case's steps.
  private func times(of item: Rows) -> [TimeStamp] {
    var times: [TimeStamp] = []
    for row in order(item) where times.last != item.stamps[row] { times.append(item.stamps[row]) }
    return times
  }

  /// Assigns each value to its step: the rank of its time, or its number in its channel.
  private func long(
    _ item: Rows, _ channelOrder: [Int], _ text: SourceText
  ) throws(DataError) -> SeriesCase {
    let width = channelOrder.count
    var (steps, last): (Int, TimeStamp?) = (0, nil)
    var counts = [Int](repeating: 0, count: width)
    var values: [Double] = []
    var isTaken: [Bool] = []
    for row in order(item) {
      let channel = channelOrder[item.channels[row]]
      let step: Int
      if item.stamps.isEmpty {
        step = counts[channel]
        counts[channel] += 1
      } else {
        if last != item.stamps[row] { (steps, last) = (steps + 1, item.stamps[row]) }
        step = steps - 1
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
    return SeriesCase(values, channels: width, target: item.target, line: item.line)
  }
}
