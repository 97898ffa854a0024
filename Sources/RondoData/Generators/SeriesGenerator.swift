public import RondoFiles
public import RondoNumerics

/// A law that series of several classes are drawn from.
///
/// To add one: a type in a file of its own, and a subcommand of `rondo data make`. `Sendable`.
public protocol SeriesGenerator: Sendable {
  /// The set's name, with which its files begin.
  var name: String { get }
  /// The names of the classes; the label of the first is 1.
  var classes: [String] { get }
  /// The names of what is drawn for a series.
  var parameterNames: [String] { get }
  /// The form of the law.
  var law: SeriesLaw { get }
  /// The length T of each series.
  var length: Int { get }
  /// How the set falls into a training and a test part.
  var split: SeriesSplit { get }

  /// A series of the class with this label.
  ///
  /// The same stream gives the same bits, on any machine.
  func series(label: Int, from stream: RandomStream) -> GeneratedSeries
}

extension RandomStream {
  /// The first position that is kept for the samples of a series; its parameters are drawn from
  /// the uniform numbers before it.
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

/// Which form of a law series are drawn from.
///
/// Sets in the archive were not always made as the paper says that they were; what differs stands
/// with each generator. `Sendable`.
public enum SeriesLaw: String, Sendable, Codable, CaseIterable {
  /// As the paper has it, raw values.
  case published
  /// As measured on the files of the UCR archive, each series scaled to mean 0 and deviation 1.
  case archived
}

/// One series drawn from a law, with what was drawn to make it.
///
/// `Sendable`.
public struct GeneratedSeries: Sendable, Equatable {
  /// The series, in single precision. [T]
  public let values: [Float]
  /// What was drawn, in the order of the generator's `parameterNames`; NaN where the series' class
  /// has no such parameter.
  public let parameters: [Double]

  /// A series by a law's formula.
  ///
  /// For the archived law each value x becomes (x − m)/d, where m is the mean and d the deviation
  /// with divisor T − 1; m and d join the parameters. For the published law they are 0 and 1.
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

  /// The names of the two parameters that every series has last.
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
