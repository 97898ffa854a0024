public import RondoData
import RondoEngine
public import RondoFiles
public import RondoModels

/// Training of a classifier, as `rondo train` does it: reads and splits the cases, completes the
/// settings, tries lengths and seeds if necessary, trains, validates and saves.
///
///     let reviews = try LabelledTextReader().read(["reviews.csv"])
///     let request = RunRequest(folder: "checkpoints/reviews")
///     let training = try ClassifierTraining<TextClassifier>(on: .cases(reviews), request)
///     let model = try training.run().model
///
/// With fewer than 200 cases there is no validation part: the number of epochs is chosen by
/// stratified five-fold cross-validation, and one model is trained on all cases. For series and
/// networks with convolutions that is so with fewer than 500 cases; cross-validation then estimates
/// the accuracy and chooses the weights of other methods. Not `Sendable`.
public final class ClassifierTraining<Model: TrainableClassifier> {
  /// Type of a case.
  public typealias Case = Model.Preparation.Case
  /// Training task of the networks.
  public typealias Task = ClassifierTask<Model>
  /// Labelled cases with their files.
  typealias Data = LabelledSource<Case>
  /// Reads the training data (path nil), or other data, whose labels must be among those given;
  /// stores in the settings what was detected in the training data.
  typealias Reader = (
    _ settings: inout Model.Settings, _ path: String?, _ labels: [ClassLabel]?
  ) throws -> Data
  /// Evaluates a model on a test part; notes are for the user.
  typealias Test = (
    SavedModel<Model>, _ note: (Advice) throws -> Void
  ) throws -> ClassifierEvaluation

  /// Folder, limits and course of the run.
  public let run: SavedRun<Task>
  /// Settings of the run, which determine what it computes; trials may complete them.
  public private(set) var settings: Model.Settings
  /// Labelled cases.
  public var cases: LabelledCases<Case> { data.cases }
  /// Files of the cases.
  public var sources: [DataSource] { data.sources }
  /// Notes for the user on how the data were read and on automatic settings.
  public let notes: [Advice]
  /// Training part.
  public let trainingCases: LabelledCases<Case>
  /// Validation part; nil if there is none.
  public let validationCases: LabelledCases<Case>?
  /// True if the number of epochs is chosen by cross-validation.
  public let isCrossValidated: Bool

  private let data: Data
  /// Model from which a new run starts; nil for a new model.
  let origin: Model.Preparation.Origin?
  /// Evaluates the best model on a test part at the end.
  private let test: Test?
  /// Describes a model for the report of the run.
  private let subject: (SavedModel<Model>) -> ReportSubject

