public import RondoData
public import RondoEngine
public import RondoFiles

/// Contents of `training.safetensors`: the last state of a run, from which it continues with the
/// same bits.
///
/// Tensors: `model.*` (latest weights), `optimizer.*` (one vector for each slot, in the order of
/// the parameters), `state.*` (state carried between steps: for a language model `hidden_l*` and,
/// for an LSTM, `cell_l*`), and `average.weights`, if an average is kept. Random numbers need no
/// state: they are functions of the seed and of counters. Nothing depends on time, paths, threads
/// or speed, so equal runs write equal files. `Sendable`.
public struct TrainingStateFile<Task: SavedTask>: Sendable {
  /// Settings of the run.
  public var settings: Task.Model.Settings
  /// Limits of the run.
  public var limits: RunLimits
  /// Training data.
  public var data: [DataSource]
  /// Progress of the run: all state that is not a tensor.
  public var progress: RunProgress<Task.Model.Score>
  /// Latest weights.
  public var model: Task.Model
  /// Slots of the optimizers; empty before the first step.
  public var slots: [(name: String, value: Tensor<Float>)]
  /// State carried from step to step beside the weights.
  public var state: Task.State
  /// Average of the weights, in the order of the parameters; nil if none is kept or no step has
  /// been taken.
  public var average: Tensor<Float>?
}

/// Limits of a run as they are stored.
///
/// `Sendable`.
public struct RunLimits: Sendable, Hashable, Codable {
  /// Limits.
  public var limits: TrainingLimits
  /// Time limit for which the number of steps was planned, if any.
  public var minutes: Double?
  /// Step at which the learning-rate schedule ends, if it is not the last step that the limits
  /// allow.
  public var scheduleSteps: Int?

  /// Creates stored limits.
  public init(_ limits: TrainingLimits, minutes: Double? = nil, scheduleSteps: Int? = nil) {
    (self.limits, self.minutes, self.scheduleSteps) = (limits, minutes, scheduleSteps)
  }

  /// Number of steps of the learning-rate schedule in a run with `stepsPerEpoch` steps per epoch.
  public func scheduleSteps(stepsPerEpoch: Int) -> Int {
    scheduleSteps ?? limits.totalSteps(stepsPerEpoch: stepsPerEpoch)
  }
}

extension TrainingStateFile {
  /// Creates the current state of a run.
  public init(
    of run: TrainingRun<Task>, settings: Task.Model.Settings, limits: RunLimits,
    data: [DataSource]
  ) {
    (self.settings, self.limits, self.data) = (settings, limits, data)
    let trainer = run.trainer
    progress = RunProgress(
      step: trainer.step, scheduleSteps: trainer.totalSteps, best: run.best,
      validationsSinceBest: run.validationsSinceBest, validatedStep: run.validatedStep,
      plateaus: trainer.plateaus, validationsOnPlateau: run.validationsOnPlateau)
    (model, slots, state) = (trainer.model, trainer.optimizerState, trainer.state)
    average = trainer.average?.value
  }

  /// Encodes the state as a safetensors file.
  public func encoded() throws -> SafetensorsFile {
    var metadata: SafetensorsMetadata = [:]
    metadata["format_version"] = try JSONText.of(MetadataReader.formatVersion)
    metadata["task"] = try JSONText.of(Task.Model.task)
    metadata["settings"] = try JSONText.of(settings)
    metadata["limits"] = try JSONText.of(limits)
    metadata["data"] = try JSONText.of(data)
    metadata["progress"] = try JSONText.of(progress)
    var tensors = model.safetensors(prefix: "model.")
    for (name, value) in slots { tensors.append(.init("optimizer." + name, value)) }
    for (name, value) in Task.tensors(of: state) { tensors.append(.init("state." + name, value)) }
    if let average { tensors.append(.init("average.weights", average)) }
    return SafetensorsFile(metadata: metadata, tensors: tensors)
  }

