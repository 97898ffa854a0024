import RondoFiles

extension SeriesProblem {
  /// The file to evaluate on that a path stands for: itself where it is a file or "-"; the test file
  /// of a problem where it is a folder or `FOLDER/NAME`.
  ///
  /// - Throws: as `init(_:)`, and `unfit` where the problem has no test file.
  public static func evaluationFile(_ path: String) throws(DataError) -> String {
    if path == "-" || POSIX.exists(path) && !POSIX.isFolder(path) { return path }
    guard let test = try SeriesProblem(path).test else { throw .unfit(path: path, .noTest) }
    return test
  }

  /// Refuses a test file with a label that the training file does not have, or whose targets are
  /// missing or of another kind, before anything is trained. Nothing but its targets is looked at.
  ///
  /// - Parameters:
  ///   - reader: How the test file is read after training.
  ///   - labels: The classes of the training file; none of a regression.
  /// - Throws: `DataError` with the place of the first case at fault.
  public func checkTest(_ reader: SeriesReader, labels: [ClassLabel]) throws(DataError) {
    guard let test else { return }
    let file = try reader.readTargets(test)
    let known = Set(labels)
    for (index, item) in file.set.cases.enumerated() {
      switch item.target {
      case .label where labels.isEmpty: throw file.error(.noNumberHere, at: index)
      case .label(let label) where !known.contains(label):
        throw file.error(.onlyInTest(label.name, training: training, labels), at: index)
      case .value where !labels.isEmpty: throw file.error(.noLabelHere, at: index)
      case .none: throw file.error(labels.isEmpty ? .noNumberHere : .noLabelHere, at: index)
      case .label, .value: break
      }
    }
  }
}
