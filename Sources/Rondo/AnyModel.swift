import RondoClassifier
import RondoFiles
import RondoLanguageModel
import RondoModels
import RondoTagger

/// Model for any task, loaded from a file that names its task.
///
/// `Sendable`.
public enum AnyModel: Sendable {
  /// Language model.
  case languageModel(LanguageModelFile)
  /// Text classifier.
  case textClassifier(TextClassifierFile)
  /// Series classifier, or regression of series.
  case seriesClassifier(SeriesClassifierFile)
  /// Tagger.
  case tagger(TaggerFile)

  /// Loads a model from a file; the warnings are for the user.
  ///
  /// - Throws: `CheckpointError`, or `ModelFileError`, in particular `wrongTask` for tasks that
  ///   this release does not know.
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
    case TaggerFile.task:
      let (model, warnings) = try TaggerFile.read(file, warning, path: path)
      return (.tagger(model), warnings)
    default: throw ModelFileError.wrongTask(path: path, task: task)
    }
  }
}

extension RunReport {
  /// Creates the report of a run from its folder.
  ///
  /// - Throws: `CheckpointError` or `ModelFileError`.
  public init(of folder: RunFolder) throws {
    try self.init(of: folder, ReportSubject(try AnyModel.load(folder.modelPath).model))
  }

  /// Creates the report of a model without a log.
  public init(of model: AnyModel, path: String) {
    self.init(name: path, ReportSubject(model), log: [], place: path + ".html")
  }
}

extension ReportSubject {
  /// Creates the description of any model.
  init(_ model: AnyModel) {
    switch model {
    case .languageModel(let file): self.init(file)
    case .textClassifier(let file): self.init(file)
    case .seriesClassifier(let file): self.init(file)
    case .tagger(let file): self.init(file)
    }
  }
}
