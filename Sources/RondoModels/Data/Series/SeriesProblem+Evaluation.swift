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
}
