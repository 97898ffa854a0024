import RondoFiles

/// A time stamp with all its digits.
///
/// A stamp is a number; or a date in the Gregorian calendar without leap seconds as ISO 8601 writes
/// it, `YYYY-MM-DD hh:mm:ss`, with `T` or a blank before the time, with or without seconds,
/// fractions of them (nine digits at most) and an offset (`Z`, `+01:00`); without an offset it is
/// UTC, and `YYYY-MM-DD` alone is its midnight.
///
/// `whole` and `part` distinguish stamps that are equal as `Double`s (nanoseconds since 1970, or
/// small fractions of a second).
struct TimeStamp: Comparable {
  /// The nearest number; for a date, the seconds since 1970-01-01 00:00:00 UTC.
  let nearest: Double
  /// The whole units, rounded toward zero for numbers.
  let whole: Int
  /// The fraction, less than 1 in magnitude.
  let part: Double

  static func < (first: Self, second: Self) -> Bool {
    (first.whole, first.part) < (second.whole, second.part)
  }

  static func == (first: Self, second: Self) -> Bool {
    (first.whole, first.part) == (second.whole, second.part)
  }

  /// The time from another stamp to this one.
  func since(_ other: TimeStamp) -> Double {
    let (whole, isTooFar) = whole.subtractingReportingOverflow(other.whole)
    return isTooFar ? nearest - other.nearest : Double(whole) + (part - other.part)
  }

  /// The stamp in a field and its kind; nil unless the field is a number or a date.
  ///
  /// A number beyond 2⁵³ must be a whole one of at most 63 bits.
  static func parse(_ text: SourceText, _ field: Range<Int>) -> (TimeStamp, SeriesSet.Times)? {
    if let number = DecimalNumber.parse(text.utf8, field) {
      return TimeStamp(number, text, field).map { ($0, .numbers) }
    }
    return TimeStamp(date: text.utf8[field]).map { ($0, .dates) }
  }

  private init?(_ number: Double, _ text: SourceText, _ field: Range<Int>) {
    nearest = number
    if let whole = Int(text.string(field)) {
      (self.whole, part) = (whole, 0)
      return
    }
    guard number.magnitude <= 0x1p53 else { return nil }
    let point = text.first(UInt8(ascii: "."), in: field) ?? field.upperBound
    if let fraction = DecimalNumber.parse(text.utf8, point..<field.upperBound), fraction < 1,
      let whole = Int(text.string(field.lowerBound..<point))
    {
      (self.whole, part) = (whole, text.utf8[field.lowerBound] == 0x2D ? -fraction : fraction)
    } else {
      whole = Int(number)
      part = number - number.rounded(.towardZero)
    }
  }

  /// A date, its time and its offset.
  private init?(date bytes: ArraySlice<UInt8>) {
    var rest = DateFields(bytes)
    guard let day = rest.day() else { return nil }
    var (seconds, fraction) = (day * 86_400, 0.0)
    if !rest.isAtEnd {
      guard rest.skip("Tt "), let clock = rest.clock(), let offset = rest.offset(), rest.isAtEnd
      else { return nil }
      seconds += clock.seconds - offset
      fraction = clock.fraction
    }
    (whole, part, nearest) = (seconds, fraction, Double(seconds) + fraction)
  }

  /// A reader of the fields of a date, one by one.
  private struct DateFields {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    /// Skips one of some marks; false if none of them comes next.
    mutating func skip(_ marks: StaticString) -> Bool {
      guard let first = rest.first else { return false }
      for index in 0..<marks.utf8CodeUnitCount where marks.utf8Start[index] == first {
        rest.removeFirst()
        return true
      }
      return false
    }

    /// Reads a number with a given count of digits, below a limit.
    private mutating func number(_ count: Int, below limit: Int = .max) -> Int? {
      let digits = rest.prefix(count)
      guard digits.count == count, digits.allSatisfy(ASCII.isDigit) else { return nil }
      rest.removeFirst(count)
      let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
      return value < limit ? value : nil
    }

    /// Days from 1970-01-01.
    mutating func day() -> Int? {
      guard let year = number(4), skip("-"), let month = number(2), skip("-"),
        let day = number(2), 1...12 ~= month, day >= 1, day <= TimeStamp.dayCount(month, year)
      else { return nil }
      return TimeStamp.days(to: year, month, day)
    }

    /// Reads hours and minutes, and seconds with their fraction if they follow.
    mutating func clock() -> (seconds: Int, fraction: Double)? {
      guard let hour = number(2, below: 24), skip(":"), let minute = number(2, below: 60) else {
        return nil
      }
      let seconds = hour * 3_600 + minute * 60
      guard skip(":") else { return (seconds, 0) }
      guard let second = number(2, below: 60) else { return nil }
      guard skip(".") else { return (seconds + second, 0) }
      let digits = rest.prefix { ASCII.isDigit($0) }.count
      guard 1...9 ~= digits, let fraction = number(digits) else { return nil }
      let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
      return (seconds + second, Double(fraction) / Double(scale))
    }

    /// The offset from UTC in seconds; 0 if none follows.
    mutating func offset() -> Int? {
      if isAtEnd || skip("Zz") { return 0 }
      let isBehind = rest.first == UInt8(ascii: "-")
      guard skip("+-"), let hours = number(2, below: 24) else { return nil }
      var seconds = hours * 3_600
      if !isAtEnd {
        _ = skip(":")
        guard let minutes = number(2, below: 60) else { return nil }
        seconds += minutes * 60
      }
      return isBehind ? -seconds : seconds
    }
  }
}

extension TimeStamp {
  /// The text of a stamp; nil for a date that is not a whole second of the years 0 to 9999.
  static func text(_ time: Double, _ kind: SeriesSet.Times) -> String? {
    guard kind == .dates else { return DecimalNumber.shortest(time) }
    guard let seconds = Int(exactly: time),
      (days(to: 0, 1, 1) * 86_400..<days(to: 10_000, 1, 1) * 86_400).contains(seconds)
    else { return nil }
    let rest = ((seconds % 86_400) + 86_400) % 86_400
    var (year, month) = (0, 1)
    var day = (seconds - rest) / 86_400 - days(to: 0, 1, 1)
    // Whole cycles of 400 years, then years and months one at a time.
    year = day / 146_097 * 400
    day %= 146_097
    while day >= 365 + leap(year) {
      day -= 365 + leap(year)
      year += 1
    }
    while day >= dayCount(month, year) {
      day -= dayCount(month, year)
      month += 1
    }
    let clock = [rest / 3_600, rest / 60 % 60, rest % 60].map { digits($0, 2) }
    return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day + 1, 2)) "
      + clock.joined(separator: ":")
  }

  private static func digits(_ number: Int, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: count - text.count) + text
  }

  fileprivate static func leap(_ year: Int) -> Int {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 1 : 0
  }

  fileprivate static func dayCount(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2: 28 + leap(year)
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01, for years from 0 on.
  fileprivate static func days(to year: Int, _ month: Int, _ day: Int) -> Int {
    // Leap years before this one; year 0 is one.
    let leapYears = year == 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1
    var days = year * 365 + leapYears
    for earlier in 1..<month { days += dayCount(earlier, year) }
    return days + day - 1 - 719_528
  }
}
