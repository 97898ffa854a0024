import ArgumentParser
import Rondo

/// What a classifier's data were read from.
struct ClassifierSource<Case: Sendable> {
  /// The labelled cases.
  var cases: LabelledCases<Case>
  /// The files.
  var sources: [DataSource]
  /// What the user should hear about how they were read.
  var notes: [String]
}

/// What `rondo train text-classifier` and `series-classifier` do, in order: read, split, try what has
/// to be tried, train, save.
struct ClassifierSession<Model: CommandClassifier> {
  typealias Case = Model.Preparation.Case
  typealias Task = ClassifierTask<Model>

  /// Reads the data of a run, or those at another path, whose labels must be these; stores in the
  /// settings what was found out about a run's data.
  typealias Reader = (
    _ settings: inout Model.Settings, _ path: String?, _ labels: [ClassLabel]?
  ) throws -> ClassifierSource<Case>

  let display: TrainingDisplay
  let session: RunSession<Task>
  private(set) var settings: Model.Settings
  let data: ClassifierSource<Case>
  /// What a new run begins with, if it is not a new model.
  let origin: Model.Preparation.Origin?
  /// The cases of `--validation`.
  let separate: LabelledCases<Case>?

  /// Checks what can be checked before anything is written: options, folder, data.
  init(
    _ options: RunOptions, folder: String, chosen: ChosenOptions<Model.Settings>,
    usual: Model.Settings, origin: (model: Model.Preparation.Origin, hash: String)? = nil,
    validation given: String?, _ read: Reader
  ) throws {
    display = TrainingDisplay(options.output)
    session = try RunSession(options, folder: folder, display)
    if let stored = session.stored {
      let began = stored.state.settings.classifier.startedFrom
      try chosen.checkEquality(
        with: stored.state.settings,
        [nil, began].contains(origin?.hash) ? [] : [OriginOptions.difference])
    }
    self.origin = session.stored == nil ? origin?.model : nil
    var settings = session.stored?.state.settings ?? chosen.applied(to: usual)
    var found = settings
    let data = try read(&found, nil, nil)
    if session.stored == nil { settings = found }
    try session.checkUnchanged(data.sources)
    let path = given ?? settings.classifier.validationSources.first?.path
    found = settings
    let validation = try path.map { try read(&found, $0, data.cases.labels) }
    if session.stored == nil {
      settings.classifier.validationSources = validation?.sources ?? []
    } else if let validation, validation.sources != settings.classifier.validationSources {
      throw DataError.changed(
        path: validation.sources[0].path, reason: "other validation data")
    }
    (self.settings, self.data, separate) = (settings, data, validation?.cases)
    if let separate { try data.cases.requireSameChannels(separate, path ?? "-") }
    let (training, validated) = parts
    var notes = validation?.notes ?? []
    if session.stored == nil {
      notes += try Model.complete(
        &self.settings, for: data.cases, training: training, isValidated: validated != nil)
    }
    let checked = (settings: self.settings.classifier, isCrossValidated: isCrossValidated)
    try checkingUsage {
      try checked.settings.check(
        isValidated: validated != nil, isCrossValidated: checked.isCrossValidated)
    }
    describe(notes)
  }

  private func describe(_ notes: [String]) {
    for note in data.notes + notes + [labelNote].compactMap(\.self) { display.note(note) }
    let name = data.sources.count == 1 ? data.sources[0].path : "\(data.sources.count) files"
    let (training, validation) = parts
    let labels = data.cases.labels
    let kept =
      validation.map { "\($0.count.withThousandsSeparators) to validate on" }
      ?? (isCrossValidated ? "the number of epochs by cross-validation" : "none to validate on")
    display.describe([
      ("data", name + ", " + Set(data.sources.map(\.encoding)).sorted().joined(separator: ", ")),
      (
        "cases",
        "\(training.count.withThousandsSeparators) to train on, \(kept); "
          + (labels.isEmpty ? "numbers" : labels.count.counted("label"))
          + (data.cases.targets.isMultiLabel ? ", any number of them a case" : "")
      ),
    ])
    display.describe(Model.rows(for: data.cases))
  }

