import RondoFiles
import RondoNumerics

/// A training and a test part of series drawn from one law.
///
///     let set = GeneratedSet(CylinderBellFunnel(), training: 30, test: 900, seed: 1)
///     let files = try set.write(to: "cbf")
///
/// Series are not held: each is a function of the seed and its number. `Sendable`.
public struct GeneratedSet: Sendable {
  /// The law.
  public let generator: any SeriesGenerator
  /// The random seed.
  public let seed: UInt64
  /// The label of each series of the training part.
  public let training: [Int]
  /// The label of each series of the test part.
  public let test: [Int]

  /// A set of as many series in each part, at least one for each class.
  public init(_ generator: any SeriesGenerator, training: Int, test: Int, seed: UInt64) {
    self.generator = generator
    self.seed = seed
    (self.training, self.test) = generator.split.labels(
      classes: generator.classes.count, training: training, test: test, seed: seed)
  }

  /// A series of the training part.
  public func trainingSeries(_ index: Int) -> GeneratedSeries { series(training[index], index) }

  /// A series of the test part.
  public func testSeries(_ index: Int) -> GeneratedSeries {
    series(test[index], training.count + index)
  }

  private func series(_ label: Int, _ number: Int) -> GeneratedSeries {
    let stream = RandomStream(seed: seed, purpose: .general, index: UInt64(number))
    return generator.series(label: label, from: stream)
  }
}

/// A part of a set in a file.
///
/// `Sendable`.
public struct GeneratedPart: Sendable, Encodable {
  /// The file.
  public let path: String
  /// The number of series.
  public let series: Int
  /// How many there are of each class, in the order of the labels.
  public let counts: [Int]
}

extension GeneratedSet {
  /// Writes `NAME_TRAIN.tsv` and `NAME_TEST.tsv` as the UCR archive does, and what was drawn for
  /// each series beside them in `NAME_PARAMETERS.tsv`.
  ///
  /// A line is a series: its label, then its values, separated by tabs, each number in the shortest
  /// form that reads back as the same single-precision value. The parameters have a header line;
  /// `case` is the series' line in the file of its part, and numbers are double-precision. All three
  /// files are complete before the first gets its name. Series go to the file one by one.
  ///
  /// - Parameters:
  ///   - folder: it and the folders above it are made where they are not there.
  ///   - overwrite: whether files of these names are replaced.
  /// - Returns: the training and the test part.
  /// - Throws: `GenerationError.exists`, or `CheckpointError` where a file cannot be created or
  ///   written.
  public func write(
    to folder: String, overwrite: Bool = false
  ) throws -> (training: GeneratedPart, test: GeneratedPart) {
    let names = ["TRAIN", "TEST", "PARAMETERS"].map { "\(generator.name)_\($0).tsv" }
    let paths = names.map { folder.hasSuffix("/") ? folder + $0 : "\(folder)/\($0)" }
    let present = paths.filter { POSIX.exists($0) }
    guard present.isEmpty || overwrite else { throw GenerationError.exists(paths: present) }
    try Folders.make(folder)
    AtomicFile.removeStaleTemporaries(in: folder, of: names)

    let header = ["part", "case", "label", "class"] + generator.parameterNames
    var parameters = Array((header.joined(separator: "\t") + "\n").utf8)
    let train = try file(paths[0], "train", training, trainingSeries, &parameters)
    let test = try file(paths[1], "test", self.test, testSeries, &parameters)
    let beside = try AtomicFile(paths[2]) { (writer) throws(CheckpointError) in
      try writer.write(parameters)
    }
    try beside.publish()
    try test.publish()
    try train.publish()
    try AtomicFile.synchronizeFolder(of: paths[0])
    return (part(paths[0], training), part(paths[1], self.test))
  }

  /// One part, complete under a temporary name; its parameters are appended to `parameters`.
  private func file(
    _ path: String, _ part: String, _ labels: [Int], _ series: (Int) -> GeneratedSeries,
    _ parameters: inout [UInt8]
  ) throws(CheckpointError) -> AtomicFile {
    try AtomicFile(path) { (writer) throws(CheckpointError) in
      for (index, label) in labels.enumerated() {
        let one = series(index)
        let values = one.values.map(\.shortest).joined(separator: "\t")
        try writer.write(Array("\(label)\t\(values)\n".utf8))
        let fields = [part, "\(index + 1)", "\(label)", generator.classes[label - 1]]
        let row = (fields + one.parameters.map(\.shortest)).joined(separator: "\t")
        parameters += Array((row + "\n").utf8)
      }
    }
  }

  private func part(_ path: String, _ labels: [Int]) -> GeneratedPart {
    var counts = generator.classes.map { _ in 0 }
    for label in labels { counts[label - 1] += 1 }
    return GeneratedPart(path: path, series: labels.count, counts: counts)
  }
}

extension CustomStringConvertible where Self: BinaryFloatingPoint {
  /// The shortest decimal number that reads back as this one; `NaN` for what is no number.
  fileprivate var shortest: String {
    if isNaN { return "NaN" }
    return description.hasSuffix(".0") ? String(description.dropLast(2)) : description
  }
}
