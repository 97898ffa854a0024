import CPretrained
import Rondo

extension LanguageModelFile {
  /// Loads the language model of a checkpoint, a run's folder or a file; prints warnings to
  /// standard error.
  static func open(_ checkpoint: String) throws -> LanguageModelFile {
    let path = RunFolder.modelPath(of: checkpoint)
    let (model, warnings) = try load(path)
    for warning in warnings { StandardStreams.message("rondo: \(warning)") }
    return model
  }
}

extension AnyModel {
  /// Loads the model of a checkpoint for any task; prints warnings to standard error.
  static func open(_ checkpoint: String) throws -> AnyModel {
    let (model, warnings) = try load(RunFolder.modelPath(of: checkpoint))
    for warning in warnings { StandardStreams.message("rondo: \(warning)") }
    return model
  }
}

/// The model that comes with the program: the bytes of checkpoints/pretrained/model.safetensors.
enum Pretrained {
  /// Name in messages.
  static let name = "the model that comes with rondo"

  /// Loads the model; prints warnings to standard error.
  static func model() throws -> LanguageModelFile {
    let bytes = UnsafeBufferPointer(start: cpretrained_bytes(), count: cpretrained_byte_count())
    let (model, warnings) = try LanguageModelFile.decode(Array(bytes), path: name)
    for warning in warnings { StandardStreams.message("rondo: \(warning)") }
    return model
  }
}
