public import RondoFiles

extension RunFolder {
  /// Puts a new state, and a new best model if there is one, in the place of the old.
  ///
  /// Both files are written completely and handed to the device before the first of them gets its
  /// name. Then the model gets its name, and then the state, which is the commit point: a process
  /// that dies before it leaves the old state, one that dies after it the new one. Between the two
  /// the model is the newer, which training from the old state writes again with the same bytes.
  ///
  /// - Throws: `.headerTooLong` or `.inputOutput`; the state is then the old one.
  public func commit(
    model: SafetensorsFile? = nil, training: SafetensorsFile
  ) throws(CheckpointError) {
    do throws(CheckpointError) {
      try commit(model: model, training: training, operations: .system)
    } catch .cannotCreate(let operation, let path, let code) {
      // The folder was writable at the start, so this is a failure midway.
      throw .inputOutput(operation: operation, path: path, code: code)
    }
  }

  func commit(
    model: SafetensorsFile?, training: SafetensorsFile, operations: FileOperations
  ) throws(CheckpointError) {
    guard let model else {
      try training.prepare(trainingPath, operations: operations).publish()
      return try AtomicFile.synchronizeFolder(of: trainingPath, operations: operations)
    }
    let preparedModel = try model.prepare(modelPath, operations: operations)
    let preparedTraining = try training.prepare(trainingPath, operations: operations)
    try preparedModel.publish()
    try AtomicFile.synchronizeFolder(of: modelPath, operations: operations)
    try preparedTraining.publish()
    try AtomicFile.synchronizeFolder(of: trainingPath, operations: operations)
  }
}
