import ArgumentParser
import Rondo

/// `rondo data make spelling`.
struct MakeSpellingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spelling",
    abstract: "Pairs of words of an invented language and their sounds.",
    usage: "rondo data make spelling --out <file> [<options>]",
    discussion: """
      Each line is a word, a tab, and the sounds of the word, separated by spaces. There is no \
      header, and no word occurs twice.

      Rules: sh, ch, th and ng are the sounds S, C, T and N, and a doubled consonant is a single \
      sound; ee, oo, ai and oa are the long vowels ii, uu, ee and oo; before e and i, c is s and g \
      is j; between vowels, s is z; a final e after a consonant is silent and lengthens a single \
      vowel before that consonant; a final b, d, g, v, z or j becomes p, t, k, f, s or C; the last \
      vowel but one, or the only one, is preceded by the stress mark '.

      Exceptions: 20 irregular roots, each with up to eight endings, have sounds of their own. \
      They make about 5 % of the first 2,000 words.
      """)

  @Option(help: ArgumentHelp("Number of pairs.", valueName: "number"))
  var count = 2000

  @OptionGroup var generation: TableOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { try generation.check(count, "--count", 1...50_000) }

  func run() throws { try output.write(SpellingPairs(count: count), generation) }
}

/// `rondo data make names`.
struct MakeNamesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "names", abstract: "Labelled names of three invented peoples.",
    usage: "rondo data make names --out <file> [<options>]",
    discussion: """
      The columns are label and text, separated by a tab, with a header. A velin name has two to \
      four open syllables (Sarano), and a korrag name one or two closed syllables with consonant \
      clusters (Krundosk). The vowels of an ishel name are all front or all back (Meshettin). The \
      three labels alternate from row to row, and no name occurs twice.
      """)

  @Option(help: ArgumentHelp("Number of names with each label.", valueName: "number"))
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
    abstract: "Table of ferry crossings, with a class and a number to predict.",
    usage: "rondo data make crossings --out <file> [<options>]",
    discussion: """
      The columns are boat, wind (m/s), tide (m), load (tonnes), minutes and delayed, separated by \
      commas, with a header.

      The boat is a cutter (probability 1/2), barge (1/3) or steamer (1/6); wind is uniform from 0 \
      to 25, tide from 0.5 to 5.5, and load from 0 to 60. The time in minutes is normal with \
      standard deviation 3; its mean is 22 + (wind - 10)^2/16 for a cutter, 34 + 0.6 wind + 0.1 \
      load for a barge and 18 + 0.3 wind for a steamer, plus 3 max(0, 2 - tide) for each. The \
      crossing is delayed with probability 1/(1 + exp(-z)), where z = 0.3 (wind - 15) + 0.08 (load \
      - 30) + b + (3 if tide < 1.5), and b is 0 for a cutter, 1 for a barge and -2 for a steamer. \
      Given the first four columns, the last two are independent. Finally, 3 % of the fields in \
      the first four columns are left empty.

      With all fields known, no classifier of delayed exceeds an accuracy of 84.4 % on average, \
      and no regression of minutes an R2 of 0.92.
      """)

  @Option(help: ArgumentHelp("Number of rows.", valueName: "number"))
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
    abstract: "Hourly series to forecast, with a daily and a weekly period.",
    usage: "rondo data make seasonal --out <file> [<options>]",
    discussion: """
      The columns are site, time and value, separated by commas, with a header: the hourly gas use \
      of a bakery, a foundry, a laundry and a pumping station (pumps) from 2031-03-03T00:00, one \
      series after another.

      Each series is a sum of five parts, given here for the four sites in this order: a level of \
      40, 120, 25, 60; a linear trend of 0.5, -2, 0, 1 per week; a daily wave of amplitude 12, 30, \
      8, 5 that peaks at hour 4, 13, 10, 20; a weekly wave of amplitude 6, 25, 7, 4 that peaks at \
      noon on Saturday, Wednesday, Monday, Sunday; and first-order autoregressive noise with \
      correlation 0.7 and standard deviation 2, 6, 1.5, 3. No forecast h hours ahead has a root \
      mean square error below sqrt(1 - 0.7^(2h)) times that standard deviation.
      """)

  @Option(help: ArgumentHelp("Length of each series, in hours.", valueName: "hours"))
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
    abstract: "Series with a label for each step: regimes that differ only in autocorrelation.",
    usage: "rondo data make regimes --out <file> [<options>]",
    discussion: """
      The columns are series, step, value and regime, separated by commas, with a header.

      Each value is rho times the previous value plus sqrt(1 - rho^2) times a standard normal \
      random number, where rho is -0.7 (rough), 0.2 (plain) or 0.9 (smooth). A regime lasts 100 to \
      300 steps. In every regime, each value has exactly a standard normal distribution, so mean \
      and variance do not tell regimes apart.
      """)

  @Option(help: ArgumentHelp("Number of series.", valueName: "number"))
  var series = 8

  @Option(help: ArgumentHelp("Length of each series, in steps.", valueName: "steps"))
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
    abstract: "Series with planted faults: spikes, shifts, flat lines and changes of frequency.",
    usage: "rondo data make faults --out <file> [<options>]",
    discussion: """
      The columns are series, step, value and fault, separated by commas, with a header.

      A series is a wave with a period of 20 to 40 steps and its second harmonic, plus normal \
      noise of standard deviation 0.1. The first half has no faults. The second half has four \
      faults, one of each kind, for every 800 steps of the series, in random order: spike (one \
      step, raised or lowered by 1.5 to 2.5), shift (30 to 60 steps, raised or lowered by 0.6 to \
      1), flat (20 to 40 steps, equal to the value before them) and frequency (40 to 60 steps of \
      twice the frequency). All other steps have the fault none.
      """)

  @Option(help: ArgumentHelp("Number of series.", valueName: "number"))
  var series = 3

  @Option(help: ArgumentHelp("Length of each series, in steps.", valueName: "steps"))
  var length = 1600

  @OptionGroup var generation: TableOptions
  @OptionGroup var output: OutputOptions

  func validate() throws { try generation.check(series, length, from: 800) }

  func run() throws { try output.write(FaultySeries(count: series, length: length), generation) }
}

/// The options of laws that make one table.
struct TableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Output file; its folder is created if it does not exist.", valueName: "file"))
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
