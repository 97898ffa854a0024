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
