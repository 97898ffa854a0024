public import RondoFiles

/// An error that makes a file unusable as a model.
///
/// `Sendable`.
public enum ModelFileError: AdvisingError, Sendable, Hashable {
  /// It was not written by Rondo.
  case notAModel(path: String, missing: String)
  /// The file was written by a later release.
  case unknownVersion(path: String, Int)
  /// The model is for another task.
  case wrongTask(path: String, task: String)
  /// A metadata value cannot be read.
  case badMetadata(path: String, key: String, reason: String)
  /// The sizes of the architecture are invalid.
  case badArchitecture(path: String, [Int])
  /// Vocabulary and model differ in size.
  case vocabularyMismatch(path: String, symbols: Int, model: Int)
  /// A number is infinite or NaN.
  case notFinite(path: String, tensor: String, index: Int)
  /// A training state is not of the run that it stands in.
  case inconsistentState(path: String, reason: Advice)
  /// Training cannot begin with it: it is no language model, or one with parts that the new model
  /// lacks.
  case noOrigin(path: String, reason: String)
}

extension ModelFileError {
  /// Contents that cannot be used, always.
  public var category: ErrorCategory { .unusable }

  /// One line: what is wrong, where, and what to do.
  public var advice: Advice {
    switch self {
    case .notAModel(let path, let missing):
      "\(path) is a safetensors file but not a model of rondo: its metadata has no '\(missing)'"
    case .unknownVersion(let path, let version):
      "\(path) has format version \(version), and this release reads up to "
        + "\(MetadataReader.formatVersion): use the release that wrote it, or a later one"
    case .wrongTask(let path, let task):
      "\(path) holds a model for the task '\(task)', which cannot be used here"
    case .badMetadata(let path, let key, let reason):
      "\(path): the metadata value '\(key)' cannot be used: \(reason)"
    case .badArchitecture(let path, let sizes):
      "\(path): an architecture with the sizes \(sizes) does not fit the file"
    case .vocabularyMismatch(let path, let symbols, let model):
      "\(path): its vocabulary has \(symbols) symbols, its model \(model)"
    case .notFinite(let path, let tensor, let index):
      "\(path): element \(index) of '\(tensor)' is not a finite number; the model is of no use"
    case .inconsistentState(let path, let reason):
      "\(path) cannot be resumed: \(reason)"
    case .noOrigin(let path, let reason):
      "\(path): training cannot begin with this model: \(reason)"
    }
  }
}

extension JSONText {
  /// Decodes a metadata value.
  ///
  /// - Throws: `ModelFileError.badMetadata`, or what the type itself throws.
  package static func decode<T: Decodable>(
    _ text: String, as type: T.Type, of key: String, in path: String
  ) throws -> T {
    do {
      return try decode(text, as: type)
    } catch let fault as JSONFault {
      throw ModelFileError.badMetadata(path: path, key: key, reason: fault.reason)
    }
  }
}
