/// The columns of a table of series by their names, which a model stores of its training data, so
/// that the columns of other tables are matched by name.
///
/// `Sendable`.
public struct SeriesTable: Sendable, Hashable, Codable {
  /// The column that identifies the case.
  public var caseColumn = ""
  /// The column of the time stamps; nil if there was none.
  public var timeColumn: String?
  /// The column of the label or target; nil if there was none.
  public var labelColumn: String?
  /// The column that names the channel, with a value a row; nil if each channel has a column.
  public var channelColumn: String?
  /// The column of that value; nil if each channel has a column.
  public var valueColumn: String?
  /// The channels in the order of the model, `[C]`.
  public var channels: [String] = []
  /// The ignored columns; nil for none.
  public var ignored: [String]?

  /// An unknown table.
  public init() {}

  /// The table of a new run, which finds the columns and stores them.
  public static let unknown = SeriesTable()
}

/// The channels that a reader of series expects, with their order.
///
/// `Sendable`.
public enum SeriesChannels: Sendable, Hashable {
  /// Any, in the order of the file: for training.
  case any
  /// Those of the table on which a model was trained, in its order; the channels of a file without
  /// names are taken in the order of the file.
  case named(SeriesTable)
  /// Any, in the order of the file, for a model that does not know their names.
  case positional

  /// The table on which a model was trained; nil if it is unknown.
  package var table: SeriesTable? { if case .named(let table) = self { table } else { nil } }
}

extension SeriesTable {
  /// The place of each channel of this table among other names; of equal names the first unused
  /// one.
  ///
  /// - Throws: The names that only one side has.
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
