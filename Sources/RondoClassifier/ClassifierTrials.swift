import RondoData
public import RondoEngine
public import RondoModels

/// Trial runs that choose the best length of training and the best seed before the actual run.
///
/// With a validation part, each seed is trained once, and the best score wins. Without one, each
/// seed is trained with each of a few lengths on four of five stratified folds in turn, and the
/// best mean over all cases wins; lengths are in epochs, or in steps if the limits are. The actual
/// run then equals such a trial, or is trained on all cases. Cross-validation trains only the first
/// member of an ensemble. The choice is a function of data and settings.
public struct ClassifierTrials<Model: ClassifierModel> {
  /// Cases of a run.
  public typealias Cases = LabelledCases<Model.Preparation.Case>

  /// Choice made by the trials.
  public struct Choice: Sendable, Hashable {
    /// Index of the restart, from 0.
    public var restart: Int
    /// Number of epochs; nil if steps were compared, or if validation decides in the run itself.
    public var epochs: Int?
    /// Number of steps, if steps were compared.
    public var steps: Int?
    /// Objective of this choice.
    public var objective: Double
    /// The networks' logits for each case by the run that was not trained on it, [N, K], NaN for a
    /// case that all runs were trained on; nil without cross-validation.
    public var heldOutLogits: [Float]?
  }

  /// Number of folds of cross-validation.
  public static var foldCount: Int { 5 }

  let settings: Model.Settings
  let origin: Model.Preparation.Origin?
  let limits: TrainingLimits
  let workers: Workers
  let isStopRequested: @Sendable () -> Bool

  /// Creates trials of a run with these settings, each of which starts from `origin`, if given, and
  /// ends at the limits at the latest.
  public init(
    _ settings: Model.Settings, origin: Model.Preparation.Origin? = nil, limits: TrainingLimits,
    workers: Workers = .single,
    isStopRequested: @escaping @Sendable () -> Bool = { false }
  ) {
    (self.settings, self.origin) = (settings, origin)
    (self.limits, self.workers) = (limits, workers)
    self.isStopRequested = isStopRequested
  }

  /// Finds the best restart with a validation part. After a request to stop, considers finished
  /// restarts only; nil if there are none.
  ///
  /// - Parameters:
  ///   - training: Training part.
  ///   - validation: Validation part.
  ///   - preparation: Existing preparation of the training cases, which all restarts share; nil to
  ///     create one.
  ///   - progress: Called before each restart.
  /// - Throws: `DivergenceError` if all of them diverge.
  public func best(
    training: Cases, validation: Cases, preparation: Model.Preparation? = nil,
    progress: (_ restart: Int) -> Void
  ) throws(DivergenceError) -> Choice? {
    let parts = ClassifierRun<Model>(
      training: training, validation: validation, settings, origin: origin,
      preparation: preparation)
    func trial(_ settings: Model.Settings) throws(DivergenceError) -> Trial? {
      let found = try objectives(parts, settings, limits)
      return found?.objectives.min().map { Trial(objective: $0) }
    }
    return try best(progress, trial)
  }

  private struct Trial {
    var objective: Double
    var length: Int?
    var heldOutLogits: [Float]?
  }

  /// Lengths to try, in epochs, or in steps if the limits have no epochs: the whole, half and a
  /// quarter, each with its own schedule.
  public var candidates: [Int] {
    let length = max(limits.epochs ?? limits.steps ?? 1, 1)
    return [length, length / 2, length / 4].prefix(Model.trialLengths(settings)).filter { $0 > 0 }
  }

  private var areInSteps: Bool { limits.epochs == nil && limits.steps != nil }

  /// Finds the best restart and length by cross-validation. After a request to stop, considers
  /// finished trials only; nil if there are none.
  ///
  /// - Parameters:
  ///   - cases: All cases.
  ///   - progress: Called before each run with its restart, and its index within that restart.
  /// - Throws: `DivergenceError` if all of them diverge.
  public func best(
    crossValidating cases: Cases, progress: (_ restart: Int, _ run: Int) -> Void
  ) throws(DivergenceError) -> Choice? {
    let folds = StratifiedFolds(
      labels: cases.targets.strata, count: Self.foldCount, seed: settings.training.seed)
    // Each fold is prepared once, when it is first used.
    var prepared: [Int: ClassifierRun<Model>] = [:]
    func parts(_ fold: Int, _ settings: Model.Settings) -> ClassifierRun<Model> {
      if let known = prepared[fold] { return known }
      let parts = ClassifierRun<Model>(
        training: cases.selecting(folds.training(fold)),
        validation: cases.selecting(folds.validation(fold)), settings, origin: origin)
      prepared[fold] = parts
      return parts
    }
    func trial(_ settings: Model.Settings) throws(DivergenceError) -> Trial? {
      var least: Trial?
      let settings = Model.trialSettings(settings)
      // The shortest first, so that there is a choice where time is over before the longest ends; of
      // equally good ones the longest counts.
      candidates: for (index, length) in candidates.reversed().enumerated() {
        var sum = 0.0
        var logits: [Float] = []
        for fold in 0..<folds.count where !folds.validation(fold).isEmpty {
          progress(settings.classifier.restart, index * folds.count + fold)
          let found = try objectives(
            parts(fold, settings), settings,
            areInSteps ? TrainingLimits(steps: length) : TrainingLimits(epochs: length))
          guard let found, let last = found.objectives.last else { break candidates }
          let own = folds.validation(fold)
          sum += last * Double(own.count)
          Self.place(found.logits, at: own, of: cases.count, in: &logits)
        }
        let objective = sum / Double(cases.count)
        if objective < .infinity, objective <= least?.objective ?? .infinity {
          least = Trial(objective: objective, length: length, heldOutLogits: logits)
        }
      }
      return least
    }
    return try best({ _ in }, trial)
  }

