import RondoData
public import RondoEngine
public import RondoModels

/// Trial runs before the one whose model is kept: which length of training, and which seed, is best.
///
/// With a validation part, each seed is trained once, and the best score counts. Without one, each is
/// trained on the other four of five stratified folds in turn, for each of a few lengths, which are
/// numbers of epochs, or of steps where the limits give these; the best mean over all cases counts.
/// The run itself is then the same as such a trial, or one on all cases; of an ensemble,
/// cross-validation trains the first member alone. Everything is a function of data and settings.
public struct ClassifierTrials<Model: ClassifierModel> {
  /// The cases of a run.
  public typealias Cases = LabelledCases<Model.Preparation.Case>

  /// What the trials decide.
  public struct Choice: Sendable, Hashable {
    /// The restart, from 0.
    public var restart: Int
    /// The number of epochs; nil where steps were compared, or where validation decides it anew in
    /// the run itself.
    public var epochs: Int?
    /// The number of steps, where the limits of the trials were steps.
    public var steps: Int?
    /// The objective that it had.
    public var objective: Double
  }

  /// The number of folds of cross-validation.
  public static var foldCount: Int { 5 }
  /// Below this number of cases there is no validation part, but cross-validation.
  public static var leastCases: Int { 200 }

  let settings: Model.Settings
  let origin: Model.Preparation.Origin?
  let limits: TrainingLimits
  let workers: Workers
  let isStopRequested: @Sendable () -> Bool

  /// Trials of a run with these settings, each of which begins with `origin`, where that is not nil,
  /// and ends at these limits at the latest.
  public init(
    _ settings: Model.Settings, origin: Model.Preparation.Origin? = nil, limits: TrainingLimits,
    workers: Workers = .single,
    isStopRequested: @escaping @Sendable () -> Bool = { false }
  ) {
    (self.settings, self.origin) = (settings, origin)
    (self.limits, self.workers) = (limits, workers)
    self.isStopRequested = isStopRequested
  }

  /// The best restart by a validation part; where a stop was asked for, of those before it, nil
  /// where there is none.
  ///
  /// - Parameters:
  ///   - training: What is trained on.
  ///   - validation: What is measured on.
  ///   - preparation: What makes numbers of the cases, if that was made before: all restarts share it.
  ///   - progress: Told of each restart before it.
  /// - Throws: `DivergenceError` where every one of them diverges.
  public func best(
    training: Cases, validation: Cases, preparation: Model.Preparation? = nil,
    progress: (_ restart: Int) -> Void
  ) throws(DivergenceError) -> Choice? {
    func trial(_ settings: Model.Settings) throws(DivergenceError) -> Trial? {
      let curve = try objectives(training, validation, preparation, settings, limits)
      return curve?.min().map { Trial(objective: $0) }
    }
    return try best(progress, trial)
  }

  private struct Trial {
    var objective: Double
    var length: Int?
  }

  /// The lengths that are tried, in epochs, or in steps where the limits say no epochs: all, half and
  /// a quarter, each with its own schedule.
  public var candidates: [Int] {
    let length = max(limits.epochs ?? limits.steps ?? 1, 1)
    return [length, length / 2, length / 4].filter { $0 > 0 }
  }

  private var areInSteps: Bool { limits.epochs == nil && limits.steps != nil }

  /// The best restart and length by cross-validation; where a stop was asked for, of what was tried
  /// before it, nil where that is nothing.
  ///
  /// - Parameters:
  ///   - cases: All cases.
  ///   - progress: Told of each run before it: its restart, and its number within that.
  /// - Throws: `DivergenceError` where every one of them diverges.
  public func best(
    crossValidating cases: Cases, progress: (_ restart: Int, _ run: Int) -> Void
  ) throws(DivergenceError) -> Choice? {
    let folds = StratifiedFolds(
      labels: cases.targets.strata, count: Self.foldCount, seed: settings.training.seed)
    func trial(_ settings: Model.Settings) throws(DivergenceError) -> Trial? {
      var least: Trial?
      var settings = settings
      settings.classifier.architecture.members = 1
      // The shortest first, so that there is a choice where time is over before the longest ends; of
      // equally good ones the longest counts.
      candidates: for (index, length) in candidates.reversed().enumerated() {
        var sum = 0.0
        for fold in 0..<folds.count where !folds.validation(fold).isEmpty {
          progress(settings.classifier.restart, index * folds.count + fold)
          let validation = cases.selecting(folds.validation(fold))
          let found = try objectives(
            cases.selecting(folds.training(fold)), validation, nil, settings,
            areInSteps ? TrainingLimits(steps: length) : TrainingLimits(epochs: length))
          guard let last = found?.last else { break candidates }
          sum += last * Double(validation.count)
        }
        let objective = sum / Double(cases.count)
        if objective < .infinity, objective <= least?.objective ?? .infinity {
          least = Trial(objective: objective, length: length)
        }
      }
      return least
    }
    return try best({ _ in }, trial)
  }

