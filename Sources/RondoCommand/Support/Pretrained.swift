import CPretrained
import Rondo

/// The model that comes with the program: the bytes of checkpoints/pretrained/model.safetensors.
enum Pretrained {
  /// What messages call it.
  static let name = "the model that comes with rondo"

  /// The model; warnings go to standard error.
  static func model() throws -> ModelFile {
    let bytes = UnsafeBufferPointer(start: cpretrained_bytes(), count: cpretrained_byte_count())
    let (model, warnings) = try ModelFile.decode(Array(bytes), path: name)
    for warning in warnings { StandardStreams.message("rondo: \(warning)") }
    return model
  }
}
