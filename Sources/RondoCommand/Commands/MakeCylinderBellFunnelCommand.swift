import ArgumentParser
import Rondo

/// `rondo data make cbf`.
struct MakeCylinderBellFunnelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cbf", abstract: "Cylinders, bells and funnels in noise: three classes.",
    discussion: """
      The published law is Saito's (1994): the amplitude of a series is 6 plus a standard normal \
      number, the onset is uniform on 16 to 32, and the end comes 32 to 96 later. The archived one \
      is that of the UCR archive's file: the amplitude is 6, the onset uniform on 16 to 31, the end \
      on 65 to 128, and each series is scaled to mean 0 and deviation 1. The limits grow with \
      --length.

      The classes have equally many series in the whole set; as in the archive, the training part \
      is drawn from the whole whatever the class, so that its counts vary.
      """)

  @Option(help: "The number of series in the training part, all classes together.")
  var train = 30

  @Option(help: "The number of series in the test part, all classes together.")
  var test = 900

  @Option(help: "The length of each series.")
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
