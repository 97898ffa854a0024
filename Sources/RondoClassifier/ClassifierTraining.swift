public import RondoData
import RondoEngine
public import RondoFiles
public import RondoModels

/// The training of a classifier, as `rondo train` does it: reads and splits the cases, completes the
/// settings, tries lengths and seeds where that is needed, trains, validates and saves.
///
///     let reviews = try LabelledTextReader().read(["reviews.csv"])
///     var request = RunRequest(folder: "checkpoints/reviews")
///     let training = try ClassifierTraining<TextClassifier>(on: .cases(reviews), request)
///     let model = try training.run().model
///
/// Below 200 cases none is kept for validation, but the number of epochs is chosen by stratified
/// five-fold cross-validation, and one model trains on all. Not `Sendable`.
public final class ClassifierTraining<Model: TrainableClassifier> {
  /// A case.
  public typealias Case = Model.Preparation.Case
  /// What the networks are trained for.
  public typealias Task = ClassifierTask<Model>
  /// Labelled cases with the files that they were read from.
  typealias Data = LabelledSource<Case>
  /// Reads the training data (nil), or those at another path, whose labels must be these; stores in
  /// the settings what was recognized in the training data.
  typealias Reader = (
    _ settings: inout Model.Settings, _ path: String?, _ labels: [ClassLabel]?
  ) throws -> Data
  /// Measures a model on a test part; notes are for the user.
  typealias Test = (
    SavedModel<Model>, _ note: (Advice) throws -> Void
  ) throws -> ClassifierEvaluation

  /// The folder, limits and course of the run.
  public let run: SavedRun<Task>
  /// Everything that decides what the run computes, as far as it is known before trials.
  public private(set) var settings: Model.Settings
  /// The cases.
  public var cases: LabelledCases<Case> { data.cases }
  /// The files that they were read from.
  public var sources: [DataSource] { data.sources }
  /// What the user should know of how the data were read and of what was chosen for them.
  public let notes: [Advice]
  /// The training part.
  public let trainingCases: LabelledCases<Case>
  /// The validation part; nil where there is none.
  public let validationCases: LabelledCases<Case>?
  /// Whether the number of epochs is to be found by cross-validation.
  public let isCrossValidated: Bool

  private let data: Data
  /// What a new run begins with, if that is not a new model.
  let origin: Model.Preparation.Origin?
  /// Measures the best model on a test part at the end.
  private let test: Test?
  /// What the page of the run says of a model.
  private let subject: (SavedModel<Model>) -> ReportSubject

  /// Checks everything that can be checked before anything is written.
  ///
  /// - Parameters:
  ///   - request: The folder, the limits, and whether a run is resumed.
  ///   - settings: The settings of a new run; a resumed run keeps its own.
  ///   - chosen: Settings that replace those, and that a resumed run must have.
  ///   - origin: What a new run begins with, if that is not a new model, and the hash of its file.
  ///   - validation: Where the data for validation are; nil for a part of the training data.
  ///   - test: Measures the best model on a test part at the end.
  ///   - subject: What the page of the run says of a model.
  ///   - read: Reads data.
  init(
    _ request: RunRequest, settings: Model.Settings, chosen: [ChosenSetting<Model.Settings>],
    origin: (model: Model.Preparation.Origin, hash: String)?, validation: String?,
    test: Test? = nil, subject: @escaping (SavedModel<Model>) -> ReportSubject, _ read: Reader
  ) throws {
    run = try SavedRun(request)
    (self.test, self.subject) = (test, subject)
    let isNew = run.stored == nil
    self.origin = isNew ? origin?.model : nil
    var settings = try run.settings(
      settings, chosen: chosen, startingFrom: origin?.hash, stored: \.classifier.startedFrom)
    var found = settings
    let data = try read(&found, nil, nil)
    self.data = data
    if isNew { settings = found }
    try run.checkUnchanged(data.sources)
    let path = validation ?? settings.classifier.validationSources.first?.path
    found = settings
    let other = try path.map { try read(&found, $0, data.cases.labels) }
    if isNew {
      settings.classifier.validationSources = other?.sources ?? []
    } else if let other, other.sources != settings.classifier.validationSources {
      throw DataError.changed(path: other.sources[0].path, reason: "other validation data")
    }
    if let other { try data.cases.requireSameChannels(other.cases, path ?? "-") }
    (trainingCases, validationCases) = Self.parts(data.cases, other?.cases, settings.classifier)
    let strata = data.cases.targets.strata
    isCrossValidated =
      other == nil && strata.count < ClassifierTrials<Model>.leastCases
      && settings.classifier.validationFraction > 0
      && Set(strata).count < strata.count  // a label's only case is never validated on
    var notes = data.notes + (other?.notes ?? [])
    if isNew {
      notes += try Model.complete(
        &settings, for: data.cases, training: trainingCases, isValidated: validationCases != nil)
    }
    if let note = Self.labelNote(data.cases) { notes.append(note) }
    (self.settings, self.notes) = (settings, notes)
    try settings.check(
      isValidated: validationCases != nil, isCrossValidated: isCrossValidated)
  }

