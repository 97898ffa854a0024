extension TSCases {
  /// Pairs `(stamp,value)` between commas and channels between colons.
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

  /// Stops behind the channel, at its colon or the end of the line.
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
      values.append(try text.value(in: comma + 1..<end))
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

  /// Takes the first channel's stamps and compares the others' with them.
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
    } else if step < stamps.count, stamps[step] != time {
      throw text.error(.otherTimes(channel: count + 1), at: field.lowerBound)
    }
  }
}
