/// The time stamps of a file's cases, one case after another.
///
/// Where a stamp is a whole number beyond ±2⁵³, or the distance of two neighbours would be wrong by more
/// than a hundredth as that of two `Double`s (microseconds and less since 1970), the stamps of every
/// case are counted from its first, so that distances are as exact as they can be. They are numbers
/// then, in the file's units or, of dates, in seconds.
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

  /// Gives the cases their times.
  ///
  /// - Returns: what the times count.
  func setTimes(of items: inout [SeriesCase], kind: SeriesSet.Times?) -> SeriesSet.Times? {
    for (index, stamps) in cases.enumerated() {
      items[index].times = stamps.map { needsOrigins ? $0.since(stamps[0]) : $0.nearest }
    }
    return needsOrigins ? .numbers : kind
  }
}