  /// What should be known where most of ten cases or more have a label of their own; else nil.
  private var labelNote: String? {
    let (count, labels) = (data.cases.count, data.cases.labels.count)
    guard count >= 10, !data.cases.targets.isMultiLabel, 2 * labels > count else { return nil }
    return
      "most cases have a label of their own (\(labels.withThousandsSeparators) labels, \(count.withThousandsSeparators) cases): "
      + "if these are not the labels, \(Model.labelAdvice)"
  }

  /// The training and the validation part.
  private var parts: (LabelledCases<Case>, LabelledCases<Case>?) {
    if let separate { return (data.cases, separate) }
    let classifier = settings.classifier
    guard data.cases.count >= ClassifierTrials<Model>.leastCases else { return (data.cases, nil) }
    let split = StratifiedSplit(
      labels: data.cases.targets.strata, fraction: classifier.validationFraction,
      seed: classifier.training.seed)
    guard !split.validation.isEmpty else { return (data.cases, nil) }
    return (data.cases.selecting(split.training), data.cases.selecting(split.validation))
  }

  /// Whether the number of epochs is to be found by cross-validation.
  private var isCrossValidated: Bool {
    let strata = data.cases.targets.strata
    return separate == nil && strata.count < ClassifierTrials<Model>.leastCases
      && settings.classifier.validationFraction > 0
      && Set(strata).count < strata.count  // a label's only case is never validated on
  }

  /// The run's folder.
  var folder: String { session.folder.path }

  /// Trains until a limit is reached or a signal comes.
  mutating func run() throws {
    let (training, validation) = parts
    try checkMemory()
    display.status("preparing \(training.count.withThousandsSeparators) cases")
    var made = makeRun(training, validation, session.stored?.model.preparation)
    let log = try session.begin()
    if session.stored == nil, !session.options.noBaseline, let validation {
      try report(PriorScore(training: training, validation: validation), log)
    }
    if let origin {
      for note in Model.notes(on: made.preparation, beginningWith: origin) { display.note(note) }
    }
    noteTruncation(made.preparation)
    let cost = try session.cost(
      made.model, made.task, made.validation, settings.classifier.restarted
    ) {
      let limits = RunLimits(TrainingLimits(epochs: 1))
      let trial = try session.makeRun(
        made.model, made.task, validation: made.validation, settings.classifier.restarted, limits,
        nil)
      try recorder(limits, made).rehearseSave(trial)
    }
    var limits = limits(of: made, cost)
    if session.stored == nil, let choice = try tryOut(made, training, validation, limits, log) {
      settings.classifier.restart = choice.restart
      if let length = choice.length {
        limits.limits = length
        if let cost { session.plan(&limits, cost, stepsPerEpoch: made.task.stepsPerEpoch) }
      }
      made = makeRun(training, validation, made.preparation)
    }
    let repetition = limits.limits.steps.map { " --schedule-steps \($0)" } ?? ""
    try session.announce(limits, repetition: isCrossValidated ? repetition : "", log)
    let run = try session.makeRun(
      made.model, made.task, validation: made.validation, settings.classifier.restarted, limits,
      cost)
    let progress = ClassifierProgress(run, session.folder, display)
    try session.train(
      run, recorder(limits, made), log, extraLine: { try progress.errorLine(after: $0) },
      afterReport: { try progress.show(after: $0) })
  }

  private func recorder(_ limits: RunLimits, _ made: ClassifierRun<Model>) -> RunRecorder<Task> {
    let (training, validation) = parts
    return RunRecorder(
      folder: session.folder, settings: settings, limits: limits, data: data.sources,
      preparation: made.preparation,
      split: DataSplit(training: training.count, validation: validation?.count ?? 0))
  }

