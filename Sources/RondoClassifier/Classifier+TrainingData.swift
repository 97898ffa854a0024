public import RondoData
import RondoFiles
public import RondoModels

extension SavedModel where Model == TextClassifier {
  /// What the model was trained on, read again as it was read then.
  ///
  /// - Parameter paths: Where it is now; nil is where it was.
  /// - Throws: `TrainingTextError` where it is not there or has changed; `DataError`.
  public func trainingData(at paths: [String]? = nil) throws -> LabelledText {
    let reader = settings.reading.reader
    if let paths {
      let found = try reader.read(paths)
      try TrainingTextError.check(found.sources, against: data)
      return found
    }
    let recorded = try TrainingTextError.paths(of: data)
    let places = Self.folder(ofClassesIn: recorded, labels).map { [$0] } ?? recorded
    let found = try TrainingTextError.reading { () throws(DataError) in try reader.read(places) }
    try TrainingTextError.check(found.sources, against: data)
    return found
  }

  /// The folder whose folders were the classes, where the files lie so: the files alone would not
  /// say which class they are of.
  private static func folder(ofClassesIn paths: [String], _ labels: [ClassLabel]) -> String? {
    let names = Set(labels)
    var parts = PathParts(paths[0])
    while !parts.folder.isEmpty, parts.folder != "/", parts.folder != "." {
      parts = PathParts(parts.folder)
      guard names.contains(ClassLabel(parts.name)) else { continue }
      let root = parts.folder
      let isRoot = paths.allSatisfy { path in
        labels.contains { path.hasPrefix("\(root)/\($0.name)/") }
      }
      if isRoot { return root }
    }
    return nil
  }
}

extension SavedModel where Model == SeriesClassifier {
  /// A reader that reads series as the training data were read, and puts their channels in the model's
  /// order by their names, where both have them.
  public var reader: SeriesReader { settings.reader }

  /// What the model was trained on, read again as it was read then.
  ///
  /// - Parameter path: Where it is now, a file or a problem; nil is where it was.
  /// - Throws: `TrainingTextError` where it is not there or has changed; `DataError`.
  public func trainingData(at path: String? = nil) throws -> SeriesFile {
    let reader = settings.reader
    if let path {
      let found = try reader.read(SeriesProblem(path).training)
      try TrainingTextError.check([found.source], against: data)
      return found
    }
    let recorded = try TrainingTextError.paths(of: data)
    let found = try TrainingTextError.reading { () throws(DataError) in
      try reader.read(recorded[0])
    }
    try TrainingTextError.check([found.source], against: data)
    return found
  }
}
