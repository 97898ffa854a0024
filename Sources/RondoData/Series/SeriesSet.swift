public import RondoFiles

/// A set of series with the same channels.
///
/// Lengths may differ from case to case. `Sendable`.
public struct SeriesSet: Sendable, Equatable {
  /// The kind of the targets of all cases.
  public enum Targets: Sendable, Equatable {
    /// None.
    case none
    /// Classes, in the order of the file's header, or in that of `SeriesSet.sorted` if it has none.
    /// A class may have no case.
    case labels([ClassLabel])
    /// Numbers.
    case values
  }

  /// The meaning of time stamps.
  public enum Times: Sendable, Equatable {
    /// Seconds since 1970-01-01 00:00:00, written as dates.
    case dates
    /// Any quantity, written as numbers.
    case numbers
  }

  /// The name of the set in the file; nil if it has none.
  public var name: String?
  /// The comment lines above the data, without their initial marks.
  public var comments: [String]
  /// C: the number of channels of every case.
  public var channels: Int
  /// The names of the channels, `[C]`, which only CSV has; nil for none, and for `channel1`,
  /// `channel2` and so on.
  public var channelNames: [String]?
  /// The kind of the targets.
  public var targets: Targets
  /// The meaning of the time stamps; nil if there are none.
  public var times: Times?
  /// The cases in the order of the file.
  public var cases: [SeriesCase]

  /// A set.
  public init(
    _ cases: [SeriesCase], channels: Int = 1, targets: Targets = .none, times: Times? = nil,
    name: String? = nil, comments: [String] = []
  ) {
    (self.cases, self.channels, self.targets) = (cases, channels, targets)
    (self.times, self.name, self.comments) = (times, name, comments)
  }

  /// Whether all cases have as many steps as the first.
  public var isEqualLength: Bool { cases.allSatisfy { $0.length == cases[0].length } }

  /// Whether any value is missing.
  public var hasMissing: Bool { cases.contains { $0.hasMissing } }

  /// The distinct labels: numbers first, in numerical order, then the others in byte order.
  package static func sorted(_ labels: some Sequence<ClassLabel>) -> [ClassLabel] {
    let keyed = Set(labels).map { label in
      let bytes = Array(label.name.utf8)
      return (label, DecimalNumber.parse(bytes, 0..<bytes.count) ?? .infinity)
    }
    return keyed.sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 < $1.1 }.map(\.0)
  }

  /// The common kind of the targets of cases: sorted labels or numbers if all cases have one, else
  /// none.
  public static func targets(of cases: [SeriesCase]) -> Targets {
    var labels: Set<ClassLabel> = []
    for item in cases {
      switch item.target {
      case .none: return .none
      case .value: return .values
      case .label(let label): labels.insert(label)
      }
    }
    return .labels(sorted(labels))
  }
}

/// A set of series read from a file.
///
/// `Sendable`.
public struct SeriesFile: Sendable {
  /// The series.
  public var set: SeriesSet
  /// The file.
  public var source: DataSource
  /// Notes for the user about how it was read.
  public var notes: [Advice]
  /// The columns of the table, with its channels in the order of the set's; nil for other forms.
  public var table: SeriesTable?

  /// The name of a case in a table.
  public func name(ofCase index: Int) -> String { set.cases[index].name ?? "\(index + 1)" }
}

extension SeriesFile {
  /// The error for a fault of the case at an index, with its file and line.
  public func error(_ fault: DataFault, at index: Int) -> DataError {
    guard let line = set.cases[index].line else {
      return .unfit(path: "\(source.path), case \(index + 1)", fault)
    }
    return .malformed(path: source.path, line: line, column: 1, fault)
  }
}