  /// Says how many cases are longer than what the networks read of one.
  private func noteTruncation(_ preparation: Model.Preparation) {
    let count = data.cases.cases.count { preparation.truncates($0) }
    guard count > 0 else { return }
    display.note(
      "\(count.withThousandsSeparators) of the cases \(count == 1 ? "is" : "are") longer than the "
        + "\(TextPreparation.stepLimit.withThousandsSeparators) time steps that the networks read: the rest of them is "
        + "ignored")
  }

  /// What makes numbers of the cases depends on them alone: it is made once.
  private func makeRun(
    _ training: LabelledCases<Case>, _ validation: LabelledCases<Case>?,
    _ preparation: Model.Preparation?
  ) -> ClassifierRun<Model> {
    ClassifierRun(
      training: training, validation: validation, settings, origin: origin,
      preparation: preparation)
  }

  /// Refuses a network that this machine cannot hold, before anything is written: the recurrent layers
  /// alone, with their gradients, two numbers of the optimizer, and all that once more in files.
  private func checkMemory() throws {
    let architecture = settings.classifier.architecture(
      .vectors(size: 1), outputs: data.cases.targets.space.outputs)
    let bytes = 4 * 8 * architecture.parameterCount
    guard bytes <= Machine.memory else {
      let gibibyte = Double(1 << 30)
      throw ValidationError(
        "training a model of \((architecture.parameterCount / 1e6).fixed(0)) million parameters "
          + "takes about \((bytes / gibibyte).fixed(0)) GiB of memory, and this machine has "
          + "\((Machine.memory / gibibyte).fixed(0)): choose a smaller --hidden-size or --layers")
    }
  }

  private func report(_ prior: PriorScore, _ log: borrowing RunLog) throws {
    let line = try ReportLine.line("baseline", prior)
    try log.append(line)
    display.show("baseline", "\(Task.summary(of: prior.score))  \(prior.method)", line)
  }

  /// Adds a line to the run's log after its end.
  func append(_ line: String) throws { try session.folder.log().append(line) }

  private func limits(of made: ClassifierRun<Model>, _ cost: RunCost?) -> RunLimits {
    let epochs = Model.usualEpochs(cases: data.cases.count)
    return session.chooseLimits(
      epochs: epochs, stepsPerEpoch: made.task.stepsPerEpoch,
      usualPatience: max(5, Int(Double(epochs) * Model.usualPatience)), cost, factor: trialCost)
  }

  /// How long trials and the run take together, in runs.
  private var trialCost: Double {
    let restarts = settings.classifier.restarts
    if isCrossValidated {
      // A schedule of a given length leaves nothing to try but seeds.
      if session.options.scheduleSteps != nil && restarts == 1 { return 1 }
      return 1 + 1.75 * Double(restarts * (ClassifierTrials<Model>.foldCount - 1))
        / Double(settings.classifier.architecture.members.rawValue)
    }
    return restarts > 1 ? Double(restarts + 1) : 1
  }

  /// What trial runs find; nil where none are needed, or the time is over before one has ended.
  private func tryOut(
    _ made: ClassifierRun<Model>, _ training: LabelledCases<Case>,
    _ validation: LabelledCases<Case>?, _ limits: RunLimits, _ log: borrowing RunLog
  ) throws -> ClassifierTrials<Model>.Choice? {
    let restarts = settings.classifier.restarts
    let isOver = trialsAreOver
    let trials = ClassifierTrials<Model>(
      settings, origin: origin, limits: lengthLimits(limits, made),
      workers: session.options.threads.workers,
      isStopRequested: { Interrupts.isRequested || isOver() })
    let isLengthGiven = limits.scheduleSteps != nil || trials.candidates.count == 1
    let start = ContinuousClock.now
    let choice: ClassifierTrials<Model>.Choice?
    if isCrossValidated, restarts > 1 || !isLengthGiven {
      choice = try trials.best(crossValidating: training) { restart, run in
        let count = ClassifierTrials<Model>.foldCount * trials.candidates.count
        let seed = restarts > 1 ? "seed \(restart + 1) of \(restarts), " : ""
        display.status("cross-validation: \(seed)run \(run + 1) of \(count)")
      }
    } else if restarts > 1, let validation {
      choice = try trials.best(
        training: training, validation: validation, preparation: made.preparation
      ) { restart in
        display.status("seed \(restart + 1) of \(restarts)")
      }
    } else {
      return nil
    }
    if Interrupts.isRequested {
      display.note("stopped during trials, before training began: --resume begins again")
      throw EarlyEnd(status: Interrupts.status ?? .interrupted)
    }
    if isOver() { display.note("the time for trials was over before all of them had ended") }
    guard let choice else { return nil }
    try report(choice, seconds: (ContinuousClock.now - start) / .seconds(1), log)
    return choice
  }

