import RondoClassifier
import RondoFiles
import RondoLanguageModel
import RondoModels

/// A model for any of the tasks, as it was read from a file that knows its task.
///
/// `Sendable`.
public enum AnyModel: Sendable {
  /// Of text.
  case languageModel(LanguageModelFile)
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
    case LanguageModelFile.task:
      let (model, warnings) = try LanguageModelFile.read(file, warning, path: path)
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

extension RunReport {
  /// The report of a run as its folder is now.
  ///
  /// - Throws: `CheckpointError` or `ModelFileError`.
  public init(of folder: RunFolder) throws {
    try self.init(of: folder, ReportSubject(try AnyModel.load(folder.modelPath).model))
  }

  /// The report of a model without a log.
  public init(of model: AnyModel, path: String) {
    self.init(name: path, ReportSubject(model), log: [], place: path + ".html")
  }
}

extension ReportSubject {
  /// Of any model.
  init(_ model: AnyModel) {
    switch model {
    case .languageModel(let file): self.init(file)
    case .textClassifier(let file): self.init(file)
    case .seriesClassifier(let file): self.init(file)
    }
  }
}
