public import RondoData
import RondoEngine
import RondoFiles

/// Saves a run in its folder: the best model and the state to go on from.
///
/// `Sendable`.
public struct RunRecorder<Task: SavedTask>: Sendable {
  /// The run's folder.
  public let folder: RunFolder
  /// How the run was set up.
  public let settings: Task.Model.Settings
  /// When it ends.
  public let limits: RunLimits
  /// What it trains on.
  public let data: [DataSource]
  /// What turns input into numbers.
  public let preparation: Task.Model.Preparation
  /// How the data were divided.
  public let split: DataSplit

  /// A recorder for one run; `data` are the files that it trains on, if any.
  public init(
    folder: RunFolder, settings: Task.Model.Settings, limits: RunLimits, data: [DataSource] = [],
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
    let (model, state) = try files(run, withModel: withModel)
    try folder.commit(model: model, training: state)
  }

  /// Does what `save` does, but gives the files no names: for timing.
  public func rehearseSave(_ run: TrainingRun<Task>) throws {
    let (model, state) = try files(run, withModel: true)
    _ = try model?.prepare(folder.modelPath)
    _ = try state.prepare(folder.trainingPath)
  }

  /// Reads back the model that was saved last, and compares it with the run's best model.
  ///
  /// - Throws: `UnreadableModelError` where it cannot be read, or is another model.
  public func verify(_ run: TrainingRun<Task>) throws(UnreadableModelError) {
    let path = folder.modelPath
    let found: SavedModel<Task.Model>
    do {
      found = try SavedModel<Task.Model>.load(path).model
    } catch {
      throw UnreadableModelError(path: path, reason: "\(error)")
    }
    let (saved, own) = (found.model.parameters, run.bestModel.parameters)
    let isSame =
      saved.count == own.count
      && zip(saved, own).allSatisfy { $0.name == $1.name && $0.value.hasSameBits(as: $1.value) }
    guard isSame else {
      throw UnreadableModelError(path: path, reason: "its parameters are not those of the run")
    }
  }

  /// The best model of a run with all that using it needs.
  public func savedModel(of run: TrainingRun<Task>) -> SavedModel<Task.Model> {
    SavedModel(
      model: run.bestModel, preparation: preparation, settings: settings, data: data,
      split: split, best: run.best)
  }

  private func files(
    _ run: TrainingRun<Task>, withModel: Bool
  ) throws -> (model: SafetensorsFile?, state: SafetensorsFile) {
    let state = TrainingStateFile(of: run, settings: settings, limits: limits, data: data)
    let model = withModel ? savedModel(of: run) : nil
    return (try model?.encoded(), try state.encoded())
  }
}

extension Tensor<Float> {
  /// Whether shape and all bits are equal.
  fileprivate func hasSameBits(as other: Tensor<Float>) -> Bool {
    guard shape == other.shape else { return false }
    return withUnsafeBuffer { own in
      other.withUnsafeBuffer { others in
        zip(own, others).allSatisfy { $0.bitPattern == $1.bitPattern }
      }
    }
  }
}

/// A model that was just saved and cannot be read back: a fault of this toolkit, or of the device.
///
/// `Sendable`.
public struct UnreadableModelError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// Why it cannot be used.
  public let reason: String

  /// One line for people.
  public var description: String {
    "\(path) was saved, but it cannot be used: \(reason)"
  }
}
