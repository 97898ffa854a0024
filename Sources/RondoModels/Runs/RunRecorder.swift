public import RondoText

/// Saves a run in its folder: the best model and the state to go on from.
///
/// `Sendable`.
public struct RunRecorder: Sendable {
  /// The run's folder.
  public let folder: RunFolder
  /// How the run was set up.
  public let settings: RunSettings
  /// When it ends.
  public let limits: RunLimits
  /// What it trains on.
  public let data: [DataSource]
  /// How text becomes ids.
  public let tokenizer: Tokenizer
  /// How the data were divided.
  public let split: ModelFile.Split

  /// A recorder for one run.
  public init(
    folder: RunFolder, settings: RunSettings, limits: RunLimits, data: [DataSource],
    tokenizer: Tokenizer, split: ModelFile.Split
  ) {
    (self.folder, self.settings, self.limits) = (folder, settings, limits)
    (self.data, self.tokenizer, self.split) = (data, tokenizer, split)
  }

  /// Saves the state of a run, and its best model too if that has changed.
  ///
  /// - Throws: `CheckpointError`; the files are then the old ones.
  public func save(_ run: TrainingRun, withModel: Bool, _ log: borrowing RunLog) throws {
    try log.flush()
    let state = TrainingStateFile(
      of: run, settings: settings, limits: limits, data: data)
    let model =
      withModel
      ? ModelFile(
        model: run.bestModel, tokenizer: tokenizer, settings: settings, data: data, split: split,
        best: run.best) : nil
    try folder.commit(model: model?.encoded(), training: state.encoded())
  }
}
