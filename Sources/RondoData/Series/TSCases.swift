/// Reads the cases of a `.ts` file one after another.
struct TSCases {
  private(set) var cases: [SeriesCase] = []
  /// C of the first case; 0 before there is one.
  private(set) var channels = 0
  /// What the first time stamp is.
  var times: SeriesSet.Times?

  let text: SourceText
  private let header: TSHeader
  private let labels: Set<ClassLabel>?
  let hasTarget: Bool
  /// The values of the case being read, channel after channel, and the number of its channels.
  var values: [Double] = []
  var stamps: [TimeStamp] = []
  private var stamped = StampedCases()
  /// The label of the first case without one.
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
    (count, length) = (0, 0)
    guard reader.readsValues else { return try readTarget(line, number: number, reader) }
    let target = header.hasTimes ? try readStamped(line) : try readPlain(line)
    try checkShape(line)
    if !values.contains(where: { !$0.isNaN }) {
      throw text.error(.noValues, at: line.lowerBound)
    }
    var steps = values
    if count > 1 {
      for channel in 0..<count {
        for step in 0..<length { steps[step * count + channel] = values[channel * length + step] }
      }
    }
    cases.append(
      SeriesCase(
        steps, channels: count, target: try self.target(target, line, reader), line: number))
    if header.hasTimes { stamped.add(stamps) }
  }

  /// Keeps the place of a case that could not be read.
  mutating func keepPlace(of error: DataError, line: Int) {
    cases.append(.unreadable(error, channels: max(channels, 1), line: line))
    if header.hasTimes { stamped.add([]) }
  }

  /// Reads what follows the last colon alone.
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

  /// Gives the cases their times; to be called behind the last case.
  mutating func setTimes() {
    if header.hasTimes { times = stamped.setTimes(of: &cases, kind: times) }
  }

  /// Values between commas and channels between colons.
  ///
  /// - Returns: where the target stands.
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
    let before = values.count
    var start = channel.lowerBound
    while start <= channel.upperBound {
      let end =
        text.first(UInt8(ascii: ","), in: start..<channel.upperBound) ?? channel.upperBound
      values.append(try text.value(in: start..<end))
      start = end + 1
    }
    try endChannel(values.count - before, at: channel.lowerBound)
  }

  mutating func endChannel(_ found: Int, at offset: Int) throws(DataError) {
    if count == 0 { length = found }
    count += 1
    if found != length {
      throw text.error(.raggedChannel(count, found: found, expected: length), at: offset)
    }
  }

  private func checkShape(_ line: Range<Int>) throws(DataError) {
    if header.isUnivariate == true, count > 1 {
      throw text.error(.notUnivariate(count), at: line.lowerBound)
    }
    guard let first = cases.first(where: { $0.fault == nil }) else { return }
    if count != first.channels {
      throw text.error(.channelCount(found: count, expected: first.channels), at: line.lowerBound)
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
