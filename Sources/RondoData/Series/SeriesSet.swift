public import RondoFiles

/// A set of series with the same channels.
///
/// Lengths may differ from case to case. `Sendable`.
public struct SeriesSet: Sendable, Equatable {
  /// What the targets of all cases are.
  public enum Targets: Sendable, Equatable {
    /// There are none.
    case none
    /// Classes, in the order of the file's header, or in the order of `SeriesSet.sorted` where it
    /// has none. A class may have no case.
    case labels([ClassLabel])
    /// Numbers.
    case values
  }

  /// What time stamps count.
  public enum Times: Sendable, Equatable {
    /// Seconds since 1970-01-01 00:00:00, written as dates.
    case dates
    /// Anything, written as numbers.
    case numbers
  }

  /// The set's name in the file; nil where it has none.
  public var name: String?
  /// The lines of commentary above the data, without the marks that begin them.
  public var comments: [String]
  /// C: the number of channels of every case.
  public var channels: Int
  /// What the channels are called, `[C]`, which only CSV says; nil for none, and for `channel1`,
  /// `channel2` and so on.
  public var channelNames: [String]?
  /// What the targets are.
  public var targets: Targets
  /// What the time stamps count; nil where there are none.
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

  /// Labels once each: those that are numbers first, by their size, then the others by their bytes.
  package static func sorted(_ labels: some Sequence<ClassLabel>) -> [ClassLabel] {
    let keyed = Set(labels).map { label in
      let bytes = Array(label.name.utf8)
      return (label, DecimalNumber.parse(bytes, 0..<bytes.count) ?? .infinity)
    }
    return keyed.sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 < $1.1 }.map(\.0)
  }

  /// The targets that these cases have together: sorted labels or numbers where all cases have one,
  /// else none.
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

/// A set of series as it was read.
///
/// `Sendable`.
public struct SeriesFile: Sendable {
  /// The series.
  public var set: SeriesSet
  /// The file.
  public var source: DataSource
  /// What the user should hear about how it was read.
  public var notes: [Advice]
  /// The columns of the table, its channels in the order of the set's; nil of other forms.
  public var table: SeriesTable?

  /// What a table calls a case.
  public func name(ofCase index: Int) -> String { set.cases[index].name ?? "\(index + 1)" }
}

extension SeriesFile {
  /// An error in the case with an index, with its file and line.
  public func error(_ fault: DataFault, at index: Int) -> DataError {
    guard let line = set.cases[index].line else {
      return .unfit(path: "\(source.path), case \(index + 1)", fault)
    }
    return .malformed(path: source.path, line: line, column: 1, fault)
  }
}
