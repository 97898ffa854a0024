import RondoEngine
import RondoFiles
import RondoModels

extension ClassifierTraining {
  /// Result of trials.
  enum TrialResult {
    /// No trials were needed, or the time limit ended them before the first result.
    case none
    /// A stop was requested.
    case stopped
    /// Choice made by the trials.
    case choice(ClassifierTrials<Model>.Choice)
  }

  /// Cost of trials and run together, in multiples of the run. Trials train one network, which is
  /// assumed to gain nothing from several threads; the members of the run share them.
  var trialCost: Double {
    let restarts = settings.classifier.restarts
    let members = settings.classifier.architecture.members.rawValue
    let share = Double(min(run.request.workers.count, members)) / Double(members)
    if isCrossValidated {
      if !triesLengths(run.request.limits.scheduleSteps) && restarts == 1 { return 1 }
      let lengths = [1, 0.5, 0.25].prefix(Model.trialLengths(settings)).reduce(0, +)
      return 1 + lengths * Double(restarts * (ClassifierTrials<Model>.foldCount - 1)) * share
    }
    return restarts > 1 ? Double(restarts + 1) : 1
  }

  /// Runs the trials that cases and settings require.
  func runTrials(
    _ made: ClassifierRun<Model>, _ limits: RunLimits, _ observer: SavedRun<Task>.Observer
  ) throws -> TrialResult {
    let isOver = trialsAreOver
    let isStopRequested = run.request.isStopRequested
    let trials = ClassifierTrials<Model>(
      settings, origin: origin, limits: lengthLimits(limits, made), workers: run.request.workers,
      isStopRequested: { isStopRequested() || isOver() })
    let start = ContinuousClock.now
    guard let choice = try best(trials, made, limits, observer) else { return .none }
    if isStopRequested() {
      try observer(
        .note("stopped during trials, before training began: a resumed run starts with the trials"))
      return .stopped
    }
    if isOver() {
      try observer(.note("the time limit ended the trials before all were finished"))
    }
    guard let choice = choice.found else { return .none }
    let seconds = (ContinuousClock.now - start).inSeconds
    try run.record(
      RunEntry(
        "trials",
        TrialChoice(
          epochs: choice.epochs, steps: choice.steps,
          seed: settings.classifier.training.seed &+ UInt64(choice.restart),
          seeds: settings.classifier.restarts,
          objectiveIsLoss: settings.classifier.criterion == .loss && !cases.labels.isEmpty,
          objective: choice.objective, seconds: seconds)),
      observer)
    return .choice(choice)
  }

  private struct Trials { var found: ClassifierTrials<Model>.Choice? }

  /// Best of the trials; nil if none are needed.
  private func best(
    _ trials: ClassifierTrials<Model>, _ made: ClassifierRun<Model>, _ limits: RunLimits,
    _ observer: SavedRun<Task>.Observer
  ) throws -> Trials? {
    let restarts = settings.classifier.restarts
    var failure: (any Error)?
    func report(_ status: RunStatus) {
      do { try observer(.status(status)) } catch { failure = failure ?? error }
    }
    var result: Trials?
    let isChoice = trials.candidates.count > 1 || Model.trialLengths(settings) == 1
    if isCrossValidated, restarts > 1 || isChoice && triesLengths(limits.scheduleSteps) {
      let count = ClassifierTrials<Model>.foldCount * trials.candidates.count
      result = Trials(
        found: try trials.best(crossValidating: trainingCases) { restart, run in
          report(.crossValidation(run: run + 1, of: count, seed: restart + 1, seeds: restarts))
        })
    } else if restarts > 1, let validationCases {
      result = Trials(
        found: try trials.best(
          training: trainingCases, validation: validationCases, preparation: made.preparation
        ) { report(.trial(seed: $0 + 1, of: restarts)) })
    }
    if let failure { throw failure }
    return result
  }

  /// True if cross-validation tries lengths, or estimates the only one; its held-out predictions also
  /// weight the networks against other methods. A fixed length of the schedule leaves only seeds to
  /// try, as does a time limit where there is one length: a run of the steps that it planned then
  /// has the same result.
  private func triesLengths(_ scheduleSteps: Int?) -> Bool {
    scheduleSteps == nil && (Model.trialLengths(settings) > 1 || run.timeLimit == nil)
  }

  /// Weights the networks and other methods by their predictions for cases that they were not
  /// trained on, if those are known.
  func combine(_ made: inout ClassifierRun<Model>, _ logits: [Float]?) {
    guard let logits, let opinions = made.preparation.heldOutOpinions else { return }
    let classes = made.model.architecture.outputs
    let rows = opinions.indices.map { logits[$0 * classes..<($0 + 1) * classes] }
    let known = rows.indices.filter { rows[$0].allSatisfy(\.isFinite) }
    guard !known.isEmpty else { return }
    let truth = trainingCases.targets.labelIDs
    let found = StackingWeights(
      logits: known.flatMap { rows[$0] }, opinions: known.map { opinions[$0] },
      truth: known.map { truth[$0] }, classes: classes, center: made.preparation.usualWeights)
    made.model.ensemble.opinionWeights = StackingWeights.tensor(of: found.values)
  }

  /// True once trials have used three fifths of the time left at their start.
  private var trialsAreOver: @Sendable () -> Bool {
    guard let timeLimit = run.timeLimit else { return { false } }
    let reserve = max(timeLimit.secondsLeft, 0) * 2 / 5
    return { timeLimit.secondsLeft <= reserve }
  }

  /// Length of a whole run for trials: in epochs, unless a limit in steps comes first.
  private func lengthLimits(_ limits: RunLimits, _ made: ClassifierRun<Model>) -> TrainingLimits {
    let inEpochs = TrainingLimits(epochs: limits.limits.epochs)
    let perEpoch = made.task.stepsPerEpoch
    guard let steps = limits.limits.steps, steps < inEpochs.totalSteps(stepsPerEpoch: perEpoch)
    else { return inEpochs }
    return TrainingLimits(steps: steps, patience: limits.limits.patience)
  }
}

extension ClassifierTrials.Choice {
  /// Length of the run as limits; nil if validation decides it.
  var length: TrainingLimits? {
    epochs.map { TrainingLimits(epochs: $0) } ?? steps.map { TrainingLimits(steps: $0) }
  }
}

/// Result of trial runs; logged as the event `trials`.
///
/// `Sendable`.
public struct TrialChoice: Sendable, Hashable, Encodable {
  /// Best number of epochs, if epochs were compared.
  public var epochs: Int?
  /// Best number of steps, if steps were compared.
  public var steps: Int?
  /// Best seed.
  public var seed: UInt64
  /// Number of seeds tried.
  public var seeds: Int
  /// Whether the objective is the loss: the log-loss of labels.
  public var objectiveIsLoss: Bool
  /// Mean objective over all cases, or objective on the validation part.
  public var objective: Double
  /// Duration of the trials in seconds.
  public var seconds: Double

  private enum CodingKeys: String, CodingKey { case epochs, steps, seed, objective, seconds }
}