  /// Checks everything that can be checked before anything is written.
  ///
  /// - Parameters:
  ///   - request: Folder and limits, and whether a run is resumed.
  ///   - settings: Settings of a new run; a resumed run keeps its own.
  ///   - chosen: Chosen settings, which replace those of `settings` and must agree with a resumed
  ///     run.
  ///   - origin: Model from which a new run starts, and the hash of its file; nil for a new model.
  ///   - validation: Path of the validation data; nil for a part of the training data.
  ///   - test: Evaluates the best model on a test part at the end.
  ///   - subject: Describes a model for the report of the run.
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
      throw DataError.changed(path: other.sources[0].path, reason: "different validation data")
    }
    if let other { try data.cases.requireSameChannels(other.cases, path ?? "-") }
    let least = Model.leastValidatedCases(settings)
    (trainingCases, validationCases) = Self.parts(
      data.cases, other?.cases, settings.classifier, validatedFrom: least)
    let strata = data.cases.targets.strata
    isCrossValidated =
      other == nil && strata.count < least
      && settings.classifier.validationFraction > 0
      && Set(strata).count < strata.count  // the only case of a label is never used for validation
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

  /// Divides the cases into training and validation parts.
  private static func parts(
    _ cases: LabelledCases<Case>, _ separate: LabelledCases<Case>?, _ settings: ClassifierSettings,
    validatedFrom least: Int
  ) -> (LabelledCases<Case>, LabelledCases<Case>?) {
    if let separate { return (cases, separate) }
    guard cases.count >= least else { return (cases, nil) }
    let split = StratifiedSplit(
      labels: cases.targets.strata, fraction: settings.validationFraction,
      seed: settings.training.seed)
    guard !split.validation.isEmpty else { return (cases, nil) }
    return (cases.selecting(split.training), cases.selecting(split.validation))
  }

  /// Warns if there are ten cases or more and most of them have unique labels; else nil.
  private static func labelNote(_ cases: LabelledCases<Case>) -> Advice? {
    let (count, labels) = (cases.count, cases.labels.count)
    guard count >= 10, !cases.targets.isMultiLabel, 2 * labels > count else { return nil }
    return
      "most cases have a unique label (\(labels.withThousandsSeparators) labels, \(count.withThousandsSeparators) cases): if these are not the labels, \(Model.labelAdvice)"
  }

  /// Trains until a limit is reached or a stop is requested.
  ///
  /// - Parameter observer: Receives the events.
  /// - Returns: The end of the run, with its best model.
  /// - Throws: `DivergenceError`; `CheckpointError` if the folder cannot be written;
  ///   `SettingsError` if the machine has too little memory for the model.
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
        return RunOutcome(end: .stoppedBeforeTraining, model: savedModel(made))
      case .choice(let choice): use(choice, in: &made, &limits, cost)
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

  /// Logs the best model's errors on the validation part at the end of the run, unless there is no
  /// such part or a stop was requested.
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

  /// Notes how many cases are longer than the networks read.
  private func noteTruncation(
    _ preparation: Model.Preparation, _ observer: SavedRun<Task>.Observer
  ) throws {
    let count = data.cases.cases.count { preparation.truncates($0) }
    guard count > 0 else { return }
    let limit = TextPreparation.stepLimit.withThousandsSeparators
    try observer(
      .note(
        "\(count.withThousandsSeparators) of the cases \(count == 1 ? "is" : "are") longer than the \(limit) time steps that the networks read; the rest is ignored"
      ))
  }

  /// Starts the run with the seed, the length and the weights of the methods that trials have chosen.
  private func use(
    _ choice: ClassifierTrials<Model>.Choice, in made: inout ClassifierRun<Model>,
    _ limits: inout RunLimits, _ cost: RunCost?
  ) {
    settings.classifier.restart = choice.restart
    if let length = choice.length {
      limits.limits = length
      if let cost { run.plan(&limits, cost, stepsPerEpoch: made.task.stepsPerEpoch) }
    }
    made = ClassifierRun(restarting: made, settings, origin: origin)
    combine(&made, choice.heldOutLogits)
  }

  private func savedModel(_ made: ClassifierRun<Model>) -> SavedModel<Model> {
    SavedModel(
      model: made.model, preparation: made.preparation, settings: settings, data: data.sources,
      split: split)
  }

  /// Creates the parts of a run; the preparation depends on the cases alone, so it is created once.
  private func makeRun(_ preparation: Model.Preparation?) -> ClassifierRun<Model> {
    ClassifierRun(
      training: trainingCases, validation: validationCases, settings, origin: origin,
      preparation: preparation, workers: run.request.workers)
  }

  /// Throws if this machine has too little memory for the network: counts only the recurrent layers
  /// with gradients and two slots of the optimizer, all twice because of files.
  private func checkMemory() throws(SettingsError) {
    let architecture = settings.classifier.architecture(
      .vectors(size: 1), outputs: data.cases.targets.space.outputs)
    try MemoryNeed.check(
      bytes: 4 * 8 * architecture.parameterCount, parameters: architecture.parameterCount,
      remedy: "\(.hiddenSize) or \(.layers)")
  }

  private var limitDefaults: LimitDefaults {
    let epochs = settings.classifier.epochs(of: Model.defaultEpochs(cases: data.cases.count))
    return LimitDefaults(
      epochs: epochs, patience: max(5, Int(Double(epochs) * Model.defaultPatience)),
      factor: trialCost)
  }
}

/// Labelled cases with their files, and notes on how they were read.
struct LabelledSource<Case: Sendable> {
  /// Labelled cases.
  var cases: LabelledCases<Case>
  /// Files.
  var sources: [DataSource]
  /// Notes for the user on how they were read.
  var notes: [Advice]
}
