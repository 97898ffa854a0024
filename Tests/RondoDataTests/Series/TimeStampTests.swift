import Testing

@testable import RondoData

struct TimeStampTests {
  private func stamp(_ text: String) -> TimeStamp? {
    let source = source(text)
    return TimeStamp.parse(source, 0..<source.utf8.count)?.0
  }

  private func parse(_ text: String) -> Double? { stamp(text)?.nearest }

  /// From Python's calendar: (datetime(…) − datetime(1970, 1, 1)).total_seconds(); the year 0 from
  /// the year 400, whose calendar is the same, less 146,097 days.
  @Test(arguments: [
    ("1970-01-01 00:00:00", 0), ("1969-12-31 23:59:59", -1), ("2000-02-29 12:34:56", 951_827_696),
    ("1900-03-01 00:00:00", -2_203_891_200), ("0001-01-01 00:00:00", -62_135_596_800),
    ("9999-12-31 23:59:59", 253_402_300_799), ("2024-12-31 00:00:00", 1_735_603_200),
    ("0000-01-01 00:00:00", -62_167_219_200), ("0000-12-31 23:59:59", -62_135_596_801),
  ])
  func `dates are seconds since 1970, and back`(text: String, seconds: Double) {
    #expect(parse(text) == seconds)
    #expect(TimeStamp.text(seconds, .dates) == text)
    #expect(parse(String(text.prefix(10))) == (seconds / 86_400).rounded(.down) * 86_400)
  }

  /// From Python: datetime.fromisoformat(…).timestamp(), without an offset as UTC.
  @Test(arguments: [
    ("2024-01-31T08:30:00Z", 1_706_689_800), ("2024-01-31t08:30:00z", 1_706_689_800),
    ("2024-01-31T08:30", 1_706_689_800), ("2024-01-31 08:30:00+00:00", 1_706_689_800),
    ("2024-01-31T08:30:00+01:00", 1_706_686_200), ("2024-01-31T08:30:00-0530", 1_706_709_600),
    ("2024-01-31T08:30:00+14", 1_706_639_400), ("2024-01-31T08:30:00.25", 1_706_689_800.25),
    ("2024-01-31T08:30:00.123456+01:00", 1_706_686_200.123456),
    ("1969-12-31T23:59:59.5Z", -0.5),
  ])
  func `dates are read as ISO 8601 writes them`(text: String, seconds: Double) {
    #expect(parse(text) == seconds)
  }

  @Test(arguments: [
    ("1700000000123456789", "1700000000123456790", 1.0),
    ("-1700000000123456790", "-1700000000123456789", 1),
    ("9007199254740992", "9007199254740993", 1),
    ("1700000000.123456789", "1700000000.123456790", 1e-9),
    ("-0.75", "-0.5", 0.25), ("-.5", "0.25", 0.75), ("1e3", "1001", 1),
    ("2024-01-31T08:30:00.000000001", "2024-01-31T08:30:00.000000002Z", 1e-9),
    ("1969-12-31T23:59:59.999999999", "1970-01-01", 1e-9),
  ])
  func `neighbours stay apart whatever they count in`(
    first: String, second: String, distance: Double
  ) throws {
    let (first, second) = (try #require(stamp(first)), try #require(stamp(second)))
    #expect(first < second && first != second)
    // Fractions are rounded to 2⁻⁵³ each.
    #expect(abs(second.since(first) - distance) <= 3e-16)
  }

  @Test func `every day of 400 years is read as it is written`() {
    for day in stride(from: -719_528, to: 146_097, by: 37) {
      let text = TimeStamp.text(Double(day) * 86_400, .dates) ?? ""
      #expect(parse(text) == Double(day) * 86_400, "\(text)")
    }
  }

  @Test(arguments: [
    "", "2007-13-01 00:00:00", "2007-00-01", "2007-01-32", "2007-01-00", "1900-02-29", "2007-1-1",
    "2007-01-01 24:00:00", "2007-01-01 00:60:00", "2007-01-01 00:00:60", "2007-01-01T",
    "2007-01-01 00", "2007-01-01 ", "2007-01-01Z", "2007-01-01T00:00:00+1",
    "2007-01-01T00:00:00+24",
    "2007-01-01T00:00:00.", "2007-01-01T00:00:00.0123456789", "2007-01-01T00:00:00Zulu", "noon",
    "9223372036854775808", "9007199254740993.5", "1e16", "1e999", "-1-01-01",
  ])
  func `what is neither a date nor a number is none`(text: String) { #expect(parse(text) == nil) }

  @Test(arguments: [0.5, -62_167_219_201, 253_402_300_800, .nan, .infinity])
  func `what is no whole second of the years 0 to 9999 has no date`(time: Double) {
    #expect(TimeStamp.text(time, .dates) == nil)
  }
}
