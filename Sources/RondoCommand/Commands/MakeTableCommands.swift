import ArgumentParser
import Rondo

/// `rondo data make spelling`.
struct MakeSpellingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spelling",
    abstract: "Pairs: words of an invented language and their sounds.",
    discussion: """
      Each line is a word and its sounds, separated by a tab; there is no header. Sounds are \
      separated by blanks.

      The rule: sh, ch, th, ng and a doubled consonant are one sound (S, C, T, N); ee, oo, ai and \
      oa are the long vowels ii, uu, ee and oo; c is s and g is j before e and i; s between vowels \
      is z; a final e after a consonant is silent and lengthens a single vowel one consonant \
      earlier; a final b, d, g, v, z or j becomes p, t, k, f, s or C; the last vowel but one, or \
      the only one, has the stress mark '. The exceptions: 20 irregular roots, each with up to \
      eight endings, have sounds of their own: about 5 % of the first 2,000 words. No word occurs \
      twice.
      """)

  @Option(help: "Number of pairs.")
  var count = 2000

  @OptionGroup var generation: TableOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { try generation.check(count, "--count", 1...50_000) }

  func run() throws { try output.write(SpellingPairs(count: count), generation) }
}

/// `rondo data make names`.
struct MakeNamesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "names", abstract: "Labelled lines: names of three invented peoples.",
    discussion: """
      Columns label and text, separated by a tab, with a header. A velin name has two to four open \
      syllables (Sarano), a korrag name one or two closed ones with heavy clusters (Krundosk), and \
      all vowels of an ishel name are either front or back (Meshettin). Rows of the three take \
      turns; no name occurs twice.
      """)

  @Option(help: "Number of names with each label.")
  var count = 600

  @OptionGroup var generation: TableOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { try generation.check(count, "--count", 1...5000) }

  func run() throws { try output.write(InventedNames(count: count), generation) }
}

/// `rondo data make crossings`.
struct MakeCrossingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crossings",
    abstract: "A table of ferry crossings: a class and a number to predict.",
    discussion: """
      Columns boat, wind, tide, load, minutes, delayed, separated by commas, with a header.

      Boat is cutter (1/2), barge (1/3) or steamer (1/6); wind is uniform on 0 to 25, tide on 0.5 \
      to 5.5, load on 0 to 60. Minutes has a normal error of deviation 3 around \
      22 + (wind - 10)^2/16, 34 + 0.6 wind + 0.1 load or 18 + 0.3 wind, each with \
      3 max(0, 2 - tide). Delayed is yes with probability 1/(1 + exp(-z)), where \
      z = 0.3 (wind - 15) + 0.08 (load - 30) + (0, 1 or -2 by boat) + (3 if tide < 1.5). Given the \
      first four columns, the last two are independent; 3 % of the fields of the first four are \
      empty.

      With all fields known, no classifier of delayed exceeds an accuracy of 84.4 % on average, \
      and no regression of minutes an R2 of 0.92.
      """)

  @Option(help: "Number of rows.")
  var count = 400

  @OptionGroup var generation: TableOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { try generation.check(count, "--count", 1...1_000_000) }

  func run() throws { try output.write(FerryCrossings(count: count), generation) }
}

/// `rondo data make seasonal`.
struct MakeSeasonalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seasonal",
    abstract: "Series to forecast: hourly, with a daily and a weekly period.",
    discussion: """
      Columns site, time, value, separated by commas, with a header: the hourly gas use of four \
      works (bakery, foundry, laundry, pumps) from 2031-03-03T00:00, one series after another.

      Each is the sum of a level (40, 120, 25, 60), a linear trend a week (0.5, -2, 0, 1), a daily \
      wave of amplitude 12, 30, 8, 5 with its peak at hour 4, 13, 10, 20, a weekly wave of \
      amplitude 6, 25, 7, 4 with its peak at noon on Saturday, Wednesday, Monday, Sunday, and \
      autoregressive noise of order 1 with correlation 0.7 and deviation 2, 6, 1.5, 3. No forecast \
      h hours ahead has a root mean square error below deviation * sqrt(1 - 0.7^(2h)).
      """)

  @Option(help: "Hours of each series.")
  var length = 1008

  @OptionGroup var generation: TableOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { try generation.check(length, "--length", 1...100_000) }

  func run() throws { try output.write(SeasonalSeries(length: length), generation) }
}

