public import RondoData
import RondoFiles
public import RondoModels

extension SavedModel where Model == TextClassifier {
  /// Reads the training data again with the settings of the training.
  ///
  /// - Parameter paths: Current locations of the data; nil for the recorded ones.
  /// - Throws: `TrainingTextError` if the data are missing or have changed; `DataError`.
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

  /// Folder whose subfolders are the classes, if the files have that layout: their paths alone do
  /// not determine it.
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
  /// Reader with the settings of the training. It orders channels like the model by their names, if
  /// both have names.
  public var reader: SeriesReader { settings.reader }

  /// Reads the training data again with the settings of the training.
  ///
  /// - Parameter path: Current location of the data, a file or a problem; nil for the recorded one.
  /// - Throws: `TrainingTextError` if the data are missing or have changed; `DataError`.
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
