public import RondoData
import RondoEngine
import RondoFiles

/// Saves a run in its folder: the best model, and the state from which it can be resumed.
///
/// `Sendable`.
public struct RunRecorder<Task: SavedTask>: Sendable {
  /// Folder of the run.
  public let folder: RunFolder
  /// Settings of the run.
  public let settings: Task.Model.Settings
  /// Limits of the run.
  public let limits: RunLimits
  /// Training data.
  public let data: [DataSource]
  /// Preparation of inputs.
  public let preparation: Task.Model.Preparation
  /// Sizes of the parts of the data.
  public let split: DataSplit

  /// Creates a recorder for one run; `data` lists the files that it trains on, if any.
  public init(
    folder: RunFolder, settings: Task.Model.Settings, limits: RunLimits, data: [DataSource] = [],
    preparation: Task.Model.Preparation, split: DataSplit
  ) {
    (self.folder, self.settings, self.limits) = (folder, settings, limits)
    (self.data, self.preparation, self.split) = (data, preparation, split)
  }

  /// Saves the state of a run, and its best model if it has changed.
  ///
  /// - Throws: `CheckpointError`; the files are then unchanged.
  public func save(_ run: TrainingRun<Task>, withModel: Bool, _ log: borrowing RunLog) throws {
    try log.flush()
    let (model, state) = try files(run, withModel: withModel)
    try folder.commit(model: model, training: state)
  }

  /// Writes the files of `save` without renaming them into place, for timing.
  public func rehearseSave(_ run: TrainingRun<Task>) throws {
    let (model, state) = try files(run, withModel: true)
    _ = try model?.prepare(folder.modelPath)
    _ = try state.prepare(folder.trainingPath)
  }

  /// Reads back the last saved model and compares it with the run's best model.
  ///
  /// - Throws: `UnreadableModelError` if it cannot be read or differs.
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
      throw UnreadableModelError(path: path, reason: "its parameters differ from those of the run")
    }
  }

  /// Best model of a run with everything needed to use it.
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
  /// True if shape and all bits are equal.
  fileprivate func hasSameBits(as other: Tensor<Float>) -> Bool {
    guard shape == other.shape else { return false }
    return withUnsafeBuffer { own in
      other.withUnsafeBuffer { others in
        zip(own, others).allSatisfy { $0.bitPattern == $1.bitPattern }
      }
    }
  }
}

/// Error for a model that was just saved and cannot be read back: a fault of this toolkit or of the
/// device.
///
/// `Sendable`.
public struct UnreadableModelError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Path of the file.
  public let path: String
  /// Reason.
  public let reason: String

  /// Message of one line.
  public var description: String {
    "\(path) was saved, but it cannot be used: \(reason)"
  }
}