  /// The training and the validation part.
  private static func parts(
    _ cases: LabelledCases<Case>, _ separate: LabelledCases<Case>?, _ settings: ClassifierSettings
  ) -> (LabelledCases<Case>, LabelledCases<Case>?) {
    if let separate { return (cases, separate) }
    guard cases.count >= ClassifierTrials<Model>.leastCases else { return (cases, nil) }
    let split = StratifiedSplit(
      labels: cases.targets.strata, fraction: settings.validationFraction,
      seed: settings.training.seed)
    guard !split.validation.isEmpty else { return (cases, nil) }
    return (cases.selecting(split.training), cases.selecting(split.validation))
  }

  /// A warning where most of ten cases or more have a label of their own; else nil.
  private static func labelNote(_ cases: LabelledCases<Case>) -> Advice? {
    let (count, labels) = (cases.count, cases.labels.count)
    guard count >= 10, !cases.targets.isMultiLabel, 2 * labels > count else { return nil }
    return
      "most cases have a label of their own (\(labels.withThousandsSeparators) labels, \(count.withThousandsSeparators) cases): if these are not the labels, \(Model.labelAdvice)"
  }

  /// Trains until a limit is reached or a stop is requested.
  ///
  /// - Parameter observer: Receives the events.
  /// - Returns: How the run ended, with its best model.
  /// - Throws: `DivergenceError`; `CheckpointError` where the folder cannot be written;
  ///   `SettingsError` where the machine cannot hold the model.
  @discardableResult
  public func run(
    _ observer: SavedRun<Task>.Observer = { _ in }
  ) throws -> RunOutcome<Model> {
    try checkMemory()
    try observer(.status(.preparing(cases: trainingCases.count)))
    var made = makeRun(run.stored?.model.preparation)
    try run.open(observer)
    if run.stored == nil, run.request.measuresBaselines, let validationCases {
      let prior = PriorScore(training: trainingCases, validation: validationCases)
      try run.record(RunEntry("baseline", prior), observer)
    }
    if let origin {
      for note in Model.notes(on: made.preparation, startingFrom: origin) {
        try observer(.note(note))
      }
    }
    try noteTruncation(made.preparation, observer)
    let cost = try run.cost(parts(made), observer)
    var limits = try run.chooseLimits(
      limitDefaults, stepsPerEpoch: made.task.stepsPerEpoch, cost, observer)
    if run.stored == nil {
      switch try runTrials(made, limits, observer) {
      case .none: break
      case .stopped:
        return RunOutcome(
          end: .stoppedBeforeTraining,
          model: SavedModel(
            model: made.model, preparation: made.preparation, settings: settings,
            data: data.sources, split: split))
      case .choice(let choice):
        settings.classifier.restart = choice.restart
        if let length = choice.length {
          limits.limits = length
          if let cost { run.plan(&limits, cost, stepsPerEpoch: made.task.stepsPerEpoch) }
        }
        made = makeRun(made.preparation)
      }
    }
    try run.announce(limits, repeatsSchedule: isCrossValidated, observer)
    let outcome = try run.train(parts(made), limits, cost, hooks, observer)
    if case .finished(let report) = outcome.end, report.stoppedBy != .signal, let test {
      let found = try test(outcome.model) { try observer(.note($0)) }
      try run.record(RunEntry("evaluation", found), observer)
    }
    return outcome
  }