  private func best(
    _ begin: (Int) -> Void,
    _ trial: (Model.Settings) throws(DivergenceError) -> Trial?
  ) throws(DivergenceError) -> Choice? {
    var best: Choice?
    var divergence: DivergenceError?
    for restart in 0..<settings.classifier.restarts {
      begin(restart)
      var changed = settings
      changed.classifier.restart = restart
      do throws(DivergenceError) {
        guard let found = try trial(changed) else { break }
        if found.objective < best?.objective ?? .infinity {
          best = Choice(
            restart: restart, epochs: areInSteps ? nil : found.length,
            steps: areInSteps ? found.length : nil, objective: found.objective)
        }
      } catch {
        divergence = error
      }
    }
    if best == nil, let divergence { throw divergence }
    return best
  }

  /// The objective after each epoch of a run; nil where a stop was asked for.
  private func objectives(
    _ training: Cases, _ validation: Cases, _ preparation: Model.Preparation?,
    _ settings: Model.Settings, _ limits: TrainingLimits
  ) throws(DivergenceError) -> [Double]? {
    let parts = ClassifierRun<Model>(
      training: training, validation: validation, settings, origin: origin,
      preparation: preparation)
    let steps = limits.totalSteps(stepsPerEpoch: parts.task.stepsPerEpoch)
    let run = TrainingRun(
      Trainer(
        parts.model, parts.task, settings.classifier.restarted, totalSteps: steps,
        workers: workers),
      validation: parts.validation, limits: limits, isStopRequested: isStopRequested)
    var result: [Double] = []
    for report in run {
      switch report {
      case .progress: continue
      case .validation(let report):
        result.append(parts.validation?.objective(of: report.score) ?? report.score.objective)
      case .finished(let finished):
        if let divergence = finished.divergence { throw DivergenceError(divergence: divergence) }
        if finished.stoppedBy == .signal { return nil }
      }
    }
    return result
  }
}

/// What a run that trains a classifier consists of: the model, made for its training cases, what it is
/// trained on and what it is measured on.
public struct ClassifierRun<Model: ClassifierModel> {
  /// The cases of a run.
  public typealias Cases = LabelledCases<Model.Preparation.Case>

  /// What makes numbers of cases, made from the training cases alone.
  public let preparation: Model.Preparation
  /// The model before the first step.
  public let model: Model
  /// What it is trained for.
  public let task: ClassifierTask<Model>
  /// What it is measured on, if anything.
  public let validation: ClassifierValidation<Model>?

  /// The parts of a run.
  ///
  /// - Parameters:
  ///   - training: What is trained on.
  ///   - validation: What is measured on, if anything.
  ///   - settings: How the model is made and trained.
  ///   - origin: What training begins with, if it is not a new model.
  ///   - known: A preparation for the same training cases, where there is one already.
  public init(
    training: Cases, validation: Cases?, _ settings: Model.Settings,
    origin: Model.Preparation.Origin? = nil, preparation known: Model.Preparation? = nil
  ) {
    let classifier = settings.classifier
    let preparation =
      known
      ?? Model.Preparation(
        training.cases, targets: training.targets.space, truth: training.targets.labelIDs, settings,
        origin: origin)
    var architecture = classifier.architecture(
      preparation.input, outputs: preparation.targets.outputs)
    architecture.opinions = preparation.opinionCount
    self.preparation = preparation
    let seed = classifier.restarted.seed
    var ensemble = SequenceEnsemble<Float>(architecture, seed: seed)
    if let origin {
      for index in ensemble.members.indices {
        preparation.begin(
          &ensemble.members[index], with: origin,
          seed: SequenceEnsemble<Float>.seed(ofMember: index, seed))
      }
    }
    model = Model(ensemble)
    task = ClassifierTask(training, preparation, classifier)
    self.validation = validation.map {
      ClassifierValidation($0, preparation, criterion: classifier.criterion)
    }
  }
}
