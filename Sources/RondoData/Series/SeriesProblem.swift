import RondoFiles

/// The files of one problem: series to train on and, where there are some, series to test on.
///
///     let problem = try SeriesProblem("ucr/GunPoint")
///     problem.training   // "ucr/GunPoint/GunPoint_TRAIN.ts"
///     problem.test       // "ucr/GunPoint/GunPoint_TEST.ts"
///
/// `Sendable`.
public struct SeriesProblem: Sendable, Equatable {
  /// The problem's name: the file's without `_TRAIN` and its ending.
  public let name: String
  /// The file to train on.
  public let training: String
  /// The file to test on: `_TEST` in the place of `_TRAIN`, with the same ending; nil where the
  /// training file is not named `_TRAIN`, or there is none.
  public let test: String?

  private static let suffix = "_TRAIN"

  /// Finds the files that a path stands for.
  ///
  /// - Parameter path: a file; or a folder with one problem in it, or with one of its own name; or
  ///   `FOLDER/NAME`, which is `FOLDER/NAME_TRAIN` with the first of the endings `.ts`, `.tsv`,
  ///   `.txt`, none, `.arff` and `.csv` for which there is a file; "-" is standard input.
  /// - Throws: `DataError`: `missing`, `unreadable`, or `unfit` where a folder holds no problem, or
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

  /// `FOLDER/NAME_TRAIN` with the first ending for which there is a file.
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
