import RondoFiles

/// The files of a problem: series to train on and, if there are any, series to test on.
///
///     let problem = try SeriesProblem("ucr/GunPoint")
///     problem.training   // "ucr/GunPoint/GunPoint_TRAIN.ts"
///     problem.test       // "ucr/GunPoint/GunPoint_TEST.ts"
///
/// `Sendable`.
public struct SeriesProblem: Sendable, Equatable {
  /// The name of the problem: that of the file without `_TRAIN` and its extension.
  public let name: String
  /// The file to train on.
  public let training: String
  /// The file to test on: `_TEST` instead of `_TRAIN`, with the same extension; nil if the training
  /// file is not named `_TRAIN`, or the file does not exist.
  public let test: String?

  private static let suffix = "_TRAIN"

  /// Finds the files that a path refers to.
  ///
  /// - Parameter path: A file; or a folder with one problem, or with one of the folder's name; or
  ///   `FOLDER/NAME`, which means `FOLDER/NAME_TRAIN` with the first of the extensions `.ts`,
  ///   `.tsv`, `.txt`, none, `.arff` and `.csv` for which a file exists; "-" is standard input.
  /// - Throws: `DataError`: `missing`, `unreadable`, or `unfit` if a folder contains no problem or
  ///   several.
  public init(_ path: String) throws(DataError) {
    if path == "-" {
      self.init(name: "stdin", training: path, test: nil)
    } else if POSIX.isFolder(path) {
      try self.init(folder: path)
    } else if POSIX.exists(path) {
      self.init(file: path)
    } else if let file = Self.trainingFile(path) {
      self.init(file: file)
    } else {
      throw .missing(path: path)
    }
  }

  private init(name: String, training: String, test: String?) {
    (self.name, self.training, self.test) = (name, training, test)
  }

  /// `FOLDER/NAME_TRAIN` with the first extension for which a file exists.
  private static func trainingFile(_ base: String) -> String? {
    if PathParts(base).name.isEmpty { return nil }
    return SeriesForm.endings.lazy.map { base + suffix + $0.ending }.first { POSIX.exists($0) }
  }

  private init(folder: String) throws(DataError) {
    let names: [String]
    do throws(SystemError) { names = try POSIX.names(in: folder) } catch {
      throw .unreadable(path: folder, reason: SystemError.text(error.code))
    }
    var problems: Set<ClassLabel> = []
    for name in names {
      for (ending, _) in SeriesForm.endings where name.hasSuffix(Self.suffix + ending) {
        problems.insert(ClassLabel(String(name.dropLast(Self.suffix.count + ending.count))))
      }
    }
    let path = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let own = ClassLabel(PathParts(path).name)
    guard let name = problems.contains(own) ? own : problems.first,
      let file = Self.trainingFile(path + "/" + name.name)
    else { throw .unfit(path: folder, .noProblem) }
    if problems.count > 1, name != own {
      throw .unfit(path: folder, .severalProblems(problems.sorted().map(\.name)))
    }
    self.init(file: file)
  }

  private init(file: String) {
    let known = SeriesForm.endings.first { file.hasSuffix(Self.suffix + $0.ending) }
    guard let ending = known?.ending else {
      self.init(name: FileName(file).stem, training: file, test: nil)
      return
    }
    let base = String(file.dropLast(Self.suffix.count + ending.count))
    let test = base + "_TEST" + ending
    self.init(
      name: PathParts(base).name, training: file, test: POSIX.exists(test) ? test : nil)
  }
}

extension SeriesProblem {
  /// The file to evaluate on that a path refers to: the path itself for a file or "-"; the test
  /// file of the problem for a folder or `FOLDER/NAME`.
  ///
  /// - Throws: The errors of `init(_:)`, and `unfit` if the problem has no test file.
  public static func evaluationFile(_ path: String) throws(DataError) -> String {
    if path == "-" || POSIX.exists(path) && !POSIX.isFolder(path) { return path }
    guard let test = try SeriesProblem(path).test else { throw .unfit(path: path, .noTest) }
    return test
  }

  /// Refuses a test file with a label that the training file lacks, or with missing targets or
  /// targets of another kind, before training. Nothing but its targets is read.
  ///
  /// - Parameters:
  ///   - reader: The reader of the test file.
  ///   - labels: The classes of the training file; empty for a regression.
  /// - Throws: `DataError` with the position of the first faulty case.
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
