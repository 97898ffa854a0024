/// Saves a run in its folder: the best model and the state to go on from.
///
/// `Sendable`.
public struct RunRecorder<Task: TrainingTask>: Sendable {
  /// The run's folder.
  public let folder: RunFolder
  /// How the run was set up.
  public let settings: RunSettings
  /// When it ends.
  public let limits: RunLimits
  /// What it trains on.
  public let data: [DataSource]
  /// What turns input into numbers.
  public let preparation: Task.Model.Preparation
  /// How the data were divided.
  public let split: DataSplit

  /// A recorder for one run.
  public init(
    folder: RunFolder, settings: RunSettings, limits: RunLimits, data: [DataSource],
    preparation: Task.Model.Preparation, split: DataSplit
  ) {
    (self.folder, self.settings, self.limits) = (folder, settings, limits)
    (self.data, self.preparation, self.split) = (data, preparation, split)
  }

  /// Saves the state of a run, and its best model too if that has changed.
  ///
  /// - Throws: `CheckpointError`; the files are then the old ones.
  public func save(_ run: TrainingRun<Task>, withModel: Bool, _ log: borrowing RunLog) throws {
    try log.flush()
    let state = TrainingStateFile(
      of: run, settings: settings, limits: limits, data: data)
    let model =
      withModel
      ? SavedModel(
        model: run.bestModel, preparation: preparation, settings: settings, data: data,
        split: split,
        best: run.best) : nil
    try folder.commit(model: model?.encoded(), training: state.encoded())
  }
}