/// `rondo data make regimes`.
struct MakeRegimesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regimes",
    abstract: "Series with a label a step: regimes that differ only in autocorrelation.",
    discussion: """
      Columns series, step, value, regime, separated by commas, with a header.

      Each value is rho times the one before plus sqrt(1 - rho^2) times a standard normal number, \
      with rho -0.7 (rough), 0.2 (plain) or 0.9 (smooth). A regime lasts 100 to 300 steps. Every \
      value is exactly standard normal in every regime, so mean and variance are equal.
      """)

  @Option(help: "Number of series.")
  var series = 8

  @Option(help: "Steps of each series.")
  var length = 800

  @OptionGroup var generation: TableOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { try generation.check(series, length, from: 1) }

  func run() throws { try output.write(RegimeSeries(count: series, length: length), generation) }
}

/// `rondo data make faults`.
struct MakeFaultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faults",
    abstract: "Series with planted faults: spikes, shifts, flat lines, changes of frequency.",
    discussion: """
      Columns series, step, value, fault, separated by commas, with a header.

      A series is a wave with a period of 20 to 40 steps and its second harmonic, in normal noise \
      of deviation 0.1. The first half has no faults. The second half has four for every 800 steps \
      of the series, in random order: a spike (one step, by 1.5 to 2.5), a shift (30 to 60 steps, \
      by 0.6 to 1), a flat line (20 to 40 steps, equal to the last value before) and a doubled \
      frequency (40 to 60 steps). The fault of all other steps is none.
      """)

  @Option(help: "Number of series.")
  var series = 3

  @Option(help: "Steps of each series.")
  var length = 1600

  @OptionGroup var generation: TableOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { try generation.check(series, length, from: 800) }

  func run() throws { try output.write(FaultySeries(count: series, length: length), generation) }
}

/// The options of laws that make one table.
struct TableOptions: ParsableArguments {
  @Option(help: "Output file; its folder is created if missing.")
  var out: String

  @Option(help: "Random seed.")
  var seed: UInt64 = 1

  @Flag(help: "Replace an existing file.")
  var overwrite = false

  func validate() throws {
    guard !out.isEmpty, !out.hasSuffix("/") else { throw ValidationError("--out names no file") }
  }

  /// Refuses a size that makes no table.
  func check(_ value: Int, _ option: String, _ range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw ValidationError(
        "\(option) is from \(range.lowerBound) to \(range.upperBound.withThousandsSeparators)")
    }
  }

  /// Refuses series of which none or too many steps would be made.
  func check(_ series: Int, _ length: Int, from shortest: Int) throws {
    try check(length, "--length", shortest...1_000_000)
    try check(series, "--series", 1...1_000_000 / length)
  }
}

extension OutputOptions {
  /// Writes a table and prints where it is and its number of rows.
  fileprivate func write(_ generator: any TableGenerator, _ options: TableOptions) throws {
    let table = GeneratedTable(generator, seed: options.seed)
    let rows = try table.write(to: options.out, overwrite: options.overwrite)
    switch format {
    case .json:
      let event = TableEvent(
        name: generator.name, seed: options.seed, path: options.out, rows: rows,
        columns: generator.columns)
      StandardStreams.write(try ReportLine.line("generated", event) + "\n")
    case .text:
      StandardStreams.writeLine(
        "\(onOneLine(options.out))  \(rows.withThousandsSeparators) rows", indent: 2)
    }
  }
}

/// What `data make --format json` prints of a table.
private struct TableEvent: Encodable {
  let name: String
  let seed: UInt64
  let path: String
  let rows: Int
  let columns: [String]
}
