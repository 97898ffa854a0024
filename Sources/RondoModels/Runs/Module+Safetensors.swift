public import RondoEngine
import RondoFiles

extension Module<Float> {
  /// Saves the parameters as a safetensors file, with their names and shapes; an existing file is
  /// replaced atomically.
  ///
  ///     var random = RandomSource(seed: 1)
  ///     var model = Linear<Float>(inputs: 2, outputs: 3, random: &random)
  ///     try model.save(to: "linear.safetensors")
  ///     try model.load(from: "linear.safetensors")
  ///
  /// - Throws: `CheckpointError`.
  public func save(to path: String) throws {
    try SafetensorsFile(tensors: safetensors(prefix: "")).save(to: path)
  }

  /// Replaces the parameters with those of a safetensors file, such as one written by `save(to:)`.
  ///
  /// - Throws: `CheckpointError`, in particular `mismatched` if a name or a shape differs, or
  ///   `ModelFileError` if a number is not finite; the parameters are then unchanged.
  public mutating func load(from path: String) throws {
    var loaded = self
    try loaded.load(SafetensorsFile.load(from: path).0, prefix: "", path: path)
    self = loaded
  }

  /// Parameters as tensors of a file.
  func safetensors(prefix: String) -> [SafetensorsTensor] {
    parameters.map { name, value in
      value.withUnsafeBuffer {
        SafetensorsTensor(name: prefix + name, shape: Array(value.shape), copying: $0)
      }
    }
  }

  /// Names, types and shapes of the tensors that `load` requires.
  func expectations(prefix: String) -> [SafetensorsFile.Expectation] {
    layout.entries.map { (prefix + $0.name, .f32, Array($0.shape)) }
  }

  /// Loads the parameters from a file; tensors whose names begin with the prefix must match
  /// exactly.
  ///
  /// - Throws: `CheckpointError.mismatched` with all differences, or `ModelFileError` if a number
  ///   is not finite.
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
  /// Creates a tensor from a file; all numbers must be finite.
  init(_ tensor: SafetensorsTensor, path: String) throws {
    self.init(zeros: Shape(tensor.shape))
    try withUnsafeMutableBuffer { try tensor.copyValues(to: $0) }
    let bad = withUnsafeBuffer { $0.firstIndex { !$0.isFinite } }
    if let bad {
      throw ModelFileError.notFinite(path: path, tensor: tensor.name, index: bad)
    }
  }
}
