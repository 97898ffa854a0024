/// A reader of the cases of a `.ts` file, line by line.
struct TSCases {
  private(set) var cases: [SeriesCase] = []
  /// The number of channels C of the first case; 0 before it.
  private(set) var channels = 0
  /// The kind of the first time stamp.
  var times: SeriesSet.Times?

  let text: SourceText
  private let header: TSHeader
  private let labels: Set<ClassLabel>?
  let hasTarget: Bool
  /// The values of the current case, channel by channel, and the number of its channels.
  var values: [Double] = []
  var stamps: [TimeStamp] = []
  private var stamped = StampedCases()
  /// The channel that holds a label a step, from 0; nil if there is none.
  var labelChannel: Int?
  /// The labels of the steps of the current case and of each case before it.
  var stepLabels = StepLabels()
  private(set) var steps: [StepLabels] = []
  /// The offset of the missing label of the first case without one.
  private(set) var firstUnlabelled: Int?
  private(set) var count = 0
  private var length = 0

  init(_ text: SourceText, _ header: TSHeader) {
    (self.text, self.header) = (text, header)
    labels = header.labels.map { Set($0) }
    hasTarget = header.labels != nil || header.isRegression == true
  }

  mutating func read(
    _ line: Range<Int>, number: Int, _ reader: SeriesReader
  ) throws(DataError) {
    values.removeAll(keepingCapacity: true)
    stamps.removeAll(keepingCapacity: true)
    (count, length, stepLabels) = (0, 0, StepLabels())
    guard reader.readsValues else { return try readTarget(line, number: number, reader) }
    let target = header.hasTimes ? try readStamped(line) : try readPlain(line)
    if reader.requiresTargets, let labelChannel, stepLabels.fields.isEmpty {
      throw text.error(.noLabelChannel(labelChannel + 1, channels: count), at: line.lowerBound)
    }
    try checkShape(line)
    if !values.contains(where: { !$0.isNaN }) {
      throw text.error(.noValues, at: line.lowerBound)
    }
    var rows = values
    let width = width
    if width > 1 {
      for channel in 0..<width {
        for step in 0..<length { rows[step * width + channel] = values[channel * length + step] }
      }
    }
    let found: SeriesTarget = reader.labelsSteps ? .none : try self.target(target, line, reader)
    if reader.labelsSteps, channels == 0 { channels = width }
    cases.append(SeriesCase(rows, channels: width, target: found, line: number))
    steps.append(stepLabels)
    if header.hasTimes { stamped.add(stamps) }
  }

  /// Adds a case that could not be read.
  mutating func keepPlace(of error: DataError, line: Int) {
    cases.append(.unreadable(error, channels: max(channels, 1), line: line))
    steps.append(StepLabels())
    if header.hasTimes { stamped.add([]) }
  }

  /// Reads the target alone, after the last colon.
  private mutating func readTarget(
    _ line: Range<Int>, number: Int, _ reader: SeriesReader
  ) throws(DataError) {
    guard hasTarget else { return cases.append(SeriesCase([], line: number)) }
    guard let colon = line.last(where: { text.utf8[$0] == UInt8(ascii: ":") }) else {
      throw text.error(.noTarget, at: line.upperBound)
    }
    let target = try target(colon + 1..<line.upperBound, line, reader)
    cases.append(SeriesCase([], target: target, line: number))
  }

  /// Sets the times of the cases, after the last case.
  mutating func setTimes() {
    if header.hasTimes { times = stamped.setTimes(of: &cases, kind: times) }
  }

  /// Reads values separated by commas and channels separated by colons.
  ///
  /// - Returns: The range of the target.
  private mutating func readPlain(_ line: Range<Int>) throws(DataError) -> Range<Int>? {
    var start = line.lowerBound
    while let colon = text.first(UInt8(ascii: ":"), in: start..<line.upperBound) {
      try readChannel(start..<colon)
      start = colon + 1
    }
    let rest = start..<line.upperBound
    if hasTarget {
      if count == 0 { throw text.error(.noTarget, at: line.upperBound) }
      return rest
    }
    if count == 0 || !text.trimmed(rest).isEmpty { try readChannel(rest) }
    return nil
  }

  private mutating func readChannel(_ channel: Range<Int>) throws(DataError) {
    var found = 0
    var start = channel.lowerBound
    while start <= channel.upperBound {
      let end =
        text.first(UInt8(ascii: ","), in: start..<channel.upperBound) ?? channel.upperBound
      try addValue(start..<end)
      found += 1
      start = end + 1
    }
    stepLabels.channelsEnd = text.trimmed(channel).upperBound
    try endChannel(found, at: channel.lowerBound)
  }

  /// Adds the value of a step, or its label in the channel that holds them.
  private mutating func addValue(_ field: Range<Int>) throws(DataError) {
    if count == labelChannel { return stepLabels.add(text.trimmed(field), text) }
    values.append(try text.value(in: field))
  }

  /// The number of channels of the current case without that of its labels.
  private var width: Int { count - (stepLabels.fields.isEmpty ? 0 : 1) }

  mutating func endChannel(_ found: Int, at offset: Int) throws(DataError) {
    if count == 0 { length = found }
    count += 1
    if found != length {
      throw text.error(.raggedChannel(count, found: found, expected: length), at: offset)
    }
  }