  /// Decodes a state; the architecture is that of the run's model.
  ///
  /// - Throws: `ModelFileError` or `CheckpointError`.
  public init(
    _ file: SafetensorsFile, architecture: Task.Model.Architecture, path: String
  ) throws {
    func read<T: Decodable>(_ key: String, as type: T.Type) throws -> T {
      guard let text = file.metadata[key] else {
        throw ModelFileError.inconsistentState(path: path, reason: "its metadata has no '\(key)'")
      }
      return try JSONText.decode(text, as: type, of: key, in: path)
    }
    let version = try read("format_version", as: Int.self)
    guard version <= MetadataReader.formatVersion && version > 0 else {
      throw ModelFileError.unknownVersion(path: path, version)
    }
    let task = try read("task", as: String.self)
    guard task == Task.Model.task else { throw ModelFileError.wrongTask(path: path, task: task) }
    settings = try read("settings", as: Task.Model.Settings.self)
    limits = try read("limits", as: RunLimits.self)
    data = try read("data", as: [DataSource].self)
    progress = try read("progress", as: RunProgress<Task.Model.Score>.self)
    guard settings.isUsable, progress.step >= 0, progress.validationsSinceBest >= 0,
      progress.plateaus >= 0, progress.validationsOnPlateau >= 0
    else {
      throw ModelFileError.inconsistentState(
        path: path, reason: "its settings or its progress are out of range")
    }
    model = Task.Model(zeros: architecture)
    try model.load(file, prefix: "model.", path: path)
    let (path, layout) = (path, model.layout)
    func tensor(_ name: String, _ fits: (Shape) -> Bool) throws -> Tensor<Float> {
      guard let found = file[name], found.type == .f32, found.shape.count <= 4,
        fits(Shape(found.shape))
      else {
        throw ModelFileError.inconsistentState(
          path: path, reason: "'\(name)' is missing or has the wrong type or shape")
      }
      return try Tensor(found, path: path)
    }
    let groups = Task.groups(settings.training)
    let expected = groups.enumerated().flatMap { index, group in
      group.slots(in: layout, index: groups.count == 1 ? nil : index)
    }
    slots =
      progress.step == 0
      ? []
      : try expected.map { slot in
        (slot.name, try tensor("optimizer." + slot.name) { $0 == [slot.count] })
      }
    state = try Task.state(of: architecture) { try tensor("state." + $0, $1) }
    average =
      progress.step == 0 || settings.training.averageDecay == 0
      ? nil : try tensor("average.weights") { $0 == [layout.count] }
  }
}

extension TrainingStateFile {
  /// Loads the files of a run: its state and its best model so far.
  ///
  /// - Throws: `CheckpointError` or `ModelFileError`.
  public static func load(
    from folder: RunFolder
  ) throws -> (state: TrainingStateFile, model: SavedModel<Task.Model>) {
    let model = try SavedModel<Task.Model>.load(folder.modelPath).model
    let (file, _) = try SafetensorsFile.load(from: folder.trainingPath)
    let state = try TrainingStateFile(
      file, architecture: model.model.architecture, path: folder.trainingPath)
    return (state, model)
  }
}

extension TrainingRun where Task: SavedTask {
  /// Continues from the files of an earlier run, and ends in the same bits as without an
  /// interruption.
  ///
  /// ```text
  /// let run = TrainingRun(trainer, validation: validation, limits: limits)
  /// if folder.holdsState {
  ///   let (state, model) = try TrainingStateFile<MyTask>.load(from: folder)
  ///   run.restore(state, bestModel: model.model)
  /// }
  /// ```
  public func restore(_ state: TrainingStateFile<Task>, bestModel: Task.Model) {
    let progress = state.progress
    trainer.restore(
      model: state.model, optimizerSlots: state.slots.map(\.value), steps: progress.step,
      state: state.state, average: state.average, plateaus: progress.plateaus)
    restore(
      best: progress.best, bestModel: bestModel,
      validationsSinceBest: progress.validationsSinceBest,
      lastValidatedStep: progress.validatedStep,
      validationsOnPlateau: progress.validationsOnPlateau)
  }
}

extension SafetensorsTensor {
  fileprivate init(_ name: String, _ tensor: Tensor<Float>) {
    self = tensor.withUnsafeBuffer {
      SafetensorsTensor(name: name, shape: Array(tensor.shape), copying: $0)
    }
  }
}

/// Progress of a run: the part of its training state that is not tensors.
///
/// `Sendable`.
public struct RunProgress<Score: ValidationScore>: Sendable, Hashable, Codable {
  /// Number of steps taken; determines the position in the data.
  public var step: Int
  /// Step at which the learning-rate schedule ends.
  public var scheduleSteps: Int
  /// Best score so far.
  public var best: BestValidation<Score>?
  /// Number of validations since the best score.
  public var validationsSinceBest: Int
  /// Step of the last validation.
  public var validatedStep: Int?
  /// Number of plateaus so far, for the schedule.
  @AddedSetting public var plateaus = 0
  /// Number of validations since the best score or the last plateau.
  @AddedSetting public var validationsOnPlateau = 0
}
