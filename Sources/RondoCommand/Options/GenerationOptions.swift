public import ArgumentParser
public import Rondo

/// The options that all laws of `rondo data make` share.
struct GenerationOptions: ParsableArguments {
  @Option(help: "The folder to write into; it is made where it is not there.")
  var out: String

  @Option(help: "The form of the law: published or archived.")
  var law = SeriesLaw.published

  @Option(help: "What every random number depends on.")
  var seed: UInt64 = 1

  @Flag(help: "Replace files that are there.")
  var overwrite = false

  func validate() throws {
    guard !out.isEmpty else { throw ValidationError("--out names no folder") }
  }

  /// Refuses sizes that make no set.
  func check(classes: Int, training: Int, test: Int, length: Int) throws {
    func require(_ value: Int, in range: ClosedRange<Int>, _ option: String, _ why: String) throws {
      guard range.contains(value) else {
        throw ValidationError(
          "\(option) is from \(range.lowerBound) to \(range.upperBound)\(why)")
      }
    }
    let why = ": a series of each class at least"
    try require(training, in: classes...10_000_000, "--train", why)
    try require(test, in: classes...10_000_000, "--test", why)
    try require(length, in: 16...1_000_000, "--length", "")
  }
}

extension SeriesLaw: ExpressibleByArgument {}