  /// Whether trials have used three fifths of the time that was left at their start.
  private var trialsAreOver: @Sendable () -> Bool {
    guard let timeLimit = session.timeLimit else { return { false } }
    let reserve = max(timeLimit.secondsLeft, 0) * 2 / 5
    return { timeLimit.secondsLeft <= reserve }
  }

  /// The length of a whole run for trials: in epochs, unless a number of steps comes first.
  private func lengthLimits(_ limits: RunLimits, _ made: ClassifierRun<Model>) -> TrainingLimits {
    let inEpochs = TrainingLimits(epochs: limits.limits.epochs)
    let perEpoch = made.task.stepsPerEpoch
    guard let steps = limits.limits.steps, steps < inEpochs.totalSteps(stepsPerEpoch: perEpoch)
    else {
      return inEpochs
    }
    return TrainingLimits(steps: steps, patience: limits.limits.patience)
  }

  private func report(
    _ choice: ClassifierTrials<Model>.Choice, seconds: Double, _ log: borrowing RunLog
  ) throws {
    let seed = settings.classifier.training.seed &+ UInt64(choice.restart)
    let line = try ReportLine.line(
      "trials",
      TrialsEvent(
        epochs: choice.epochs, steps: choice.steps, seed: seed, objective: choice.objective,
        seconds: seconds))
    try log.append(line)
    let length =
      choice.epochs.map { $0.counted("epoch") } ?? choice.steps.map { $0.counted("step") }
    let seeds = settings.classifier.restarts > 1 ? "seed \(seed)" : nil
    display.show(
      "trials",
      "\([length, seeds].compactMap { $0 }.joined(separator: ", ")): "
        + "objective \(choice.objective.fixed(4))", line)
  }
}

extension ClassifierTrials.Choice {
  /// The length of the run as its limits; nil where validation decides it.
  fileprivate var length: TrainingLimits? {
    epochs.map { TrainingLimits(epochs: $0) } ?? steps.map { TrainingLimits(steps: $0) }
  }
}

/// What trial runs decided: the event `trials`.
private struct TrialsEvent: Encodable {
  let epochs: Int?
  let steps: Int?
  let seed: UInt64
  let objective: Double
  /// How long they took.
  let seconds: Double
}

/// What a classifier's run tells beside its reports: which mistakes its best model makes at the end,
/// and the page that reports the run.
final class ClassifierProgress<Model: CommandClassifier> {
  private let run: TrainingRun<ClassifierTask<Model>>
  private let page: RunPage

  init(
    _ run: TrainingRun<ClassifierTask<Model>>, _ folder: RunFolder, _ display: TrainingDisplay
  ) {
    self.run = run
    page = RunPage(folder, display)
  }

  /// At the run's end, the best model's errors on the validation part as a line of the log; none
  /// where there is no such part, or whoever stopped the run waits.
  func errorLine(after report: TrainingReport<ClassifierScore>) throws -> String? {
    guard case .finished(let finished) = report, finished.stoppedBy != .signal,
      finished.divergence == nil, let best = run.best, let validation = run.validation,
      let errors = ValidationErrors(
        of: run.bestModel, on: validation, step: best.step, tape: Tape(workers: run.trainer.workers)
      )
    else { return nil }
    return try ReportLine.line("errors", errors)
  }

  /// Writes the page.
  func show(after report: TrainingReport<ClassifierScore>) throws {
    try page.update(after: report)
  }
}
