import Testing

@testable import RondoModels

struct TimeStampTests {
  private func parse(_ text: String) -> Double? {
    let source = source(text)
    return TimeStamp.parse(source, 0..<source.utf8.count)?.0
  }

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

  @Test func `every day of 400 years is read as it is written`() {
    for day in stride(from: -719_528, to: 146_097, by: 37) {
      let text = TimeStamp.text(Double(day) * 86_400, .dates) ?? ""
      #expect(parse(text) == Double(day) * 86_400, "\(text)")
    }
  }

  @Test(arguments: [
    "", "2007-13-01 00:00:00", "2007-00-01", "2007-01-32", "2007-01-00", "1900-02-29", "2007-1-1",
    "2007-01-01 24:00:00", "2007-01-01 00:60:00", "2007-01-01 00:00:60", "2007-01-01T00:00:00",
    "2007-01-01 00:00:00Z", "2007-01-01 ", "noon", "9007199254740994", "1e999", "-1-01-01",
  ])
  func `what is neither a date nor a number is none`(text: String) { #expect(parse(text) == nil) }

  @Test(arguments: [0.5, -62_167_219_201, 253_402_300_800, .nan, .infinity])
  func `what is no whole second of the years 0 to 9999 has no date`(time: Double) {
    #expect(TimeStamp.text(time, .dates) == nil)
  }
}