  /// Places the rows of some cases among those of all, which are NaN at first.
  private static func place(
    _ rows: [Float], at indices: [Int], of count: Int, in all: inout [Float]
  ) {
    let size = rows.count / indices.count
    if all.isEmpty { all = Array(repeating: .nan, count: count * size) }
    for (row, index) in indices.enumerated() {
      for k in 0..<size { all[index * size + k] = rows[row * size + k] }
    }
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
            steps: areInSteps ? found.length : nil, objective: found.objective,
            heldOutLogits: found.heldOutLogits)
        }
      } catch {
        divergence = error
      }
    }
    if best == nil, let divergence { throw divergence }
    return best
  }

  /// Objective after each epoch of a run, and the networks' logits for the validation part at its
  /// end; nil if a stop was requested.
  private func objectives(
    _ prepared: ClassifierRun<Model>, _ settings: Model.Settings, _ limits: TrainingLimits
  ) throws(DivergenceError) -> (objectives: [Double], logits: [Float])? {
    let parts = ClassifierRun<Model>(restarting: prepared, settings, origin: origin)
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
    return (result, parts.validation?.logits(of: run.trainer.model, on: run.trainer.tape) ?? [])
  }
}

/// Parts of a run that trains a classifier: the model, prepared for its training cases, its
/// training task and its validation data.
public struct ClassifierRun<Model: ClassifierModel> {
  /// Cases of a run.
  public typealias Cases = LabelledCases<Model.Preparation.Case>

  /// Preparation, made from the training cases alone.
  public let preparation: Model.Preparation
  /// Model before the first step.
  public internal(set) var model: Model
  /// Training task.
  public let task: ClassifierTask<Model>
  /// Validation data; nil for none.
  public let validation: ClassifierValidation<Model>?

  /// Creates the parts of a run.
  ///
  /// - Parameters:
  ///   - training: Training part.
  ///   - validation: Validation part; nil for none.
  ///   - settings: Settings of the run.
  ///   - origin: Model from which training starts; nil for a new model.
  ///   - known: Existing preparation for the same training cases, if any.
  ///   - workers: Threads that share the work.
  public init(
    training: Cases, validation: Cases?, _ settings: Model.Settings,
    origin: Model.Preparation.Origin? = nil, preparation known: Model.Preparation? = nil,
    workers: Workers = .single
  ) {
    let classifier = settings.classifier
    let preparation =
      known
      ?? Model.Preparation(
        training.cases, targets: training.targets.space, truth: training.targets.labelIDs, settings,
        origin: origin, workers: workers)
    self.preparation = preparation
    task = ClassifierTask(training, preparation, classifier)
    model = Self.model(preparation, settings, origin, task)
    self.validation = validation.map {
      ClassifierValidation($0, preparation, criterion: classifier.criterion)
    }
  }

  /// Creates the parts of a run on the same cases, which are not converted again.
  ///
  /// - Parameters:
  ///   - other: A run whose settings differ at most in seed and number of members.
  ///   - settings: Settings of the new run.
  ///   - origin: Model from which training starts; nil for a new model.
  init(
    restarting other: ClassifierRun, _ settings: Model.Settings, origin: Model.Preparation.Origin?
  ) {
    preparation = other.preparation
    task = other.task.restarted(settings.classifier)
    model = Self.model(preparation, settings, origin, task)
    validation = other.validation
  }

  /// Model before the first step.
  private static func model(
    _ preparation: Model.Preparation, _ settings: Model.Settings,
    _ origin: Model.Preparation.Origin?, _ task: ClassifierTask<Model>
  ) -> Model {
    var architecture = settings.classifier.architecture(
      preparation.input, outputs: preparation.targets.outputs)
    architecture.opinions = preparation.opinionCount
    architecture = preparation.completed(architecture)
    let seed = settings.classifier.restarted.seed
    var ensemble = SequenceEnsemble<Float>(architecture, seed: seed)
    if let origin {
      for index in ensemble.members.indices {
        preparation.begin(
          &ensemble.members[index], with: origin,
          seed: SequenceEnsemble<Float>.seed(ofMember: index, seed))
      }
    }
    task.adapt(&ensemble, seed: seed)
    if preparation.opinionCount > 0 {
      ensemble.opinionWeights = StackingWeights.tensor(of: preparation.usualWeights)
    }
    return Model(ensemble)
  }
}