  private func checkShape(_ line: Range<Int>) throws(DataError) {
    if header.isUnivariate == true, width > 1 {
      throw text.error(.notUnivariate(width), at: line.lowerBound)
    }
    if width == 0 { throw text.error(.labelsAlone, at: line.lowerBound) }
    guard let first = cases.first(where: { $0.fault == nil }) else { return }
    if width != first.channels {
      throw text.error(.channelCount(found: width, expected: first.channels), at: line.lowerBound)
    }
    if header.isEqualLength == true, length != first.length {
      throw text.error(
        .unequalLength(case: cases.count + 1, found: length, expected: first.length),
        at: line.lowerBound)
    }
  }

  private mutating func target(
    _ field: Range<Int>?, _ line: Range<Int>, _ reader: SeriesReader
  ) throws(DataError) -> SeriesTarget {
    if channels == 0 { channels = count }
    guard let field else { return .none }
    let target = text.trimmed(field)
    if target.isEmpty || text.matches("?", in: target) && labels?.contains("?") != true {
      if firstUnlabelled == nil {
        firstUnlabelled = target.isEmpty ? field.upperBound : target.lowerBound
      }
      return .none
    }
    if header.isRegression == true || reader.isRegression {
      return try reader.regressionTarget(text, target)
    }
    let label = ClassLabel(text.string(target))
    if labels?.contains(label) == false {
      throw text.error(.unlistedLabel(label.name, header.labels ?? []), at: target.lowerBound)
    }
    return .label(label)
  }
}

extension TSCases {
  /// Reads pairs `(stamp,value)` separated by commas and channels separated by colons.
  mutating func readStamped(_ line: Range<Int>) throws(DataError) -> Range<Int>? {
    var offset = line.lowerBound
    while true {
      try readStampedChannel(&offset, line)
      guard offset < line.upperBound else {
        if hasTarget { throw text.error(.noTarget, at: offset) }
        return nil
      }
      offset += 1
      let rest = text.trimmed(offset..<line.upperBound)
      if rest.isEmpty || text.utf8[rest.lowerBound] != UInt8(ascii: "(") {
        if !hasTarget, !rest.isEmpty { throw text.error(.noPair, at: rest.lowerBound) }
        return hasTarget ? rest : nil
      }
      offset = rest.lowerBound
    }
  }

  /// Reads one channel, up to its colon or the end of the line.
  private mutating func readStampedChannel(
    _ offset: inout Int, _ line: Range<Int>
  ) throws(DataError) {
    let start = offset
    var found = 0
    while true {
      offset = text.trimmed(offset..<line.upperBound).lowerBound
      guard offset < line.upperBound, text.utf8[offset] == UInt8(ascii: "("),
        let comma = text.first(UInt8(ascii: ","), in: offset..<line.upperBound),
        let end = text.first(UInt8(ascii: ")"), in: comma..<line.upperBound)
      else { throw text.error(.noPair, at: offset) }
      try addStamp(text.trimmed(offset + 1..<comma), step: found)
      try addValue(comma + 1..<end)
      stepLabels.channelsEnd = end + 1
      found += 1
      offset = text.trimmed(end + 1..<line.upperBound).lowerBound
      guard offset < line.upperBound, text.utf8[offset] != UInt8(ascii: ":") else { break }
      guard text.utf8[offset] == UInt8(ascii: ",") else {
        throw text.error(.noPair, at: offset)
      }
      offset += 1
    }
    try endChannel(found, at: start)
  }

  /// Adds a stamp of the first channel, or compares one of another channel with it.
  private mutating func addStamp(_ field: Range<Int>, step: Int) throws(DataError) {
    guard let (time, kind) = TimeStamp.parse(text, field) else {
      throw text.error(.badTimeStamp(text.string(field)), at: field.lowerBound)
    }
    if let times, kind != times { throw text.error(.mixedTimeStamps, at: field.lowerBound) }
    times = kind
    if count == 0 {
      if let last = stamps.last, time <= last {
        throw text.error(.timeGoesBack, at: field.lowerBound)
      }
      stamps.append(time)
      stepLabels.stamps.append(field)
    } else if step < stamps.count, stamps[step] != time {
      throw text.error(.otherTimes(channel: count + 1), at: field.lowerBound)
    }
  }
}

/// The time stamps of a file's cases, case by case.
///
/// If a stamp is a whole number beyond ±2⁵³, or the difference of two neighbours as `Double`s has
/// an error of more than a hundredth (microseconds and less since 1970), the stamps of every case
/// are relative to its first, so that differences are as exact as possible. They are then numbers,
/// in the units of the file or, for dates, in seconds.
struct StampedCases {
  private var cases: [[TimeStamp]] = []
  private var needsOrigins = false

  /// Adds the stamps of the next case, ascending.
  mutating func add(_ stamps: [TimeStamp]) {
    needsOrigins =
      needsOrigins || stamps.contains { $0.whole.magnitude > 1 << 53 }
      || zip(stamps, stamps.dropFirst()).contains { stamp, next in
        let distance = next.since(stamp)
        return abs(next.nearest - stamp.nearest - distance) > distance / 100
      }
    cases.append(stamps)
  }

  /// Sets the times of the cases.
  ///
  /// - Returns: The meaning of the times.
  func setTimes(of items: inout [SeriesCase], kind: SeriesSet.Times?) -> SeriesSet.Times? {
    for (index, stamps) in cases.enumerated() {
      items[index].times = stamps.map { needsOrigins ? $0.since(stamps[0]) : $0.nearest }
    }
    return needsOrigins ? .numbers : kind
  }
}
