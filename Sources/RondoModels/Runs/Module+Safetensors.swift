public import RondoEngine
import RondoFiles

extension Module<Float> {
  /// Saves the parameters as a safetensors file, with their names and shapes; a file that is there is
  /// replaced in one step.
  ///
  ///     try model.save(to: "mlp.safetensors")
  ///     try model.load(from: "mlp.safetensors")
  ///
  /// - Throws: `CheckpointError`.
  public func save(to path: String) throws {
    try SafetensorsFile(tensors: safetensors(prefix: "")).save(to: path)
  }

  /// Replaces the parameters by those of a safetensors file, such as `save(to:)` writes.
  ///
  /// - Throws: `CheckpointError`, which is `mismatched` where a name or a shape differs, or
  ///   `ModelFileError` where a number is not finite; the parameters are then unchanged.
  public mutating func load(from path: String) throws {
    var loaded = self
    try loaded.load(SafetensorsFile.load(from: path).0, prefix: "", path: path)
    self = loaded
  }

  /// The parameters as tensors of a file.
  func safetensors(prefix: String) -> [SafetensorsTensor] {
    parameters.map { name, value in
      value.withUnsafeBuffer {
        SafetensorsTensor(name: prefix + name, shape: Array(value.shape), copying: $0)
      }
    }
  }

  /// What `load` needs of a file.
  func expectations(prefix: String) -> [SafetensorsFile.Expectation] {
    layout.entries.map { (prefix + $0.name, .f32, Array($0.shape)) }
  }

  /// Takes the parameters from a file that holds just them.
  ///
  /// - Throws: `CheckpointError.mismatched` with all differences, or `ModelFileError` where a
  ///   number is not finite.
  mutating func load(_ file: SafetensorsFile, prefix: String, path: String) throws {
    let relevant = SafetensorsFile(tensors: file.tensors.filter { $0.name.hasPrefix(prefix) })
    try relevant.require(expectations(prefix: prefix), path: path)
    try mapParameters { name, present in
      guard let tensor = relevant[prefix + name] else { return present }
      return try Tensor(tensor, path: path)
    }
  }
}

extension Tensor<Float> {
  /// A tensor of a file, all of whose numbers must be finite.
  init(_ tensor: SafetensorsTensor, path: String) throws {
    self.init(zeros: Shape(tensor.shape))
    try withUnsafeMutableBuffer { try tensor.copyValues(to: $0) }
    let bad = withUnsafeBuffer { $0.firstIndex { !$0.isFinite } }
    if let bad {
      throw ModelFileError.notFinite(path: path, tensor: tensor.name, index: bad)
    }
  }
}
