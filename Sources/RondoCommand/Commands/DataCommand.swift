public import ArgumentParser
public import Rondo

/// The verb `data`.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Generate synthetic data sets.",
    subcommands: [DataMakeCommand.self])
}

/// `rondo data make`, whose laws are its subcommands.
struct DataMakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make", abstract: "Generate a synthetic data set from a known law.",
    discussion: """
      The laws cbf and control-charts write labelled series into a folder: NAME_TRAIN.tsv and \
      NAME_TEST.tsv in the format of the UCR archive (one series per line: its label, then its \
      values, separated by tabs), and the parameters of each series in NAME_PARAMETERS.tsv. The \
      other laws write a single table. The same options give the same bytes on any machine.
      """,
    subcommands: [
      MakeCylinderBellFunnelCommand.self, MakeControlChartsCommand.self, MakeRegimesCommand.self,
      MakeFaultsCommand.self, MakeSeasonalCommand.self, MakeCrossingsCommand.self,
      MakeSpellingCommand.self, MakeNamesCommand.self,
    ])
}

/// `rondo data make control-charts`.
struct MakeControlChartsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "control-charts",
    abstract: "Six classes of control charts: steady, cyclic, trends and shifts up and down.",
    usage: "rondo data make control-charts --out <folder> [<options>]",
    discussion: """
      In the published law (Alcock & Manolopoulos 1999), a steady chart is 30 plus uniform noise \
      from -6 to 6. The other classes add a wave of amplitude 10 to 15 and period 10 to 15 \
      samples, a trend of 0.2 to 0.5 per sample, or a shift by 7.5 to 20 that begins between one \
      third and two thirds of the length. The archived law is that of the UCR archive's file: the \
      shift begins at least one sample before two thirds of the length, and each series is scaled \
      to mean 0 and standard deviation 1.

      As in the archive, each part has the same number of series of each class, sorted by class.
      """)

  @Option(
    help: ArgumentHelp(
      "Number of training series, of all classes together.", valueName: "number"))
  var train = 300

  @Option(
    help: ArgumentHelp("Number of test series, of all classes together.", valueName: "number"))
  var test = 300

  @Option(help: ArgumentHelp("Length of each series, in samples.", valueName: "samples"))
  var length = 60

  @OptionGroup var generation: GenerationOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    try generation.check(classes: 6, training: train, test: test, length: length)
  }

  func run() throws {
    let generator = ControlCharts(law: generation.law, length: length)
    let set = GeneratedSet(generator, training: train, test: test, seed: generation.seed)
    try output.write(set, to: generation.out, overwrite: generation.overwrite)
  }
}

/// `rondo data make cbf`.
struct MakeCylinderBellFunnelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cbf", abstract: "Three classes of series: cylinders, bells and funnels in noise.",
    usage: "rondo data make cbf --out <folder> [<options>]",
    discussion: """
      In the published law (Saito 1994), the amplitude of a series is 6 plus a standard normal \
      random number, the onset is uniform from 16 to 32, and the end is 32 to 96 samples after the \
      onset. The archived law is that of the UCR archive's file: the amplitude is 6, the onset is \
      uniform from 16 to 31, the end is uniform from 65 to 128, and each series is scaled to mean \
      0 and standard deviation 1. These limits are for the default length and change in proportion \
      to --length.

      Both parts together have the same number of series of each class. As in the archive, the \
      training part is drawn regardless of class, so that its class counts vary.
      """)

  @Option(
    help: ArgumentHelp(
      "Number of training series, of all classes together.", valueName: "number"))
  var train = 30

  @Option(
    help: ArgumentHelp("Number of test series, of all classes together.", valueName: "number"))
  var test = 900

  @Option(help: ArgumentHelp("Length of each series, in samples.", valueName: "samples"))
  var length = 128

  @OptionGroup var generation: GenerationOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    try generation.check(classes: 3, training: train, test: test, length: length)
  }

  func run() throws {
    let generator = CylinderBellFunnel(law: generation.law, length: length)
    let set = GeneratedSet(generator, training: train, test: test, seed: generation.seed)
    try output.write(set, to: generation.out, overwrite: generation.overwrite)
  }
}

/// The options of all laws of `rondo data make`.
struct GenerationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Output folder; created if it does not exist.", valueName: "folder"))
  var out: String

  @Option(help: "Version of the law: as published, or as fitted to the UCR archive's file.")
  var law = SeriesLaw.published

  @Option(help: "Random seed.")
  var seed: UInt64 = 1

  @Flag(help: "Replace existing files.")
  var overwrite = false

  func validate() throws {
    guard !out.isEmpty else { throw ValidationError("--out needs the name of a folder") }
  }

  /// Refuses sizes that make no set.
  func check(classes: Int, training: Int, test: Int, length: Int) throws {
    func require(_ value: Int, in range: ClosedRange<Int>, _ option: String, _ why: String) throws {
      guard range.contains(value) else {
        throw ValidationError(
          "\(option) must be from \(range.lowerBound) to \(range.upperBound)\(why)")
      }
    }
    let why = ": at least one series of each class"
    try require(training, in: classes...10_000_000, "--train", why)
    try require(test, in: classes...10_000_000, "--test", why)
    try require(length, in: 16...1_000_000, "--length", "")
  }
}

extension SeriesLaw: ExpressibleByArgument {}

extension OutputOptions {
  /// Writes the files of a generated set and says what is in them.
  func write(_ set: GeneratedSet, to folder: String, overwrite: Bool) throws {
    let (training, test) = try set.write(to: folder, overwrite: overwrite)
    switch format {
    case .json:
      let event = GeneratedEvent(set, training, test)
      StandardStreams.write(try ReportLine.line("generated", event) + "\n")
    case .text:
      for part in [training, test] {
        let counts = zip(part.counts, set.generator.classes).map {
          "\($0.withThousandsSeparators) \($1)"
        }
        StandardStreams.writeLine(
          "\(onOneLine(part.path))  \(part.series.withThousandsSeparators) series of "
            + "\(set.generator.length.withThousandsSeparators): \(counts.joined(separator: ", "))",
          indent: 2)
      }
    }
  }
}

/// What `data make --format json` prints.
private struct GeneratedEvent: Encodable {
  let name: String
  let law: SeriesLaw
  let seed: UInt64
  let length: Int
  let classes: [String]
  let training: GeneratedPart
  let test: GeneratedPart

  init(_ set: GeneratedSet, _ training: GeneratedPart, _ test: GeneratedPart) {
    (name, law, length) = (set.generator.name, set.generator.law, set.generator.length)
    (seed, classes) = (set.seed, set.generator.classes)
    (self.training, self.test) = (training, test)
  }
}
