/// Reads and writes the time stamps of series.
///
/// A stamp is a number, or a date `YYYY-MM-DD hh:mm:ss` in the Gregorian calendar without time zones
/// or leap seconds; `YYYY-MM-DD` alone is its midnight.
enum TimeStamp {
  /// The number or the seconds since 1970-01-01 00:00:00; nil where neither stands there.
  ///
  /// A whole number beyond 2⁵³ is none: neighbours would become equal.
  static func parse(_ text: SourceText, _ field: Range<Int>) -> (Double, SeriesSet.Times)? {
    if let number = DecimalNumber.parse(text.utf8, field) {
      return number.magnitude <= 0x1p53 ? (number, .numbers) : nil
    }
    guard let seconds = seconds(text.utf8[field]) else { return nil }
    return (Double(seconds), .dates)
  }

  private static func seconds(_ date: ArraySlice<UInt8>) -> Int? {
    let pattern = Array("0000-00-00 00:00:00".utf8)
    guard date.count == 10 || date.count == pattern.count else { return nil }
    for (byte, expected) in zip(date, pattern) {
      guard expected == 0x30 ? ASCII.isDigit(byte) : byte == expected else { return nil }
    }
    let start = date.startIndex
    func number(_ offset: Int, _ count: Int) -> Int {
      date[start + offset..<start + offset + count].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
    let (year, month, day) = (number(0, 4), number(5, 2), number(8, 2))
    guard 1...12 ~= month, day >= 1, day <= dayCount(month, year) else { return nil }
    let days = days(to: year, month, day)
    guard date.count > 10 else { return days * 86_400 }
    let (hour, minute, second) = (number(11, 2), number(14, 2), number(17, 2))
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return days * 86_400 + hour * 3_600 + minute * 60 + second
  }

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

  private static func leap(_ year: Int) -> Int {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 1 : 0
  }

  private static func dayCount(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2: 28 + leap(year)
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01, for years from 0 on.
  private static func days(to year: Int, _ month: Int, _ day: Int) -> Int {
    // Leap years before this one; year 0 is one.
    let leapYears = year == 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1
    var days = year * 365 + leapYears
    for earlier in 1..<month { days += dayCount(earlier, year) }
    return days + day - 1 - 719_528
  }
}
