import ArgumentParser
import Rondo

/// `rondo data make control-charts`.
struct MakeControlChartsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "control-charts",
    abstract: "Control charts: steady, cyclic, trends up and down, shifts up and down.",
    discussion: """
      The published law is Alcock and Manolopoulos' (1999): 30 plus uniform noise from -6 to 6, a \
      wave of amplitude and period 10 to 15, a trend of 0.2 to 0.5 a sample, or a shift by 7.5 to \
      20 that begins between a third and two thirds of the length. The archived one is that of the \
      UCR archive's file: the shift begins at the latest one sample before two thirds, and each \
      series is scaled to mean 0 and deviation 1.

      As in the archive, each part has equally many series of each class, class after class.
      """)

  @Option(help: "The number of series in the training part, all classes together.")
  var train = 300

  @Option(help: "The number of series in the test part, all classes together.")
  var test = 300

  @Option(help: "The length of each series.")
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