  private var split: DataSplit {
    DataSplit(training: trainingCases.count, validation: validationCases?.count ?? 0)
  }

  private func parts(_ made: ClassifierRun<Model>) -> RunParts<Task> {
    var parts = RunParts<Task>(
      made.model, made.task, validation: made.validation, settings: settings,
      preparation: made.preparation, data: data.sources, split: split)
    parts.configuration = settings.classifier.restarted
    return parts
  }

  /// At the run's end the best model's errors on the validation part are logged; none where there is
  /// no such part, or a stop was requested.
  private var hooks: RunHooks<Task> {
    var hooks = RunHooks<Task>()
    hooks.entry = { report, run in
      guard case .finished(let finished) = report, finished.stoppedBy != .signal,
        finished.divergence == nil, let best = run.best, let validation = run.validation,
        let errors = ValidationErrors(
          of: run.bestModel, on: validation, step: best.step,
          tape: Tape(workers: run.trainer.workers))
      else { return nil }
      return try RunEntry("errors", errors)
    }
    hooks.writePage = { [self] in try page(of: $0).write() }
    hooks.updatePage = { [self] in try page(of: $0).update() }
    hooks.endEvent = "errors"
    return hooks
  }

  private func page(of folder: RunFolder) throws -> RunReport {
    try RunReport(of: folder, subject(try SavedModel<Model>.load(folder.modelPath).model))
  }

  /// Reports how many cases are longer than what the networks read of one.
  private func noteTruncation(
    _ preparation: Model.Preparation, _ observer: SavedRun<Task>.Observer
  ) throws {
    let count = data.cases.cases.count { preparation.truncates($0) }
    guard count > 0 else { return }
    let limit = TextPreparation.stepLimit.withThousandsSeparators
    try observer(
      .note(
        "\(count.withThousandsSeparators) of the cases \(count == 1 ? "is" : "are") longer than the \(limit) time steps that the networks read: the rest of them is ignored"
      ))
  }

  /// What converts cases to numbers depends on the cases alone: it is made once.
  private func makeRun(_ preparation: Model.Preparation?) -> ClassifierRun<Model> {
    ClassifierRun(
      training: trainingCases, validation: validationCases, settings, origin: origin,
      preparation: preparation)
  }

  /// Refuses a network that this machine cannot hold: the recurrent layers alone, with their
  /// gradients, two numbers of the optimizer, and all that once more in files.
  private func checkMemory() throws(SettingsError) {
    let architecture = settings.classifier.architecture(
      .vectors(size: 1), outputs: data.cases.targets.space.outputs)
    try MemoryNeed.check(
      bytes: 4 * 8 * architecture.parameterCount, parameters: architecture.parameterCount,
      remedy: "\(.hiddenSize) or \(.layers)")
  }

  private var limitDefaults: LimitDefaults {
    let epochs = Model.defaultEpochs(cases: data.cases.count)
    return LimitDefaults(
      epochs: epochs, patience: max(5, Int(Double(epochs) * Model.defaultPatience)),
      factor: trialCost)
  }
}

/// Labelled cases with the files that they were read from, and notes on how they were read.
struct LabelledSource<Case: Sendable> {
  /// The labelled cases.
  var cases: LabelledCases<Case>
  /// The files.
  var sources: [DataSource]
  /// What the user should know of how they were read.
  var notes: [Advice]
}
