public import RondoData
import RondoFiles
import RondoLanguageModel
public import RondoModels

extension ClassifierTraining where Model == TextClassifier {
  /// Source of labelled texts for training or validation.
  public enum Source: Sendable {
    /// Files or folders; "-" is standard input.
    case files([String])
    /// Cases in memory.
    case cases(LabelledText)
  }

  /// Reads the texts and checks everything that can be checked before anything is written.
  ///
  /// - Parameters:
  ///   - source: The labelled texts.
  ///   - request: Folder and limits, and whether a run is resumed.
  ///   - settings: Settings of a new run, by default `recommended`; a resumed run keeps its own.
  ///   - chosen: Chosen settings, which replace those of `settings` and must agree with a resumed
  ///     run.
  ///   - checkpoint: Language model to start from, a run's folder or a file: its symbols and sizes
  ///     replace those of `settings`.
  ///   - validation: Labelled texts for validation; nil for a part of `source`.
  /// - Throws: `CheckpointError`, `ModelFileError`, `DataError` or `SettingsError`.
  public convenience init(
    on source: Source, _ request: RunRequest = RunRequest(),
    settings: TextClassifierSettings? = nil, chosen: [ChosenSetting<TextClassifierSettings>] = [],
    from checkpoint: String? = nil, validation: Source? = nil
  ) throws {
    let origin = try checkpoint.map { try LanguageModelOrigin($0) }
    var defaults = settings ?? .recommended(startsFromLanguageModel: origin != nil)
    if let origin, let checkpoint {
      try defaults.begin(
        with: origin.file, path: RunFolder.modelPath(of: checkpoint), hash: origin.hash)
      try SettingsError.checkOrigin(chosen, defaults) { $0.hasModel(of: $1) }
    }
    let start = origin.map { (model: $0.file, hash: $0.hash) }
    try self.init(
      request, settings: defaults, chosen: chosen, origin: start,
      validation: validation?.path, subject: ReportSubject.init
    ) { settings, path, labels in
      let part = path == nil ? source : validation ?? .files([path ?? "-"])
      let found: LabelledText
      switch part {
      case .cases(let cases): found = cases
      case .files(let paths):
        var reader = settings.reading.reader
        reader.knownLabels = Set(labels ?? [])
        found = try reader.read(paths)
        if path == nil { settings.reading.layout = found.layout }
      }
      return LabelledSource(
        cases: try LabelledCases(
          found, labels: labels, isMultiLabel: settings.reading.isMultiLabel),
        sources: found.sources,
        notes: (path == nil ? origin?.warnings ?? [] : []).map { "\($0)" }
          + found.notes.map { "\($0)" })
    }
  }
}

extension ClassifierTraining.Source where Model == TextClassifier {
  /// Name for messages: the first file.
  fileprivate var path: String {
    switch self {
    case .files(let paths): paths.first ?? "-"
    case .cases(let cases): cases.sources.first?.path ?? "cases"
    }
  }
}

extension ClassifierTraining where Model == SeriesClassifier {
  /// Reads the series of a problem and checks everything that can be checked before anything is
  /// written. Of a test file only the targets are read before the end, when the best model is
  /// evaluated on it.
  ///
  /// - Parameters:
  ///   - problem: The training file and, if any, the test file.
  ///   - request: Folder and limits, and whether a run is resumed.
  ///   - settings: Settings of a new run, by default `recommended`; a resumed run keeps its own.
  ///   - chosen: Chosen settings, which replace those of `settings` and must agree with a resumed
  ///     run.
  ///   - validation: A validation file; nil for a part of the training file.
  /// - Throws: `CheckpointError`, `ModelFileError`, `DataError` or `SettingsError`.
  public convenience init(
    on problem: SeriesProblem, _ request: RunRequest = RunRequest(),
    settings: SeriesClassifierSettings = .recommended(),
    chosen: [ChosenSetting<SeriesClassifierSettings>] = [], validation: String? = nil
  ) throws {
    let (workers, measuresBaselines) = (request.workers, request.measuresBaselines)
    let test = problem.test.map { path -> Test in
      { model, note in
        let data = try model.reader.read(path)
        for line in data.notes { try note("\(line)") }
        return try model.evaluate(
          data, readingTraining: measuresBaselines ? { try model.trainingData() } : nil,
          workers: workers, note: note)
      }
    }
    var table: SeriesTable?
    try self.init(
      request, settings: settings, chosen: chosen, origin: nil, validation: validation,
      test: test, subject: ReportSubject.init
    ) { settings, path, labels in
      var reader = settings.reader
      if path != nil, let table { reader.channels = .named(table) }
      let found = try reader.read(path ?? problem.training)
      let cases = try LabelledCases(found, labels: labels, isRegression: settings.isRegression)
      if path == nil {
        table = found.table
        if let table { reader.channels = .named(table) }
        try problem.checkTest(reader, labels: cases.labels)
      }
      return LabelledSource(
        cases: cases, sources: [found.source], notes: found.notes)
    }
  }
}

extension TextClassifierFile {
  /// Trains a text classifier with the recommended settings, in memory unless a folder is given.
  ///
  ///     let cases = LabelledText(texts: ["Lovely!", "Dreadful."], labels: ["good", "bad"])
  ///     let model = try TextClassifierFile.train(on: cases)
  ///
  /// - Parameters:
  ///   - cases: The labelled texts.
  ///   - settings: Settings of a new run; a resumed run keeps its own.
  ///   - limits: Limits of the run; by default a number of epochs that depends on the number of
  ///     cases.
  ///   - folder: Folder in which the run is saved, and from which it is resumed; nil to save
  ///     nothing.
  ///   - observer: Receives the events.
  /// - Returns: The best model.
  /// - Throws: As `ClassifierTraining` does.
  public static func train(
    on cases: LabelledText, _ settings: TextClassifierSettings = .recommended(),
    limits: RequestedLimits = RequestedLimits(), in folder: String? = nil,
    _ observer: SavedRun<ClassifierTask<TextClassifier>>.Observer = { _ in }
  ) throws -> TextClassifierFile {
    var request = RunRequest(folder: folder)
    (request.limits, request.start) = (limits, .resume)
    return try ClassifierTraining<TextClassifier>(on: .cases(cases), request, settings: settings)
      .run(observer).model
  }
}

extension SeriesClassifierFile {
  /// Trains a series classifier with the recommended settings, in memory unless a folder is given.
  ///
  /// - Parameters:
  ///   - problem: The training file and, if any, the test file.
  ///   - settings: Settings of a new run; a resumed run keeps its own.
  ///   - limits: Limits of the run; by default a number of epochs that depends on the number of
  ///     cases.
  ///   - folder: Folder in which the run is saved, and from which it is resumed; nil to save
  ///     nothing.
  ///   - observer: Receives the events.
  /// - Returns: The best model.
  /// - Throws: As `ClassifierTraining` does.
  public static func train(
    on problem: SeriesProblem, _ settings: SeriesClassifierSettings = .recommended(),
    limits: RequestedLimits = RequestedLimits(), in folder: String? = nil,
    _ observer: SavedRun<ClassifierTask<SeriesClassifier>>.Observer = { _ in }
  ) throws -> SeriesClassifierFile {
    var request = RunRequest(folder: folder)
    (request.limits, request.start) = (limits, .resume)
    return try ClassifierTraining<SeriesClassifier>(on: problem, request, settings: settings)
      .run(observer).model
  }
}
