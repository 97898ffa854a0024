public import RondoFiles
public import RondoNumerics

/// A law that generates random series of several classes.
///
/// To add one: a type in its own file, and a subcommand for the command line. `Sendable`.
public protocol SeriesGenerator: Sendable {
  /// The name of the set, with which the names of its files begin.
  var name: String { get }
  /// The names of the classes; the label of the first is 1.
  var classes: [String] { get }
  /// The names of the random parameters of a series.
  var parameterNames: [String] { get }
  /// The form of the law.
  var law: SeriesLaw { get }
  /// The length T of each series.
  var length: Int { get }
  /// The division of the set into a training and a test part.
  var split: SeriesSplit { get }

  /// A series of the class with this label.
  ///
  /// The same stream gives the same bits, on any machine.
  func series(label: Int, from stream: RandomStream) -> GeneratedSeries
}

extension RandomStream {
  /// The first random position for the samples of a series; its parameters use the uniform numbers
  /// before it.
  static let firstSample: UInt64 = 16

  /// A whole number uniform in `range`.
  func integer(in range: ClosedRange<Int>, at position: UInt64) -> Int {
    range.lowerBound + integer(below: range.count, at: position)
  }

  /// A number uniform in `range`.
  package func uniform(in range: Range<Double>, at position: UInt64) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform(at: position)
  }
}

/// The variant of a law.
///
/// Sets in the archive differ in part from the law in the paper; each generator documents the
/// differences. `Sendable`.
public enum SeriesLaw: String, Sendable, Codable, CaseIterable {
  /// As in the paper, with raw values.
  case published
  /// As measured on the files of the UCR archive, each series scaled to mean 0 and standard
  /// deviation 1.
  case archived
}

/// One generated series with its random parameters.
///
/// `Sendable`.
public struct GeneratedSeries: Sendable, Equatable {
  /// The series, in single precision. [T]
  public let values: [Float]
  /// The random parameters, in the order of the generator's `parameterNames`; NaN for those that
  /// the class does not have.
  public let parameters: [Double]

  /// Creates a series from the values of a law.
  ///
  /// For the archived law each value x becomes (x − m)/d, where m is the mean and d the standard
  /// deviation with divisor T − 1; m and d are appended to the parameters. For the published law
  /// they are 0 and 1.
  init(raw: [Double], parameters: [Double], law: SeriesLaw) {
    var (subtracted, divisor) = (0.0, 1.0)
    if law == .archived {
      subtracted = raw.reduce(0, +) / Double(raw.count)
      let squares = raw.reduce(0) { $0 + ($1 - subtracted) * ($1 - subtracted) }
      divisor = (squares / Double(raw.count - 1)).squareRoot()
    }
    values = raw.map { Float(($0 - subtracted) / divisor) }
    self.parameters = parameters + [subtracted, divisor]
  }

  /// The names of the last two parameters of every series.
  static let scalingNames = ["subtracted", "divisor"]
}

/// An error that keeps a generated set from being written.
///
/// `Sendable`.
public enum GenerationError: AdvisingError, Sendable, Equatable {
  /// Files of these names exist.
  case exists(paths: [String])

  /// An output that cannot be created, always.
  public var category: ErrorCategory { .cannotCreate }

  /// One line: what is wrong, where, and what to do.
  public var advice: Advice {
    switch self {
    case .exists(let paths):
      "\(paths.map(\.quoted).joined(separator: ", ")) \(paths.count == 1 ? "exists" : "exist") "
        + "already: replace with \(.overwrite), or choose another place with \(.out)"
    }
  }
}
