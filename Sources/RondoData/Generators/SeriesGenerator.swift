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
