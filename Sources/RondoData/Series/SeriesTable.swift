/// The columns of a table of series by their names: what a model keeps of the table that it was
/// trained on, so that the columns of others are matched by name.
///
/// `Sendable`.
public struct SeriesTable: Sendable, Hashable, Codable {
  /// The column that tells the cases apart.
  public var caseColumn = ""
  /// The column of the time stamps; nil where there was none.
  public var timeColumn: String?
  /// The column of the label or target; nil where there was none.
  public var labelColumn: String?
  /// The column that names the channel of a row, where a row is one value; nil where each channel has
  /// a column.
  public var channelColumn: String?
  /// The column of that value.
  public var valueColumn: String?
  /// The channels in the order in which a model reads them, `[C]`.
  public var channels: [String] = []
  /// The columns that were left out; nil for none.
  public var ignored: [String]?

  /// A table that nobody has seen: `unknown`.
  public init() {}

  /// Of a run that is to find the columns of its table and to keep them.
  public static let unknown = SeriesTable()
}

/// Which channels a reader of series expects, and in which order.
///
/// `Sendable`.
public enum SeriesChannels: Sendable, Hashable {
  /// Any, in the order of the file: for training.
  case any
  /// Those of the table that a model was trained on, put in its order; the channels of a file that
  /// does not name them are taken as they come.
  case named(SeriesTable)
  /// Any, in the order of the file, for a model that does not know their names.
  case positional

  /// The table that a model was trained on; nil where that is unknown.
  package var table: SeriesTable? { if case .named(let table) = self { table } else { nil } }
}

extension SeriesTable {
  /// For each channel of this table, its place among other names; the first free one of equal names.
  ///
  /// - Throws: the names that only one side has.
  package func places(in names: [String]) throws(ChannelMismatch) -> [Int] {
    var free: [ClassLabel: [Int]] = [:]
    for (place, name) in names.enumerated().reversed() {
      free[ClassLabel(name), default: []].append(place)
    }
    var (places, missing): ([Int], [String]) = ([], [])
    for name in channels {
      if let place = free[ClassLabel(name)]?.popLast() {
        places.append(place)
      } else {
        missing.append(name)
      }
    }
    let unknown = free.values.joined().sorted().map { names[$0] }
    guard missing.isEmpty, unknown.isEmpty else {
      throw ChannelMismatch(missing: missing, unknown: unknown)
    }
    return places
  }
}

/// The channels that only one of two sets of names has.
package struct ChannelMismatch: Error {
  let missing: [String]
  let unknown: [String]
}
