/// A series of T steps in C channels with its target, times and name.
///
///     let item = SeriesCase([0.5, .nan, 0.7], target: .label("up"))
///     item.length                               // 3
///     item.isMissing(step: 1, channel: 0)       // true
///
/// Two cases are equal if their numbers are the same bit for bit (0 and −0 differ, missing values
/// are equal) and their targets are, regardless of positions and names. `Sendable`.
public struct SeriesCase: Sendable {
  /// The values `[T, C]`, row-major, each the `Double` nearest to the decimal number in the file. A
  /// missing value is NaN.
  public var values: [Double]
  /// The number of channels C, at least 1.
  public let channels: Int
  /// The time of each step, `[T]` ascending: seconds since 1970-01-01 00:00:00 for dates, otherwise
  /// in the units of the file; nil without time stamps.
  public var times: [Double]?
  /// The target.
  public var target: SeriesTarget
  /// The line on which it begins in its file, from 1; nil for a case that was not read from one.
  public var line: Int?
  /// The name in its file, which only CSV has; nil for none, and for its own number from 1.
  public var name: String?

  /// The error of a case that could not be read and was kept, without values; nil for all others.
  public internal(set) var fault: DataError?

  /// A case; NaN among the values marks a missing one.
  public init(
    _ values: [Double], channels: Int = 1, times: [Double]? = nil, target: SeriesTarget = .none,
    line: Int? = nil, name: String? = nil
  ) {
    precondition(
      channels > 0 && values.count % channels == 0,
      "\(values.count) values for \(channels) channels")
    (self.values, self.channels, self.times) = (values, channels, times)
    (self.target, self.line, self.name) = (target, line, name)
  }

  /// T: the number of steps.
  public var length: Int { values.count / channels }

  /// The value of a channel at a step; NaN if it is missing.
  public subscript(step: Int, channel: Int) -> Double { values[step * channels + channel] }

  /// Whether the value is missing.
  public func isMissing(step: Int, channel: Int) -> Bool { self[step, channel].isNaN }

  /// Whether any value is missing.
  public var hasMissing: Bool { values.contains { $0.isNaN } }
}

extension SeriesCase {
  /// A case that could not be read, with its line.
  package static func unreadable(_ fault: DataError, channels: Int, line: Int?) -> SeriesCase {
    var item = SeriesCase([], channels: channels, line: line)
    item.fault = fault
    return item
  }
}

extension SeriesCase: Equatable {
  public static func == (first: Self, second: Self) -> Bool {
    func same(_ one: Double, _ other: Double) -> Bool {
      one.bitPattern == other.bitPattern || one.isNaN && other.isNaN
    }
    return first.channels == second.channels && first.target == second.target
      && first.times == second.times && first.values.elementsEqual(second.values, by: same)
  }
}

/// The target of a series.
///
/// `Sendable`.
public enum SeriesTarget: Sendable, Hashable {
  /// No target.
  case none
  /// A class.
  case label(ClassLabel)
  /// A number, for regression.
  case value(Double)
}
