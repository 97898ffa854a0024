/// The contents of a safetensors file: named tensors and texts.
///
///     var file = SafetensorsFile()
///     file.metadata["task"] = "language-model"
///     file.tensors.append(SafetensorsTensor(name: "bias", shape: [2], values: [0.5, -1] as [Float]))
///     try file.save(to: "model.safetensors")
///     let (loaded, warning) = try SafetensorsFile.load(from: "model.safetensors")
///     loaded["bias"]?.shape     // [2]
///     warning                   // nil: the checksums were there, and right
///
/// Everything lies in memory, a tensor in an array of its own; saving and loading copy the
/// elements once. Equal contents give equal bytes, whatever the order of `tensors`. It leaves out
/// memory mapping, so that a file replaced while in use cannot harm. Sendable: a plain value.
///
/// The format is that of github.com/huggingface/safetensors. Its text `crc32c` is ours: `header:` and
/// the CRC-32C of all bytes before the data, taken with these eight digits as zeros; ` data:` and the
/// CRC-32C of each tensor, in the order of the data, with commas between. So every changed byte is
/// found. A program that writes the file anew must drop that text or compute it anew.
public struct SafetensorsFile: Sendable, Equatable {
  /// Texts, without the checksums, which come and go with the file.
  public var metadata: SafetensorsMetadata
  /// The tensors, no two of one name; after loading in the order of their data.
  public var tensors: [SafetensorsTensor]

  /// A file with these contents.
  public init(metadata: SafetensorsMetadata = [:], tensors: [SafetensorsTensor] = []) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// The tensor of a name, compared by bytes; O(n).
  public subscript(name: String) -> SafetensorsTensor? {
    tensors.first { $0.name.utf8.elementsEqual(name.utf8) }
  }
}
