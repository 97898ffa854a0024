import RondoFiles

/// A model for any of the tasks, as it was read from a file that knows its task.
///
/// `Sendable`.
public enum AnyModel: Sendable {
  /// Of text.
  case languageModel(ModelFile)
  /// Of texts.
  case textClassifier(TextClassifierFile)
  /// Of series, or a regression of them.
  case seriesClassifier(SeriesClassifierFile)

  /// Reads a model from a file; the warnings are for the user.
  ///
  /// - Throws: `CheckpointError`, or `ModelFileError`, which is `wrongTask` for tasks that this
  ///   release does not know.
  public static func load(_ path: String) throws -> (model: AnyModel, warnings: [String]) {
    let (file, warning) = try SafetensorsFile.load(from: path)
    let task = try MetadataReader(metadata: file.metadata, path: path).task()
    switch task {
    case ModelFile.task:
      let (model, warnings) = try ModelFile.read(file, warning, path: path)
      return (.languageModel(model), warnings)
    case TextClassifierFile.task:
      let (model, warnings) = try TextClassifierFile.read(file, warning, path: path)
      return (.textClassifier(model), warnings)
    case SeriesClassifierFile.task:
      let (model, warnings) = try SeriesClassifierFile.read(file, warning, path: path)
      return (.seriesClassifier(model), warnings)
    default: throw ModelFileError.wrongTask(path: path, task: task)
    }
  }
}
