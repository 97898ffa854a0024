import RondoFiles

/// A law that the rows of a table are drawn from.
///
/// To add one: a type in a file of its own, and a subcommand of `rondo data make`. `Sendable`.
public protocol TableGenerator: Sendable {
  /// The law's name, which is also that of its subcommand.
  var name: String { get }
  /// Names of the columns, the header line of the file; empty for a file without one.
  var columns: [String] { get }
  /// The character between two fields.
  var delimiter: TableDelimiter { get }

  /// All rows, in order; no field contains the delimiter, a quotation mark or a line end.
  ///
  /// The same seed gives the same rows, on any machine.
  func rows(seed: UInt64) -> [[String]]
}

/// A table drawn from a law, and the file it is written to.
///
///     let table = GeneratedTable(RegimeSeries(), seed: 1)
///     let rows = try table.write(to: "regimes.csv")   // 6400
///
/// All rows are in memory while they are written. `Sendable`.
public struct GeneratedTable: Sendable {
  /// The law.
  public let generator: any TableGenerator
  /// The random seed.
  public let seed: UInt64

  /// A table by a law.
  public init(_ generator: any TableGenerator, seed: UInt64) {
    (self.generator, self.seed) = (generator, seed)
  }

  /// Writes the table as UTF-8 with LF line ends and returns its number of rows, the header not
  /// counted.
  ///
  /// - Parameters:
  ///   - path: the file; folders above it are created where they are missing.
  ///   - overwrite: whether an existing file is replaced.
  /// - Throws: `GenerationError.exists`, or `CheckpointError` where the file cannot be created or
  ///   written.
  public func write(to path: String, overwrite: Bool = false) throws -> Int {
    guard !POSIX.exists(path) || overwrite else { throw GenerationError.exists(paths: [path]) }
    let folder = PathParts(path).folder
    if !POSIX.isFolder(folder) { try Folders.make(folder) }
    let rows = generator.rows(seed: seed)
    let lines = generator.columns.isEmpty ? rows : [generator.columns] + rows
    var bytes: [UInt8] = []
    for line in lines {
      for (index, field) in line.enumerated() {
        if index > 0 { bytes.append(generator.delimiter.byte) }
        bytes += field.utf8
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    try AtomicFile.write(bytes, to: path)
    return rows.count
  }
}
